"""The ranking: by score, then by the tie-breaks of the call; financed while its own purse has room, each Chamber for itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from applications.enums import RankingOutcome
from bando.domain.drawing import draw
from bando.enums import DrawOrder
from core.money import ZERO

ARRIVAL, LOTS, SMALLER_GRANT, CRITERION = "arrival", "lots", "smaller_grant", "criterion:"


@dataclass(frozen=True)
class Candidate:
    """One application that competes: its mean score, its arrival number, its pot, the grant it is due in euro.

    `points` are its mean points by code of criterion, where a tie-break asks for them; `lot` is its place if lots were drawn.
    """

    key: int
    score: Decimal
    arrival: int
    pot: int
    grant: Decimal
    points: Mapping[str, Decimal] = field(default_factory=dict, hash=False)
    lot: int = 0


@dataclass(frozen=True)
class Place:
    """Where a candidate stands. `grant` is what it may be granted: zero unless financed, less than due if financed in part."""

    candidate: Candidate
    position: int
    outcome: RankingOutcome
    grant: Decimal
    room_before: Decimal


@dataclass
class Purse:
    """Money still free, line by line, and which lines each pot may draw on (its own and the common pool's)."""

    left: dict[int, Decimal]
    lines: Mapping[int, Sequence[int]]
    order: DrawOrder = DrawOrder.PRO_RATA
    regional: frozenset[int] = frozenset()

    def room(self, pot: int) -> Decimal:
        """What the pot may still promise, in euro."""
        return sum((self.left[line] for line in self.lines.get(pot, ())), ZERO)

    def take(self, pot: int, amount: Decimal) -> None:
        """Promise `amount` as a grant would draw it, in the call's order of draw. ValueError if there is less."""
        lines = self.lines[pot]
        parts = draw(amount, [self.left[line] for line in lines], self.order, [line in self.regional for line in lines])
        for line, part in zip(lines, parts, strict=True):
            self.left[line] -= part


def order_of(candidate: Candidate, tie_breaks: Sequence[str]) -> tuple[Decimal | int, ...]:
    """What a candidate is sorted by: the score, the tie-breaks in their order, and in the end always the arrival."""
    return (-candidate.score, *(_tie(candidate, each) for each in tie_breaks), candidate.arrival)


def _tie(candidate: Candidate, by: str) -> Decimal | int:
    """Raises ValueError for a tie-break that nobody knows."""
    if by.startswith(CRITERION):
        return -candidate.points.get(by.removeprefix(CRITERION), ZERO)
    known: dict[str, Decimal | int] = {ARRIVAL: candidate.arrival, LOTS: candidate.lot, SMALLER_GRANT: candidate.grant}
    if by not in known:
        raise ValueError(f"«{by}» is no tie-break")
    return known[by]


def rank(
    candidates: Iterable[Candidate],
    *,
    purse: Purse,
    promised: Iterable[Candidate],
    minimum: Decimal,
    partial_last: bool,
    tie_breaks: Sequence[str] = (ARRIVAL,),
) -> list[Place]:
    """Place every candidate; `purse` is used up on the way.

    `promised` are financed already and not yet granted: their money is set aside first. A candidate that its pot cannot
    finance waits, and so does everybody behind it in the same pot (nobody overtakes by asking for less); other pots go
    on. With `partial_last`, the first that does not fit takes what is left.
    """
    for earlier in promised:
        purse.take(earlier.pot, min(earlier.grant, purse.room(earlier.pot)))
    exhausted: set[int] = set()
    places = []
    for position, candidate in enumerate(sorted(candidates, key=lambda c: order_of(c, tie_breaks)), start=1):
        room = purse.room(candidate.pot)
        outcome, grant = _decide(candidate, room, candidate.pot in exhausted, minimum, partial_last)
        if grant:
            purse.take(candidate.pot, grant)
        if outcome is not RankingOutcome.BELOW_MINIMUM and grant < candidate.grant:
            exhausted.add(candidate.pot)
        places.append(Place(candidate, position, outcome, grant, room))
    return places


def _decide(
    candidate: Candidate, room: Decimal, exhausted: bool, minimum: Decimal, partial_last: bool
) -> tuple[RankingOutcome, Decimal]:
    if candidate.score < minimum:
        return RankingOutcome.BELOW_MINIMUM, ZERO
    if exhausted:
        return RankingOutcome.WAITING, ZERO
    if room >= candidate.grant:
        return RankingOutcome.FINANCED, candidate.grant
    if partial_last and room > 0:
        return RankingOutcome.FINANCED, room
    return RankingOutcome.WAITING, ZERO
