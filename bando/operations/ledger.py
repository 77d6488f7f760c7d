"""The only writer of money: moves amounts between the buckets of budget lines, once for a reference.

Three belts, each held by a test that takes it away: the lines are locked by primary key (order, and a sentence that says
what is left), the buckets change by `F()` (no update is lost), the database's CHECKs keep every bucket at zero or above
(no overdraft even by hand).
"""

from collections.abc import Mapping, Sequence
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
from core.money import ZERO, cents
from core.refusals import require

# Rows of one statement.
BATCH = 5_000


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
    return post_all(postings={reference: postings}, act=act, by=by, at=at)


@operation
def post_all(*, postings: Mapping[str, Sequence[Posting]], act: Act | None, by: User | None, at: datetime) -> list[Movement]:
    """The moves of many references, all or none, as `post` makes those of one: each line is changed once, whatever their number.

    What one reference frees another may take, in whatever order they stand: a line is judged by what all of them leave on it.
    """
    wanted = sorted(
        ((reference, each) for reference, mine in postings.items() for each in mine if each.amount),
        key=lambda pair: (pair[1].line_id, pair[0], pair[1].kind),
    )
    if len({(each.line_id, each.kind, reference) for reference, each in wanted}) < len(wanted):
        raise ValueError("one posting for a line, a kind and a reference")
    touched = {each.line_id for _reference, each in wanted}
    lines = {line.pk: line for line in lock(BudgetLine.objects.filter(pk__in=touched), Rung.BUDGET_LINE)}
    posted = _posted(lines, list(postings))
    fresh, movements, changes = [], [], {pk: dict.fromkeys(KEPT, ZERO) for pk in lines}
    for reference, posting in wanted:
        movement = posted.get((posting.line_id, posting.kind, reference))
        if movement is not None:
            require(why_not_repeat(movement, posting.amount))
        else:
            movement = _movement(posting, reference=reference, act=act, by=by, at=at)
            fresh.append(movement)
            _take_and_give(changes[posting.line_id], movement)
        movements.append(movement)
    for pk, change in changes.items():
        _change(lines[pk], change)
    Movement.objects.bulk_create(fresh, batch_size=BATCH)
    return movements


def _posted(lines: Mapping[int, BudgetLine], references: Sequence[str]) -> dict[tuple[int, str, str], Movement]:
    found: dict[tuple[int, str, str], Movement] = {}
    for first in range(0, len(references), BATCH):
        rows = Movement.objects.filter(line__in=lines, reference__in=references[first : first + BATCH])
        found |= {(movement.line_id, movement.kind, movement.reference): movement for movement in rows}
    return found


def _movement(posting: Posting, *, reference: str, act: Act | None, by: User | None, at: datetime) -> Movement:
    source, target = ROUTES[posting.kind]
    return Movement(
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


def _take_and_give(change: dict[Bucket, Decimal], movement: Movement) -> None:
    for bucket, sign in ((movement.source, -1), (movement.target, 1)):
        if bucket in change:
            change[Bucket(bucket)] += sign * movement.amount


def _change(line: BudgetLine, change: Mapping[Bucket, Decimal]) -> None:
    """Add to the line what it gains and loses, bucket by bucket."""
    moves = {bucket: amount for bucket, amount in change.items() if amount}
    left = {bucket: getattr(line, bucket.value) for bucket in KEPT}
    for bucket, amount in moves.items():
        require(why_not_take(line, bucket, -amount, left))
    if moves:
        BudgetLine.objects.filter(pk=line.pk).update(**{bucket.value: F(bucket.value) + moves[bucket] for bucket in moves})
