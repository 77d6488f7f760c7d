"""What the ledger still holds committed for an application, line by line."""

from collections.abc import Mapping, Sequence

from applications.models import Application
from applications.queries.granting import committed_to_each
from bando.enums import FundKind
from bando.models import BudgetLine
from disbursement.domain.settlement import Commitment


def commitments_of(application: Application) -> list[Commitment]:
    """What each line has committed for it and neither paid nor taken back, in the order of the lines; nothing of empty ones."""
    return commitments_of_each([application])[application.pk]


def commitments_of_each(applications: Sequence[Application]) -> dict[int, list[Commitment]]:
    """The same for many in two queries, by primary key of the application."""
    amounts = committed_to_each(applications)
    lines = {line for mine in amounts.values() for line in mine}
    regional = set(BudgetLine.objects.filter(pk__in=lines, fund__kind=FundKind.REGIONAL).values_list("pk", flat=True))
    return {
        key: [Commitment(line, line in regional, amount) for line, amount in sorted(mine.items())]
        for key, mine in amounts.items()
    }


def all_of(commitments: Mapping[int, Sequence[Commitment]]) -> list[Commitment]:
    """Those of many applications, one after the other."""
    return [one for mine in commitments.values() for one in mine]
