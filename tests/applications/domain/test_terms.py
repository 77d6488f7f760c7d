"""Peremptory terms end with the day, in Rome."""

from datetime import UTC, datetime, timedelta

from applications.domain.terms import ROME, last_moment


def test_the_term_ends_with_its_last_day_in_rome():
    due = last_moment(datetime(2026, 7, 1, 8, 30, tzinfo=UTC), 10)
    assert due == datetime(2026, 7, 11, 23, 59, 59, 999999, tzinfo=ROME)
    assert due + timedelta(microseconds=1) == datetime(2026, 7, 12, tzinfo=ROME)


def test_the_day_of_the_request_is_romes_not_londons():
    assert last_moment(datetime(2026, 7, 1, 22, 30, tzinfo=UTC), 10).day == 12


def test_a_change_of_clock_does_not_move_the_term():
    due = last_moment(datetime(2026, 10, 20, 12, 0, tzinfo=ROME), 10)
    assert (due.day, due.hour, due.utcoffset()) == (30, 23, timedelta(hours=1))
