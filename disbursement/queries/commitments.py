"""What the ledger still holds committed for an application, line by line."""

from decimal import Decimal

from applications.models import Application
from applications.queries.granting import reference_of
from bando.enums import Bucket, FundKind
from bando.models import Movement
from core.money import ZERO
from disbursement.domain.settlement import Commitment


def commitments_of(application: Application) -> list[Commitment]:
    """What each line has committed for it and neither paid nor taken back, in the order of the lines; nothing of empty ones."""
    moved: dict[int, Decimal] = {}
    regional: dict[int, bool] = {}
    rows = Movement.objects.filter(reference=reference_of(application)).select_related("line__fund")
    for row in rows.order_by("line_id", "pk"):
        sign = (row.target == Bucket.COMMITTED) - (row.source == Bucket.COMMITTED)
        moved[row.line_id] = moved.get(row.line_id, ZERO) + sign * row.amount
        regional[row.line_id] = row.line.fund.kind == FundKind.REGIONAL
    return [Commitment(line_id, regional[line_id], amount) for line_id, amount in moved.items() if amount]
