"""What the ledger still holds committed for an application, line by line."""

from applications.models import Application
from applications.queries.granting import committed_by_line
from bando.enums import FundKind
from bando.models import BudgetLine
from disbursement.domain.settlement import Commitment


def commitments_of(application: Application) -> list[Commitment]:
    """What each line has committed for it and neither paid nor taken back, in the order of the lines; nothing of empty ones."""
    amounts = committed_by_line(application)
    regional = set(BudgetLine.objects.filter(pk__in=amounts, fund__kind=FundKind.REGIONAL).values_list("pk", flat=True))
    return [Commitment(line_id, line_id in regional, amount) for line_id, amount in amounts.items()]
