"""What the opening of a call would be without each of its belts: the same promises, broken for certain.

No dice and no pauses: those who race wait for each other at the place where the belt was (`meeting`).
"""

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError

from applications.models import Arrival
from core.refusals import Refused
from tests.concurrency import opening
from tests.concurrency.belts import everything, taken_off
from tests.concurrency.crowd import at_once
from tests.concurrency.functions import altered
from tests.concurrency.meeting import CAME, all_of, meeting_place, until, wait_until
from tests.concurrency.opening import (
    PLACE,
    QUEUE,
    Send,
    a_counter,
    all_at_once,
    let_in,
    ready,
    refusals,
    rivals,
    with_double_clicks,
)

pytestmark = pytest.mark.django_db(transaction=True)
FIRMS = 120
# Each wants more than half of the same pot: there is money for one.
RIVALS = ("0.6",) * 8
RESERVE = "bando_reserve"
ARRIVALS, LINES = "applications_arrival", "bando_budgetline"

# The lines that hold the queue together, each with what stands in its place when it is taken away.
NO_QUEUE = (QUEUE, "")
NO_ROW_LOCK = ("FOR NO KEY UPDATE;", ";")
NO_LINE_LOCK = ("ORDER BY id FOR NO KEY UPDATE) AS l", "ORDER BY id) AS l")
NO_CLOCK = (
    "greatest(coalesce(plays_at, clock_timestamp()), terms.at + interval '1 microsecond')",
    "coalesce(plays_at, now())",
)
OVERTAKING = ("IF bando_somebody_waits(the_call, the_pot) THEN", "IF false THEN")
NO_END = ("<= 0 THEN", "IS NULL THEN")
# All have read what they go by (the last number, the money there is, whether it was sent before) before anybody writes.
NUMBER, MONEY = "place.number := coalesce(terms.number, 0) + 1;", "parts := bando_draw("
MEET_AT_THE_NUMBER = (NUMBER, all_of(len(RIVALS)) + NUMBER)
MEET_AT_THE_MONEY = (MONEY, all_of(len(RIVALS)) + MONEY)
MEET_BEFORE_THE_QUEUE = (QUEUE, all_of(len(RIVALS)) + QUEUE)
BOTH_MEET_BEFORE_THE_QUEUE = (QUEUE, all_of(2 * len(RIVALS)) + QUEUE)
# Who came first lets another arrive.
LATE_IN_LINE = (QUEUE, f"IF nextval('meeting') = 1 THEN {until('EXISTS (SELECT 1 FROM applications_arrival)')} END IF; {QUEUE}")
IN_ORDER = ("a_number_of_arrival_is_given_once_in_a_call", "an_arrival_follows_the_one_before_it")
CHECK = "a_budget_line_never_has_available_below_zero"


@pytest.fixture(autouse=True)
def _everything_is_back(transactional_db: None) -> Iterator[None]:
    """Functions, constraints and triggers are after each control what they were before it, word for word."""
    before = everything()
    with meeting_place():
        yield
    assert everything() == before


@pytest.fixture
def call():
    return a_counter()


def test_with_every_belt_on_the_small_crowd_is_in_order(call):
    opening.assert_all(call, let_in(with_double_clicks(ready(call, FIRMS))))


def test_with_every_belt_on_one_of_the_rivals_has_the_money(call):
    answers = all_at_once(rivals(call, *RIVALS) * 2)
    opening.assert_all(call, answers)
    assert sum(row.reserved == row.asked for row in opening.arrivals_of(call)) == 1


def test_without_the_queue_numbers_are_given_twice_though_no_pot_is_overspent(call):
    sends = rivals(call, *RIVALS)
    with altered(PLACE, NO_QUEUE, MEET_AT_THE_NUMBER), taken_off(ARRIVALS, *IN_ORDER):
        assert refusals(all_at_once(sends)) == []
        opening.assert_the_books(call)
        with pytest.raises(AssertionError, match="no gap and no double"):
            opening.assert_a_queue(call)


def test_without_the_queue_number_and_trigger_turn_people_away(call):
    sends = rivals(call, *RIVALS)
    with altered(PLACE, NO_QUEUE, MEET_AT_THE_NUMBER):
        turned_away = refusals(all_at_once(sends))
    assert len(turned_away) == len(sends) - 1
    assert all(isinstance(error, DatabaseError) for error in turned_away)
    assert all(any(belt in str(error) for belt in IN_ORDER) for error in turned_away), turned_away
    opening.assert_a_queue(call)
    opening.assert_the_books(call)


def test_without_the_row_lock_a_double_click_runs_into_a_constraint(call):
    sends = rivals(call, *RIVALS)
    with altered(PLACE, NO_ROW_LOCK, BOTH_MEET_BEFORE_THE_QUEUE):
        turned_away = refusals(all_at_once(sends * 2))
    assert len(turned_away) == len(sends)
    assert all(isinstance(error, (IntegrityError, Refused)) for error in turned_away), turned_away
    assert Arrival.objects.filter(call=call).count() == len(sends)


@pytest.mark.breaks_the_ledger
def test_without_the_row_lock_and_the_unique_rows_a_double_click_arrives_twice(call):
    # Little enough for all of them to have room twice.
    sends = rivals(call, *["0.3"] * len(RIVALS))
    with (
        taken_off("applications_application", "a_sent_application_keeps_its_terms"),
        taken_off("applications_receipt", "application_id_key"),
        taken_off("applications_notice", "a_fact_is_told_once"),
        taken_off("bando_movement", "a_movement_is_posted_once_for_a_reference"),
        taken_off(ARRIVALS, "application_id_key", "snapshot_id_key", "arrival_key_key"),
        altered(PLACE, NO_ROW_LOCK, BOTH_MEET_BEFORE_THE_QUEUE),
    ):
        answers = all_at_once(sends * 2)
        with pytest.raises(AssertionError, match="one arrival a firm"):
            opening.assert_one_place_each(call, answers)
        assert Arrival.objects.filter(call=call).count() == 2 * len(sends)


def test_one_key_does_not_serve_two_firms_at_once(call):
    sends, key = ready(call, 32), uuid4()
    answers = let_in([replace(send, key=key) for send in sends])
    assert Arrival.objects.get(call=call).key == key
    assert all("ricaricatela" in error.reason for error in refusals(answers))
    assert len(refusals(answers)) == 31


def test_without_the_unique_key_it_would(call):
    sends, key = rivals(call, *RIVALS), uuid4()
    with taken_off(ARRIVALS, "arrival_key_key"), altered(PLACE, MEET_BEFORE_THE_QUEUE):
        answers = all_at_once([replace(send, key=key) for send in sends])
        with pytest.raises(AssertionError):
            opening.assert_one_place_each(call, answers)
        assert Arrival.objects.filter(call=call, key=key).count() == len(sends)


def test_without_queue_and_line_lock_the_check_refuses_what_is_over(call):
    sends = rivals(call, *RIVALS)
    with (
        altered(PLACE, NO_QUEUE),
        altered(RESERVE, NO_LINE_LOCK, MEET_AT_THE_MONEY),
        taken_off(ARRIVALS, *IN_ORDER),
    ):
        turned_away = refusals(all_at_once(sends))
        assert len(turned_away) == len(sends) - 1
        assert all(CHECK in str(error) for error in turned_away), turned_away
        opening.assert_the_books(call)


@pytest.mark.breaks_the_ledger
def test_without_queue_line_lock_and_check_a_pot_is_overspent(call):
    sends = rivals(call, *RIVALS)
    with (
        taken_off(LINES, CHECK),
        altered(PLACE, NO_QUEUE),
        altered(RESERVE, NO_LINE_LOCK, MEET_AT_THE_MONEY),
        taken_off(ARRIVALS, *IN_ORDER),
    ):
        assert refusals(all_at_once(sends)) == []
        with pytest.raises(AssertionError, match="nothing over a pot"):
            opening.assert_the_books(call)


def the_first_arrives_last(call) -> tuple[Send, list[Exception]]:
    """Two firms, of which the one that began before the other comes into the queue after it; it, and all refusals."""
    first, second = rivals(call, "0.6", "0.6")

    def after_the_first():
        wait_until(f"{CAME} = 1")
        return second.answer()

    answers, errors = at_once([first.answer, after_the_first])
    assert errors == []
    return first, [answer for answer in answers if isinstance(answer, Exception)]


def test_with_the_clock_of_the_beginning_instants_are_out_of_order(call):
    with altered(PLACE, NO_CLOCK, LATE_IN_LINE), taken_off(ARRIVALS, IN_ORDER[1]):
        assert the_first_arrives_last(call)[1] == []
        with pytest.raises(AssertionError, match="order of instants"):
            opening.assert_a_queue(call)


def test_with_the_clock_of_the_beginning_the_trigger_turns_people_away(call):
    with altered(PLACE, NO_CLOCK, LATE_IN_LINE):
        first, turned_away = the_first_arrives_last(call)
    assert [IN_ORDER[1] in str(error) for error in turned_away] == [True]
    assert not Arrival.objects.filter(application=first.application).exists()
    opening.assert_a_queue(call)


def test_with_the_clock_under_the_queue_who_began_first_may_arrive_last(call):
    with altered(PLACE, LATE_IN_LINE):
        assert the_first_arrives_last(call)[1] == []
    opening.assert_a_queue(call)


def test_without_its_line_somebody_overtakes(call):
    # One has the money, the next one waits for more than is left, the last one would fit.
    sends = rivals(call, "0.6", "0.6", "0.3")
    with altered(RESERVE, OVERTAKING):
        answers = [(send, send.answer()) for send in sends]
    opening.assert_a_queue(call)
    opening.assert_the_books(call)
    assert refusals(answers) == []
    with pytest.raises(AssertionError, match="the first that fit"):
        opening.assert_the_first_that_fit(call)


def test_without_its_end_a_pot_takes_whoever_comes(call):
    # A pot takes six times its money here: two of these, the second of whom crosses the line.
    *taken, late, later = rivals(call, "4", "4", "0.1", "0.1")
    assert refusals([(send, send.answer()) for send in taken]) == []
    (told,) = refusals([(late, late.answer())])
    assert "lista d’attesa compresa" in str(told)
    assert opening.assert_the_first_that_fit(call) == {late.application.pot_id}
    with altered(PLACE, NO_END):
        assert refusals([(later, later.answer())]) == []
    with pytest.raises(AssertionError, match="nobody comes to a full pot"):
        opening.assert_the_first_that_fit(call)
