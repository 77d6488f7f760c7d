"""Two things done to one application, or to its call, at the same instant: either order, and each order whole."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection, transaction

from applications.enums import State
from applications.models import Application, Arrival, Snapshot
from applications.operations import confirming, submitting, withdrawing
from bando.models import BudgetLine, Call, Movement, Version
from bando.operations import amending
from core.refusals import Refused
from tests.concurrency import opening
from tests.concurrency.crowd import at_once
from tests.concurrency.functions import altered
from tests.concurrency.meeting import CAME, meeting_place, until, wait_until
from tests.factories import CLOSES, NOON, a_call, a_draft, a_mandate, a_representative, a_user, act_details, confirm, fill, fresh

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOON + timedelta(minutes=1)
ROUNDS = 8


def sending(application: Application, key=None, by=None, at=NOON):
    by = by or a_representative(application.firm)
    return partial(submitting.submit, application=application, key=key or uuid4(), by=by, at=at)


def withdrawal(application: Application, by=None):
    by = by or a_representative(application.firm)
    return partial(withdrawing.withdraw, application=application, by=by, at=NOON)


def test_a_sending_and_a_withdrawal_at_once_happen_one_after_the_other():
    call = a_call()
    for _round in range(ROUNDS):
        application = confirm(fill(a_draft(call=call)))
        results, errors = at_once([sending(application), withdrawal(application)])
        rows = Application.objects.filter(call=call, firm=application.firm).order_by("pk")
        if errors:
            # The withdrawal came first, and there was nothing to withdraw yet.
            assert [type(error) for error in errors] == [Refused]
            assert [row.state for row in rows] == [State.SUBMITTED]
        else:
            assert [row.state for row in rows] == [State.WITHDRAWN, State.DRAFT]
        assert Arrival.objects.get(application__firm=application.firm) in results
    opening.assert_a_queue(call)


def test_of_two_withdrawals_at_once_one_counts_and_begins_one_draft():
    sends = opening.ready(opening.a_counter(), 16)
    assert opening.refusals(opening.let_in(sends, 4)) == []
    call = sends[0].application.call
    twice = [withdrawal(send.application, send.by) for send in sends for _each in range(2)]
    _drafts, errors = at_once(twice)
    assert len(errors) == len(sends)
    assert all(isinstance(error, Refused) for error in errors)
    assert Application.objects.filter(call=call, state=State.DRAFT).count() == len(sends)
    assert set(BudgetLine.objects.filter(pot__call=call).values_list("reserved", flat=True)) == {0}
    posted = {kind: Movement.objects.filter(line__pot__call=call, kind=kind).count() for kind in ("reserve", "release")}
    assert posted["reserve"] == posted["release"] > 0


def test_a_withdrawal_and_the_sending_repeated_at_once_leave_one_arrival():
    call = opening.a_counter()
    sends = opening.ready(call, 16)
    first = {send.key: arrival for send, arrival in opening.let_in(sends, 4)}
    again = [send.answer for send in sends]
    answers, errors = at_once([*again, *(withdrawal(send.application, send.by) for send in sends)])
    assert errors == []
    arrivals = [answer for answer in answers if isinstance(answer, Arrival)]
    assert {arrival.key: arrival for arrival in arrivals} == first
    assert Arrival.objects.filter(call=call).count() == len(sends)
    assert set(Application.objects.filter(arrival__call=call).values_list("state", flat=True)) == {State.WITHDRAWN}


def test_two_delegates_who_confirm_and_send_at_once_make_one_arrival_of_what_was_confirmed():
    call = a_call()
    for _round in range(ROUNDS):
        application = fill(a_draft(call=call))
        one, two = a_mandate(application), a_mandate(application)
        acts = [
            partial(confirming.confirm, application=application, by=one, at=NOON),
            sending(application, by=one),
            sending(application, by=two),
            partial(confirming.confirm, application=application, by=two, at=NOON),
        ]
        _results, errors = at_once(acts)
        # Who confirms what has just been sent is told so; nothing else happens to anybody.
        assert all(isinstance(error, Refused) for error in errors), errors
        sent = fresh(application)
        assert sent.state == State.SUBMITTED
        assert sent.arrival.snapshot == sent.snapshot == Snapshot.objects.get(application=application)
        assert (sent.arrival.digest, sent.arrival.leaf) == (sent.snapshot.digest, sent.snapshot.leaf)
    opening.assert_a_queue(call)
    assert Arrival.objects.filter(call=call).count() == ROUNDS


def an_act_among_sendings(call: Call, sends, act) -> tuple[list[Exception], object]:
    """The act while the crowd sends: what the others were told, and the instant at which the act held the queue."""
    director = a_user("director")

    def adopt():
        with transaction.atomic():
            act(call=call, by=director, at=NOON, **act_details(NOON))
            with connection.cursor() as cursor:
                cursor.execute("SELECT clock_timestamp()")
                return cursor.fetchone()[0]

    half = len(sends) // 2
    answers, errors = at_once([*sends[:half], adopt, *sends[half:]])
    (held_at,) = [answer for answer in answers if not isinstance(answer, Arrival)]
    return errors, held_at


def suspended(call, by, at, **details):
    amending.suspend(call=call, by=by, at=at, **details)


def extended(call, by, at, **details):
    amending.extend(call=call, closes_at=CLOSES + timedelta(days=7), by=by, at=at, **details)


@pytest.mark.parametrize(("act", "sentence"), [(suspended, "Il bando è sospeso"), (extended, "Il bando è cambiato")])
def test_after_an_act_nothing_arrives_under_the_version_before_it(act, sentence):
    call = opening.a_counter()
    sends = [sending(send.application, by=send.by, at=LATER) for send in opening.ready(call, 48)]
    errors, held_at = an_act_among_sendings(call, sends, act)
    assert Version.objects.filter(call=call).count() == 2
    assert all(isinstance(error, Refused) and sentence in error.reason for error in errors), errors
    arrivals = opening.arrivals_of(call)
    assert len(arrivals) + len(errors) == len(sends)
    assert all(arrival.at < held_at for arrival in arrivals)
    opening.assert_a_queue(call)
    # And those who come when the act is there, all of them.
    late = opening.ready(call, 1)[0]
    with pytest.raises(Refused, match=sentence):
        sending(late.application, by=late.by, at=LATER)()


def an_act_before_those_who_wait_for_their_turn(*changes: tuple[str, str]) -> tuple[Call, list[Exception], object]:
    """Eight have been asked all that is asked before the queue, and stand before it until the act is there."""
    call = opening.a_counter()
    sends = [sending(send.application, by=send.by, at=LATER) for send in opening.rivals(call, *["0.1"] * 8)]

    def extended_when_all_stand_there(**details):
        wait_until(f"{CAME} = {len(sends)}")
        extended(**details)

    changed = until("(SELECT c.version FROM bando_call c WHERE c.id = dossier.call_id) > dossier.call_version")
    stand = (opening.QUEUE, f"PERFORM nextval('meeting'); {changed} {opening.QUEUE}")
    with meeting_place(), altered(opening.PLACE, stand, *changes):
        errors, held_at = an_act_among_sendings(call, sends, extended_when_all_stand_there)
    return call, errors, held_at


def test_who_waits_for_the_turn_while_the_call_is_changed_is_refused():
    call, errors, _held_at = an_act_before_those_who_wait_for_their_turn()
    assert len(errors) == 8
    assert all(isinstance(error, Refused) and "Il bando è cambiato" in error.reason for error in errors), errors
    assert opening.arrivals_of(call) == []


def test_control_without_asking_for_the_version_under_the_lock_they_arrive():
    asked = " OR terms.call_now <> dossier.call_version"
    call, errors, held_at = an_act_before_those_who_wait_for_their_turn((asked, ""))
    assert errors == []
    assert [arrival.at > held_at for arrival in opening.arrivals_of(call)] == [True] * 8
