"""Small groups are not told in public: who knows one of three could find out about the others."""

from collections.abc import Sequence
from dataclasses import replace

from reports.domain.columns import Kind
from reports.domain.table import Table

SMALLEST_TOLD = 3


def is_small(count: int) -> bool:
    """Whether a group is too small to be told; nobody at all is no group."""
    return 0 < count < SMALLEST_TOLD


def hidden(counts: Sequence[int]) -> set[int]:
    """Which of the counts are not told where their sum is: the small ones and, so that none follows from the sum, one more."""
    small = {at for at, count in enumerate(counts) if is_small(count)}
    others = [at for at, count in enumerate(counts) if count and at not in small]
    if len(small) == 1 and others:
        small.add(min(others, key=lambda at: (counts[at], at)))
    return small


def without_small(table: Table, name: str) -> Table:
    """The table without the rows whose column `name` counts a small group: for words that people wrote, which tell of them."""
    at = table.names.index(name)
    return replace(table, rows=tuple(row for line, row in enumerate(table.rows) if not is_small(_count(table, line, at))))


def hidden_in(table: Table, parts: Sequence[str] = ()) -> set[tuple[int, int]]:
    """The places (row, column) of a table that are not told: counts, their sums (in the row after the last), their shares.

    `parts` names the columns whose counts add up to another that is told: none of them follows from the others either.
    """
    counted = [at for at, column in enumerate(table.columns) if column.kind is Kind.INTEGER]
    across = [table.names.index(name) for name in parts]
    places: set[tuple[int, int]] = set()
    before = None
    while places != before:
        before = set(places)
        for at in counted:
            places |= {(line, at) for line in _told_not(table, [(line, at) for line in range(len(table.rows))], before)}
        for line in range(len(table.rows)):
            places |= {(line, across[which]) for which in _told_not(table, [(line, at) for at in across], before)}
    places |= {
        (len(table.rows), at) for at in counted if is_small(sum(_count(table, line, at) for line in range(len(table.rows))))
    }
    shares = [at for at, column in enumerate(table.columns) if column.kind is Kind.PERCENT]
    return places | {(line, at) for line, _column in places for at in shares}


def _told_not(table: Table, places: Sequence[tuple[int, int]], known: set[tuple[int, int]]) -> set[int]:
    """Which of the counts at these places are not told, those that are hidden already among them."""
    counts = [1 if place in known and table.shows_totals else _count(table, *place) for place in places]
    return hidden(counts) if table.shows_totals else {at for at, count in enumerate(counts) if is_small(count)}


def _count(table: Table, line: int, at: int) -> int:
    cell = table.rows[line][at]
    return cell if isinstance(cell, int) else 0
