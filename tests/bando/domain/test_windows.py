"""Windows under acts, and where a call stands at every instant that matters; pure."""

from datetime import UTC, datetime, timedelta

import pytest

from bando.domain.windows import Situation, Span, ended, extended, kept, overlap, suspended, with_one_more
from bando.enums import CallStatus

DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
FIRST = datetime(2021, 3, 1, 9, 0, tzinfo=UTC)
ONE = Span(FIRST, FIRST + 4 * DAY, "finestra-1", "Prima")
TWO = Span(FIRST + 10 * DAY, FIRST + 14 * DAY, "finestra-2", "Seconda")
CALL = Situation(published_at=FIRST - 10 * DAY, draft_from_at=FIRST - 5 * DAY, spans=(ONE, TWO))


def where(at: datetime, **changes: object) -> CallStatus:
    return Situation(**(vars(CALL) | changes)).status(at)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (FIRST - 10 * DAY - TICK, CallStatus.PREPARED),
        (FIRST - 10 * DAY, CallStatus.ANNOUNCED),
        (FIRST - TICK, CallStatus.ANNOUNCED),
        (FIRST, CallStatus.OPEN),
        (ONE.closes_at, CallStatus.OPEN),
        (ONE.closes_at + TICK, CallStatus.ANNOUNCED),
        (TWO.opens_at, CallStatus.OPEN),
        (TWO.closes_at, CallStatus.OPEN),
        (TWO.closes_at + TICK, CallStatus.CLOSED),
    ],
)
def test_a_call_is_open_in_its_windows_both_ends_included(at: datetime, expected: CallStatus) -> None:
    assert where(at) == expected


def test_acts_and_money_say_the_rest() -> None:
    late = TWO.closes_at + DAY
    assert where(FIRST + DAY, suspended_from_at=FIRST + DAY) == CallStatus.OPEN
    assert where(FIRST + DAY + TICK, suspended_from_at=FIRST + DAY) == CallStatus.SUSPENDED
    assert where(late, suspended_from_at=FIRST + DAY) == CallStatus.SUSPENDED
    assert where(FIRST + DAY, is_exhausted=True) == where(ONE.closes_at + DAY, is_exhausted=True) == CallStatus.EXHAUSTED
    assert where(FIRST - DAY, is_exhausted=True) == CallStatus.ANNOUNCED
    assert where(late, is_exhausted=True) == CallStatus.CLOSED
    assert where(late, is_decided=True) == CallStatus.DECIDED
    assert where(FIRST + DAY, is_decided=True) == CallStatus.OPEN
    assert where(late, is_decided=True, is_concluded=True) == CallStatus.CONCLUDED
    assert where(FIRST, published_at=None) == CallStatus.PREPARED


def test_the_next_opening_is_the_first_to_come() -> None:
    assert [CALL.next_opening(at) for at in (FIRST - DAY, FIRST, TWO.opens_at)] == [FIRST, TWO.opens_at, None]
    assert (CALL.opens_at, CALL.closes_at) == (FIRST, TWO.closes_at)


def test_a_suspension_ends_the_running_window_and_keeps_the_next() -> None:
    assert [one.closes_at for one in suspended((ONE, TWO), FIRST + DAY)] == [FIRST + DAY, TWO.closes_at]
    assert suspended((ONE, TWO), ONE.closes_at + DAY) == (ONE, TWO)
    assert suspended((ONE, TWO), FIRST - DAY) == (ONE, TWO)


def test_a_resumption_takes_the_place_of_what_was_planned_until_it_closes() -> None:
    held = suspended((ONE, TWO), FIRST + DAY)
    assert kept(held, FIRST + DAY, FIRST + 6 * DAY) == held
    assert kept(held, FIRST + DAY, TWO.opens_at) == kept(held, FIRST + DAY, FIRST + 21 * DAY) == (held[0],)
    assert kept((ONE, TWO), FIRST - DAY, FIRST + 21 * DAY) == ()
    early = Span(FIRST + 5 * DAY, FIRST + 6 * DAY)
    assert with_one_more(held, early) == (held[0], early, TWO)


def test_the_last_window_is_extended_and_all_are_ended() -> None:
    assert extended((ONE, TWO), TWO.closes_at + DAY)[1].closes_at == TWO.closes_at + DAY
    assert ended((ONE, TWO), FIRST + DAY) == (Span(FIRST, FIRST + DAY, "finestra-1", "Prima"),)
    assert ended((ONE, TWO), ONE.closes_at + DAY) == (ONE,)
    assert ended((ONE, TWO), FIRST) == ()


def test_windows_that_overlap_are_named() -> None:
    across = Span(ONE.closes_at, TWO.opens_at - DAY)
    assert overlap((ONE, TWO)) is None
    assert overlap(with_one_more((ONE, TWO), across)) == (ONE, across)


def test_a_window_opens_before_it_closes() -> None:
    with pytest.raises(ValueError, match="before it closes"):
        Span(FIRST, FIRST)
