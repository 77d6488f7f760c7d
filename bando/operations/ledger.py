"""The only writer of money: moves amounts between the buckets of budget lines, once for a reference.

Three belts, each held by a test that takes it away: the lines are locked by primary key (order, and a sentence that says
what is left), the buckets change by `F()` (no update is lost), the database's CHECKs keep every bucket at zero or above
(no overdraft even by hand).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F

from accounts.models import User
from bando.domain.routes import KEPT, ROUTES
from bando.enums import Bucket, MovementKind
from bando.models import Act, BudgetLine, Movement
from bando.policies.moving_money import why_not_repeat, why_not_take
from core.locks import Rung, lock, operation
from core.money import cents
from core.refusals import require


@dataclass(frozen=True)
class Posting:
    """One move to be made: which line, why (the route follows), how much in euro; 0.00 moves nothing and leaves no row."""

    line_id: int
    kind: MovementKind
    amount: Decimal

    def __post_init__(self) -> None:
        if self.amount < 0 or self.amount != cents(self.amount):
            raise ValueError("a movement is of zero or more, in whole cents")


@operation
def post(*, postings: Sequence[Posting], reference: str, act: Act | None, by: User | None, at: datetime) -> list[Movement]:
    """Make all the moves or none; returns their movements, in the order of the lines.

    The same (line, kind, reference) with the same amount is what was posted before: it is returned and nothing moves.
    Raises Refused for another amount and for an overdraft, ValueError for two postings of one line and kind.
    """
    wanted = sorted((p for p in postings if p.amount), key=lambda p: (p.line_id, p.kind))
    if len({(p.line_id, p.kind) for p in wanted}) < len(wanted):
        raise ValueError("one posting for a line, a kind and a reference")
    lines = {line.pk: line for line in lock(BudgetLine.objects.filter(pk__in={p.line_id for p in wanted}), Rung.BUDGET_LINE)}
    posted = _posted(lines, reference)
    left = {pk: _left(line) for pk, line in lines.items()}
    movements = []
    for posting in wanted:
        before = posted.get((posting.line_id, posting.kind))
        if before is not None:
            require(why_not_repeat(before, posting.amount))
            movements.append(before)
            continue
        source, target = ROUTES[posting.kind]
        require(why_not_take(lines[posting.line_id], source, posting.amount, left[posting.line_id]))
        _take_and_give(left[posting.line_id], source, target, posting.amount)
        movements.append(_move(posting, source, target, reference=reference, act=act, by=by, at=at))
    return movements


def _posted(lines: dict[int, BudgetLine], reference: str) -> dict[tuple[int, str], Movement]:
    found = Movement.objects.filter(line__in=lines, reference=reference)
    return {(movement.line_id, movement.kind): movement for movement in found}


def _left(line: BudgetLine) -> dict[Bucket, Decimal]:
    return {bucket: getattr(line, bucket.value) for bucket in KEPT}


def _take_and_give(left: dict[Bucket, Decimal], source: Bucket, target: Bucket, amount: Decimal) -> None:
    if source in left:
        left[source] -= amount
    if target in left:
        left[target] += amount


def _move(
    posting: Posting,
    source: Bucket,
    target: Bucket,
    *,
    reference: str,
    act: Act | None,
    by: User | None,
    at: datetime,
) -> Movement:
    moves = {target.value: F(target.value) + posting.amount} if target in KEPT else {}
    if source in KEPT:
        moves[source.value] = F(source.value) - posting.amount
    BudgetLine.objects.filter(pk=posting.line_id).update(**moves)
    return Movement.objects.create(
        line_id=posting.line_id,
        kind=posting.kind,
        source=source,
        target=target,
        amount=posting.amount,
        reference=reference,
        act=act,
        by=by,
        at=at,
    )
