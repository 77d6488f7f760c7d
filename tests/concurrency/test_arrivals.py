"""The queue of a call that is decided by a ranking: the same queue, without money. Its controls: `test_opening_controls`."""

from functools import partial
from uuid import uuid4

import pytest

from applications.models import Application, Arrival
from applications.operations import submitting
from tests.bando.rows import a_published_call
from tests.concurrency.crowd import at_once
from tests.concurrency.functions import altered
from tests.concurrency.opening import arrivals_of, assert_a_queue, assert_one_place_each, let_in, ready, refusals
from tests.factories import NOON, a_draft, a_representative, confirm, fill

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 64
# What holds a second click back, and what makes whoever is in the queue slow enough for it to catch up.
QUEUE = "PERFORM pg_advisory_xact_lock(2, hashtext('call:' || dossier.call_id));"
ROW_LOCK = "FOR NO KEY UPDATE OF a;"
LAST_READ = "place.number := coalesce(last.number, 0) + 1;"
SLOWLY = (LAST_READ, f"PERFORM pg_sleep(0.02); {LAST_READ}")


def sender(application: Application, key=None):
    by, key = a_representative(application.firm), key or uuid4()
    return partial(submitting.submit, application=application, key=key, by=by, at=NOON)


def test_a_crowd_stands_in_one_queue_and_reserves_nothing():
    call = a_published_call()
    answers = let_in(ready(call, CROWD), CROWD)
    assert refusals(answers) == []
    assert_one_place_each(call, answers)
    assert_a_queue(call)
    assert {(row.pot_id, row.asked, row.reserved) for row in arrivals_of(call)} == {(None, None, None)}


def test_the_same_submission_sent_eight_times_at_once_arrives_once():
    application, key = confirm(fill(a_draft())), uuid4()
    arrivals, errors = at_once([sender(application, key) for _each in range(8)])
    assert errors == []
    assert {arrival.pk for arrival in arrivals} == {Arrival.objects.get().pk}


def test_control_without_the_row_lock_two_sends_would_make_two_arrivals():
    application = confirm(fill(a_draft()))
    with altered("applications_take_place", (QUEUE, ""), (ROW_LOCK, ";"), SLOWLY):
        _arrivals, errors = at_once([sender(application) for _each in range(8)])
    assert errors, "without the row lock the second send has to run into a constraint"
