"""What the opening of a call would be without each of its belts: the same crowd, smaller, and the same promises broken."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError

from applications.models import Arrival
from core.refusals import Refused
from tests.concurrency import opening
from tests.concurrency.belts import everything, taken_off
from tests.concurrency.functions import altered
from tests.concurrency.opening import a_counter, let_in, ready, refusals, with_double_clicks

pytestmark = pytest.mark.django_db(transaction=True)
FIRMS = 120
PLACE, RESERVE = "applications_take_place", "bando_reserve"
ARRIVALS, LINES = "applications_arrival", "bando_budgetline"

# The lines that hold the queue together, each with what stands in its place when it is taken away.
NO_QUEUE = ("PERFORM pg_advisory_xact_lock(2, hashtext('call:' || dossier.call_id));", "")
NO_ROW_LOCK = ("FOR NO KEY UPDATE OF a;", ";")
NO_LINE_LOCK = ("ORDER BY id FOR NO KEY UPDATE) AS l", "ORDER BY id) AS l")
NO_CLOCK = (
    "greatest(coalesce(plays_at, clock_timestamp()), last.at + interval '1 microsecond')",
    "coalesce(plays_at, now())",
)
OVERTAKING = ("r.reserved < r.asked AND a.state <> 'withdrawn'", "false")
# Whoever is not in a queue is made slow enough to meet all the others.
SLOW_NUMBER = (
    "place.number := coalesce(last.number, 0) + 1;",
    "PERFORM pg_sleep(0.02); place.number := coalesce(last.number, 0) + 1;",
)
SLOW_MONEY = ("parts := bando_draw(", "PERFORM pg_sleep(0.02); parts := bando_draw(")
LATE_IN_LINE = (NO_QUEUE[0], f"PERFORM pg_sleep(random() * 0.03); {NO_QUEUE[0]}")
IN_ORDER = ("a_number_of_arrival_is_given_once_in_a_call", "an_arrival_follows_the_one_before_it")
CHECK = "a_budget_line_never_has_available_below_zero"


@pytest.fixture(autouse=True)
def _everything_is_back(transactional_db: None) -> Iterator[None]:
    """Functions, constraints and triggers are after each control what they were before it, word for word."""
    before = everything()
    yield
    assert everything() == before


@pytest.fixture
def call():
    return a_counter()


def test_with_every_belt_on_the_small_crowd_is_in_order(call):
    opening.assert_all(call, let_in(with_double_clicks(ready(call, FIRMS))))


def test_without_the_queue_numbers_are_given_twice_though_no_pot_is_overspent(call):
    presses = with_double_clicks(ready(call, FIRMS))
    with altered(PLACE, NO_QUEUE, SLOW_NUMBER), taken_off(ARRIVALS, *IN_ORDER):
        let_in(presses)
        opening.assert_the_books(call)
        with pytest.raises(AssertionError, match="no gap and no double"):
            opening.assert_a_queue(call)


def test_without_the_queue_number_and_trigger_turn_people_away(call):
    sends = ready(call, FIRMS)
    with altered(PLACE, NO_QUEUE, SLOW_NUMBER):
        turned_away = refusals(let_in(sends))
    assert turned_away
    assert all(isinstance(error, DatabaseError) for error in turned_away)
    assert any(belt in str(error) for error in turned_away for belt in IN_ORDER)
    opening.assert_a_queue(call)
    opening.assert_the_books(call)


def test_without_the_row_lock_a_double_click_runs_into_a_constraint(call):
    presses = [send for send in ready(call, 32) for _twice in range(2)]
    with altered(PLACE, NO_ROW_LOCK, SLOW_NUMBER):
        turned_away = refusals(let_in(presses))
    assert turned_away
    assert all(isinstance(error, (IntegrityError, Refused)) for error in turned_away)
    assert Arrival.objects.filter(call=call).count() == 32


@pytest.mark.breaks_the_ledger
def test_without_the_row_lock_and_the_unique_rows_a_double_click_arrives_twice(call):
    presses = [send for send in ready(call, 32) for _twice in range(2)]
    with (
        taken_off("applications_receipt", "application_id_key"),
        taken_off("applications_notice", "a_fact_is_told_once"),
        taken_off("bando_movement", "a_movement_is_posted_once_for_a_reference"),
        taken_off(ARRIVALS, "application_id_key", "snapshot_id_key", "arrival_key_key"),
        altered(PLACE, NO_ROW_LOCK, SLOW_NUMBER),
    ):
        answers = let_in(presses)
        with pytest.raises(AssertionError, match="one arrival a firm"):
            opening.assert_one_place_each(call, answers)


def test_one_key_does_not_serve_two_firms_at_once(call):
    sends, key = ready(call, 32), uuid4()
    answers = let_in([replace(send, key=key) for send in sends])
    assert Arrival.objects.get(call=call).key == key
    assert all("ricaricatela" in error.reason for error in refusals(answers))
    assert len(refusals(answers)) == 31


def test_without_the_unique_key_it_would(call):
    sends, key = ready(call, 32), uuid4()
    with taken_off(ARRIVALS, "arrival_key_key"), altered(PLACE, SLOW_NUMBER):
        answers = let_in([replace(send, key=key) for send in sends])
        with pytest.raises(AssertionError):
            opening.assert_one_place_each(call, answers)
        assert Arrival.objects.filter(call=call, key=key).count() > 1


def test_without_queue_and_line_lock_the_check_refuses_what_is_over(call):
    sends = ready(call, FIRMS)
    with (
        altered(PLACE, NO_QUEUE),
        altered(RESERVE, NO_LINE_LOCK, SLOW_MONEY),
        taken_off(ARRIVALS, *IN_ORDER),
    ):
        turned_away = refusals(let_in(sends))
        assert any(CHECK in str(error) for error in turned_away)
        opening.assert_the_books(call)


@pytest.mark.breaks_the_ledger
def test_without_queue_line_lock_and_check_a_pot_is_overspent(call):
    sends = ready(call, FIRMS)
    with (
        taken_off(LINES, CHECK),
        altered(PLACE, NO_QUEUE),
        altered(RESERVE, NO_LINE_LOCK, SLOW_MONEY),
        taken_off(ARRIVALS, *IN_ORDER),
    ):
        let_in(sends)
        with pytest.raises(AssertionError, match="nothing over a pot"):
            opening.assert_the_books(call)


def test_with_the_clock_of_the_beginning_instants_are_out_of_order(call):
    sends = ready(call, FIRMS)
    with altered(PLACE, NO_CLOCK, LATE_IN_LINE), taken_off(ARRIVALS, IN_ORDER[1]):
        let_in(sends)
        with pytest.raises(AssertionError, match="order of instants"):
            opening.assert_a_queue(call)


def test_with_the_clock_of_the_beginning_the_trigger_turns_people_away(call):
    sends = ready(call, FIRMS)
    with altered(PLACE, NO_CLOCK, LATE_IN_LINE):
        turned_away = refusals(let_in(sends))
    assert turned_away
    assert all(IN_ORDER[1] in str(error) for error in turned_away)
    opening.assert_a_queue(call)


def test_without_its_line_somebody_overtakes(call):
    sends = ready(call, FIRMS)
    with altered(PLACE, OVERTAKING):
        answers = let_in(sends)
    opening.assert_a_queue(call)
    opening.assert_the_books(call)
    assert refusals(answers) == []
    with pytest.raises(AssertionError, match="the first that fit"):
        opening.assert_the_first_that_fit(call)
