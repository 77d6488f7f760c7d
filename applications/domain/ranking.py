"""The ranking: by score, then by arrival; financed while the candidate's own purse has room, each Chamber for itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from applications.enums import RankingOutcome
from bando.domain.drawing import draw
from core.money import ZERO


@dataclass(frozen=True)
class Candidate:
    """One application that competes: its mean score, its arrival number, its pot, the grant it is due in euro."""

    key: int
    score: Decimal
    arrival: int
    pot: int
    grant: Decimal


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

    def room(self, pot: int) -> Decimal:
        """What the pot may still promise, in euro."""
        return sum((self.left[line] for line in self.lines.get(pot, ())), ZERO)

    def take(self, pot: int, amount: Decimal) -> None:
        """Promise `amount` as a grant would draw it: pro rata of what each line has left. ValueError if there is less."""
        lines = self.lines[pot]
        for line, part in zip(lines, draw(amount, [self.left[line] for line in lines]), strict=True):
            self.left[line] -= part


def rank(
    candidates: Iterable[Candidate], *, purse: Purse, promised: Iterable[Candidate], minimum: Decimal, partial_last: bool
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
    for position, candidate in enumerate(sorted(candidates, key=lambda c: (-c.score, c.arrival)), start=1):
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
