"""The ranking: who comes before whom, and what each gets of which money while there is some. Nothing is decided or kept here.

Two rules say what happens when money ends. **Nobody overtakes in a pot**: whoever the pot cannot finance waits, and so does
everybody behind it in the same pot, however little they ask. **Nobody overtakes in the common pool**: once somebody waits who
could draw on it, nobody behind in the order takes anything of it, in whatever pot; other pots go on with what is their own.
What an arrival has reserved is hers, whoever waits before her.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from applications.enums import RankingOutcome
from bando.domain.drawing import draw
from bando.enums import DrawOrder
from core.money import ZERO

ARRIVAL, LOTS, SMALLER_GRANT, CRITERION = "arrival", "lots", "smaller_grant", "criterion:"
Money = Mapping[int, Decimal]
NONE: Money = {}


@dataclass(slots=True)
class Candidate:
    """One application that competes: its mean score, its arrival number, its pot, the grant it is due in euro.

    `points` are its mean points by code of criterion, where a tie-break asks for them; `lot` is its place if lots were drawn;
    `held` is what it has reserved on arrival, line by line.
    """

    key: int
    score: Decimal
    arrival: int
    pot: int
    grant: Decimal
    points: Mapping[str, Decimal] = field(default_factory=dict)
    lot: int = 0
    held: Money = field(default_factory=dict)


@dataclass(slots=True)
class Place:
    """Where a candidate stands, and what it gets: zero unless financed, less than due if financed in part.

    `free` and `confirmed` say from which lines, of what is free there and of what the candidate had reserved.
    """

    candidate: Candidate
    position: int
    outcome: RankingOutcome
    free: Money = field(default_factory=dict)
    confirmed: Money = field(default_factory=dict)

    @property
    def grant(self) -> Decimal:
        return sum(self.free.values(), sum(self.confirmed.values(), ZERO))

    @property
    def parts(self) -> dict[int, Decimal]:
        """What each line gives, reserved or free; lines that give nothing are left out."""
        lines = sorted({**self.free, **self.confirmed})
        return {line: self.free.get(line, ZERO) + self.confirmed.get(line, ZERO) for line in lines}

    @property
    def missing(self) -> Decimal:
        """What it is due and does not get for want of money, in euro."""
        return ZERO if self.outcome == RankingOutcome.BELOW_MINIMUM else self.candidate.grant - self.grant


@dataclass
class Purse:
    """Money still free, line by line, and which lines each pot may draw on (its own and the common pool's)."""

    left: dict[int, Decimal]
    lines: Mapping[int, Sequence[int]]
    order: DrawOrder = DrawOrder.PRO_RATA
    regional: frozenset[int] = frozenset()
    common: frozenset[int] = frozenset()
    # The pots somebody waits for, and whether anybody waits who could draw on the common pool.
    waited_for: set[int] = field(default_factory=set)
    is_common_closed: bool = False

    def open_lines(self, pot: int) -> list[int]:
        """The lines on which the next in the order may draw: none where somebody waits before it."""
        if pot in self.waited_for:
            return []
        return [line for line in self.lines.get(pot, ()) if not (self.is_common_closed and line in self.common)]

    def room(self, pot: int) -> Decimal:
        """What the next in the order may take in its pot, in euro."""
        return sum((self.left[line] for line in self.open_lines(pot)), ZERO)

    def take(self, pot: int, amount: Decimal) -> dict[int, Decimal]:
        """Draw `amount` in the call's order of draw: what each line has given. ValueError if there is less."""
        lines = self.open_lines(pot)
        taken = self.drawn(amount, {line: self.left[line] for line in lines})
        for line, part in taken.items():
            self.left[line] -= part
        return taken

    def drawn(self, amount: Decimal, on: Money) -> dict[int, Decimal]:
        """The parts of `amount` on these lines, by line; those that give nothing are left out."""
        if not amount:
            return {}
        lines = sorted(on)
        parts = draw(amount, [on[line] for line in lines], self.order, [line in self.regional for line in lines])
        return {line: part for line, part in zip(lines, parts, strict=True) if part}

    def close(self, pot: int) -> None:
        """Somebody of the pot waits: nobody behind takes what it waits for."""
        self.waited_for.add(pot)
        if any(line in self.common for line in self.lines.get(pot, ())):
            self.is_common_closed = True


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
    minimum: Decimal,
    partial_last: bool,
    tie_breaks: Sequence[str] = (ARRIVAL,),
) -> list[Place]:
    """Place every candidate, in order; `purse` is used up on the way.

    With `partial_last`, the first of a pot that does not fit takes what is left. What was reserved and is not needed, by who
    is below the minimum or is due less by now, is free for all before anybody is served.
    """
    ordered = sorted(candidates, key=lambda each: order_of(each, tie_breaks))
    for candidate in ordered:
        if candidate.held:
            _free_what_is_not_needed(candidate, purse, minimum)
    return [_placed(place, each, purse, minimum, partial_last) for place, each in enumerate(ordered, start=1)]


def _free_what_is_not_needed(candidate: Candidate, purse: Purse, minimum: Decimal) -> None:
    kept = NONE if candidate.score < minimum else _from_reserved(candidate, purse)
    for line, amount in candidate.held.items():
        purse.left[line] += amount - kept.get(line, ZERO)


def _from_reserved(candidate: Candidate, purse: Purse) -> dict[int, Decimal]:
    """The part of the grant that its own reservation pays, by line."""
    return purse.drawn(min(candidate.grant, sum(candidate.held.values(), ZERO)), candidate.held)


def _placed(position: int, candidate: Candidate, purse: Purse, minimum: Decimal, partial_last: bool) -> Place:
    if candidate.score < minimum:
        return Place(candidate, position, RankingOutcome.BELOW_MINIMUM)
    confirmed = _from_reserved(candidate, purse) if candidate.held else NONE
    due, room = candidate.grant - sum(confirmed.values(), ZERO), purse.room(candidate.pot)
    if room >= due:
        return Place(candidate, position, RankingOutcome.FINANCED, purse.take(candidate.pot, due), confirmed)
    taken = purse.take(candidate.pot, room) if partial_last and room else NONE
    purse.close(candidate.pot)
    if taken:
        return Place(candidate, position, RankingOutcome.FINANCED, taken, confirmed)
    return Place(candidate, position, RankingOutcome.WAITING)
