"""The queue of a call under a crowd: 32 at once, no gap, no double, the order of numbers is the order of instants.

Each promise has its control: without the lock, the same crowd breaks it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection

from applications.domain.chain import Link, verify
from applications.models import Application, Arrival
from applications.operations import submitting
from bando.models import Call
from tests.concurrency.crowd import at_once
from tests.concurrency.functions import altered
from tests.factories import NOON, a_call, a_draft, a_firm, a_representative, confirm, fill

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 32


# What holds the queue, and what makes whoever is not in a queue slow enough to meet all the others.
QUEUE = "PERFORM pg_advisory_xact_lock(2, hashtext('call:' || dossier.call_id));"
ROW_LOCK = "FOR NO KEY UPDATE OF a;"
LAST_READ = "place.number := coalesce(last.number, 0) + 1;"
SLOWLY = (LAST_READ, f"PERFORM pg_sleep(0.02); {LAST_READ}")
PLACE = "applications_take_place"


def sender(application: Application, key=None):
    by, key = a_representative(application.firm), key or uuid4()
    return partial(submitting.submit, application=application, key=key, by=by, at=NOON)


def a_crowd(call: Call) -> list[Application]:
    return [confirm(fill(a_draft(call=call, firm=a_firm()))) for _each in range(CROWD)]


def assert_a_queue(call: Call) -> None:
    """Numbers 1…32 without gap or double, each later than the one before, chained."""
    rows = list(Arrival.objects.filter(call=call).order_by("number", "at"))
    assert [row.number for row in rows] == list(range(1, CROWD + 1))
    assert [row.number for row in sorted(rows, key=lambda row: row.at)] == [row.number for row in rows]
    assert len({row.at for row in rows}) == CROWD
    assert verify(Link(call.code, row.number, row.at, row.leaf, row.previous_hash, row.hash) for row in rows) is None


def test_a_crowd_stands_in_one_queue():
    call = a_call()
    arrivals, errors = at_once([sender(application) for application in a_crowd(call)])
    assert errors == []
    assert len(arrivals) == CROWD
    assert_a_queue(call)


def test_the_same_submission_sent_eight_times_at_once_arrives_once():
    application, key = confirm(fill(a_draft())), uuid4()
    arrivals, errors = at_once([sender(application, key) for _each in range(8)])
    assert errors == []
    assert {arrival.pk for arrival in arrivals} == {Arrival.objects.get().pk}


def test_control_without_the_queue_the_crowd_breaks_it():
    call = a_call()
    senders = [sender(application) for application in a_crowd(call)]
    with altered(PLACE, (QUEUE, ""), SLOWLY), without_belts():
        at_once(senders)
        with pytest.raises(AssertionError):
            assert_a_queue(call)


def test_control_without_the_queue_the_database_still_lets_no_double_in():
    call = a_call()
    senders = [sender(application) for application in a_crowd(call)]
    with altered(PLACE, (QUEUE, ""), SLOWLY):
        _arrivals, errors = at_once(senders)
    assert errors, "without the lock somebody must have been turned away"
    assert all(isinstance(error, DatabaseError) for error in errors)
    numbers = sorted(Arrival.objects.filter(call=call).values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_control_without_the_row_lock_two_sends_would_make_two_arrivals():
    application = confirm(fill(a_draft()))
    with altered(PLACE, (QUEUE, ""), (ROW_LOCK, ";"), SLOWLY):
        _arrivals, errors = at_once([sender(application) for _each in range(8)])
    assert errors, "without the row lock the second send has to run into a constraint"


@contextmanager
def without_belts() -> Iterator[None]:
    """Take trigger and unique number away, and put them back on an empty table."""
    unique = next(c for c in Arrival._meta.constraints if c.name == "a_number_of_arrival_is_given_once_in_a_call")
    trigger = next(t for t in Arrival._meta.triggers if t.name == "an_arrival_follows_the_one_before_it")
    trigger.uninstall(Arrival)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Arrival, unique)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE applications_arrival CASCADE")
        with connection.schema_editor() as editor:
            editor.add_constraint(Arrival, unique)
        trigger.install(Arrival)


def test_the_belts_are_back_after_the_control():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE %s", ["%an_arrival_follows%"])
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE conname = %s", ["a_number_of_arrival_is_given_once_in_a_call"])
        assert cursor.fetchone() == (1,)
