"""Each wait is twice the one before it, and none is longer than the longest."""

from datetime import UTC, datetime, timedelta

from core.domain.retrying import FIRST_WAIT, LONGEST_WAIT, is_time, next_try

AT = datetime(2021, 6, 15, 9, 0, tzinfo=UTC)
STEP = timedelta(microseconds=1)


def test_waits_double_up_to_the_longest():
    waits = [next_try(attempts, AT) - AT for attempts in range(1, 500)]
    assert waits[:4] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT, 8 * FIRST_WAIT]
    assert waits == sorted(waits)
    assert waits[20:] == [LONGEST_WAIT] * len(waits[20:])


def test_it_is_tried_at_the_end_of_the_wait_and_at_once_when_nothing_was_tried():
    assert next_try(7, None) is None
    assert is_time(0, None, AT)
    assert is_time(3, AT, AT + 4 * FIRST_WAIT)
    assert not is_time(3, AT, AT + 4 * FIRST_WAIT - STEP)
