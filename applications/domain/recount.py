"""The money of a ranking counted a second time, in whole cents and in its own words: the check of `domain/ranking.py`.

Nothing is divided by it: what it finds is only compared with what is to be approved.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bando.enums import DrawOrder

Cents = dict[int, int]


class Claim(NamedTuple):
    """Who claims, in the order of the ranking: pot, what is due, whether the score is enough, what is reserved by line."""

    key: int
    pot: int
    due: int
    passes: bool
    held: Mapping[int, int]


class Box(NamedTuple):
    """One line: whose pot (None: the common pool), whether the Region's, what is free on it."""

    pot: int | None
    is_regional: bool
    free: int


@dataclass
class Given:
    """What one claim gets, by line: of its own reservation, and of what was free."""

    own: Cents = field(default_factory=dict)
    free: Cents = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.own.values()) + sum(self.free.values())

    @property
    def parts(self) -> list[tuple[int, int]]:
        """Line and cents, lines in their order; none that gives nothing."""
        return [(line, self.own.get(line, 0) + self.free.get(line, 0)) for line in sorted({*self.own, *self.free})]


def recount(claims: list[Claim], boxes: Mapping[int, Box], *, order: DrawOrder, partial_last: bool) -> dict[int, Given]:
    """What each claim gets; nothing for whoever waits or does not pass."""
    free = {line: box.free for line, box in sorted(boxes.items())}
    given = {claim.key: Given() for claim in claims}
    for claim in claims:
        if claim.held:
            used = _dealt(min(claim.due, sum(claim.held.values())), claim.held, boxes, order) if claim.passes else {}
            given[claim.key].own = used
            for line, amount in claim.held.items():
                free[line] += amount - used.get(line, 0)
    stopped: set[int | None] = set()
    for claim in claims:
        if claim.passes:
            _serve(claim, given[claim.key], free, boxes, stopped, order, partial_last)
    return given


def _serve(
    claim: Claim, mine: Given, free: Cents, boxes: Mapping[int, Box], stopped: set[int | None], order: DrawOrder, in_part: bool
) -> None:
    wanted = claim.due - mine.total
    if not wanted:
        return
    # None in `stopped` is the common pool; a pot that has stopped has nothing for those behind.
    reach = {claim.pot, None} - stopped if claim.pot not in stopped else set()
    on = {line: free[line] for line, box in boxes.items() if box.pot in reach}
    there = sum(on.values())
    if there < wanted:
        stopped |= {claim.pot} | ({None} if any(box.pot is None for box in boxes.values()) else set())
        if not there or not in_part:
            mine.own = {}
            return
        wanted = there
    mine.free = _dealt(wanted, on, boxes, order)
    for line, part in mine.free.items():
        free[line] -= part


def _dealt(amount: int, on: Mapping[int, int], boxes: Mapping[int, Box], order: DrawOrder) -> Cents:
    if order == DrawOrder.PRO_RATA:
        return _in_proportion(amount, on)
    regional_first = order == DrawOrder.REGION_FIRST
    first = {line: has for line, has in on.items() if boxes[line].is_regional == regional_first}
    before = min(amount, sum(first.values()))
    then = {line: has for line, has in on.items() if line not in first}
    return _in_proportion(before, first) | _in_proportion(amount - before, then)


def _in_proportion(amount: int, on: Mapping[int, int]) -> Cents:
    """Whole cents by largest remainder, the earlier line first; what gives nothing is left out."""
    if not amount:
        return {}
    lines, whole = sorted(on), sum(on.values())
    parts = {line: amount * on[line] // whole for line in lines}
    by_remainder = sorted(lines, key=lambda line: -(amount * on[line] % whole))
    for line in by_remainder[: amount - sum(parts.values())]:
        parts[line] += 1
    return {line: part for line, part in parts.items() if part}


def in_cents(euro: Iterable[tuple[int, object]]) -> Cents:
    """Euro by line as whole cents."""
    return {line: int(amount * 100) for line, amount in euro}  # type: ignore[operator]
