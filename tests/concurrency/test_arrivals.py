"""The queue of a call that is decided by a ranking: the same queue, without money. Its controls: `test_opening_controls`."""

from functools import partial
from uuid import uuid4

import pytest

from applications.models import Application, Arrival
from applications.operations import submitting
from tests.bando.rows import a_published_call
from tests.concurrency.crowd import at_once
from tests.concurrency.opening import arrivals_of, assert_a_queue, assert_one_place_each, let_in, ready, refusals
from tests.factories import NOON, a_draft, a_representative, confirm, fill

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 64


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
