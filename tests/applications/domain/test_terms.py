"""Peremptory terms end with the day, in Rome."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from applications.domain.terms import ROME, last_moment, register_due


def test_the_term_ends_with_its_last_day_in_rome():
    due = last_moment(datetime(2026, 7, 1, 8, 30, tzinfo=UTC), 10)
    assert due == datetime(2026, 7, 11, 23, 59, 59, 999999, tzinfo=ROME), "a Saturday is no holiday"
    assert due + timedelta(microseconds=1) == datetime(2026, 7, 12, tzinfo=ROME)


def test_the_day_of_the_request_is_romes_not_londons():
    assert last_moment(datetime(2026, 7, 6, 21, 30, tzinfo=UTC), 10).day == 16
    assert last_moment(datetime(2026, 7, 6, 22, 30, tzinfo=UTC), 10).day == 17


@pytest.mark.parametrize(
    ("told", "last"),
    [
        (date(2026, 7, 2), date(2026, 7, 13)),  # a Sunday
        (date(2026, 3, 27), date(2026, 4, 7)),  # Easter Monday, after Easter would have been passed too
        (date(2026, 12, 15), date(2026, 12, 28)),  # Christmas, Saint Stephen's, a Sunday
        (date(2026, 9, 24), date(2026, 10, 5)),  # Saint Francis', a Sunday in 2026
        (date(2025, 9, 24), date(2025, 10, 4)),  # no holiday yet
        (date(2027, 9, 24), date(2027, 10, 5)),  # a holiday again, on a Monday
        (date(2026, 11, 28), date(2026, 12, 9)),  # the Immaculate Conception
        (date(2026, 11, 27), date(2026, 12, 7)),  # Saint Ambrose's is Milan's alone
    ],
)
def test_a_term_that_would_end_on_a_holiday_ends_with_the_next_day_that_is_none(told, last):
    assert last_moment(datetime.combine(told, time(9), ROME), 10).date() == last
    assert register_due(told - timedelta(days=10)).date() == last


def test_a_change_of_clock_does_not_move_the_term():
    due = last_moment(datetime(2026, 10, 20, 12, 0, tzinfo=ROME), 10)
    assert (due.day, due.hour, due.utcoffset()) == (30, 23, timedelta(hours=1))
