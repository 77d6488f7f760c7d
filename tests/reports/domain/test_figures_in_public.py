"""Small groups are not told, and do not follow from what is; time is cut so that nothing is left out."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from reports.domain.columns import Column, Kind
from reports.domain.steps import Step, cut, step_for
from reports.domain.suppression import hidden, hidden_in
from reports.domain.table import Table

FIRST = datetime(2020, 6, 18, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("counts", "not_told"),
    [
        ([0, 3, 10], set()),
        # One alone would follow from the sum: the smallest of the others goes with it.
        ([1, 30, 10], {0, 2}),
        ([2, 1, 10], {0, 1}),
        ([0, 2, 0], {1}),
        ([], set()),
    ],
)
def test_a_group_of_one_or_two_is_not_told_nor_found_by_subtraction(counts, not_told):
    assert hidden(counts) == not_told
    told = [count for at, count in enumerate(counts) if at not in not_told]
    # What is missing from the sum is one count alone only where nothing else was there to hide it with.
    assert len(not_told) != 1 or not any(told)


def test_the_share_and_the_sum_of_what_is_not_told_are_not_told_either():
    columns = (Column("step", "P"), Column("count", "N", Kind.INTEGER, summed=True), Column("share", "%", Kind.PERCENT))
    table = Table("t", "T", columns, (("a", 1, Decimal("50.00")), ("b", 1, Decimal("50.00")), ("c", 0, None)))
    assert hidden_in(table) == {(0, 1), (1, 1), (3, 1), (0, 2), (1, 2), (3, 2)}


def test_one_part_of_what_is_told_does_not_follow_from_the_others():
    names = ("received", "rejected", "admitted")
    columns = (Column("chamber", "C"), *(Column(name, name, Kind.INTEGER, summed=True) for name in names))
    table = Table("t", "T", columns, (("Bergamo", 4, 1, 3), ("Brescia", 20, 8, 12), ("Sondrio", 9, 4, 5)))
    # Alone in its column, the one goes with the four of Sondrio; each row then hides its other part, and nothing is left to do.
    assert hidden_in(table) == {(0, 2), (2, 2)}
    assert hidden_in(table, names[1:]) == {(0, 2), (2, 2), (0, 3), (2, 3)}


@pytest.mark.parametrize(
    ("lasts", "step", "pieces"),
    [
        (timedelta(minutes=65), Step.MINUTE, 66),
        (timedelta(hours=50), Step.HOUR, 51),
        (timedelta(days=36, hours=2), Step.DAY, 37),
        (timedelta(days=400), Step.MONTH, 14),
    ],
)
def test_time_is_cut_in_the_finest_pieces_that_can_be_read(lasts, step, pieces):
    last = FIRST + lasts
    assert step_for(FIRST, last) is step
    found = list(cut(FIRST, last, step))
    assert len(found) == pieces
    assert found[0] <= FIRST
    assert found[-1] <= last


def test_the_hour_that_the_clock_shows_twice_is_told_once():
    night = datetime(2020, 10, 24, 22, 30, tzinfo=UTC)
    told = [f"{at:%d %H}" for at in cut(night, night + timedelta(hours=5), Step.HOUR)]
    assert told == ["25 00", "25 01", "25 02", "25 03", "25 04"]
