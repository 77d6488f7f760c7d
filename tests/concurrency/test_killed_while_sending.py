"""A worker killed after any statement of a sending: nothing is there, or everything; the retry gets the receipt."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, InterfaceError, connection, transaction

from applications.enums import State
from applications.models import Application, Arrival, Notice, Receipt
from applications.operations import submitting
from bando.enums import Procedure
from bando.models import Movement
from core.models import Transition
from tests.concurrency.functions import after_each_statement, replaced
from tests.concurrency.killed import all_that_is_there, killed_after
from tests.factories import NOON, a_call, a_draft, a_representative, confirm, fill, fresh, publish

pytestmark = pytest.mark.django_db(transaction=True)
PLACE, RESERVE = "applications_take_place", "bando_reserve"
# Inside the function: a statement fails, or the connection's process in the database ends.
FAILS, ENDS = "RAISE EXCEPTION 'broken after statement {place}'", "PERFORM pg_terminate_backend(pg_backend_pid())"
PASSES = "RAISE NOTICE 'passed'"
# Exchanges with the database of each sending, at the least: what is counted here is known to have been tried. Of a ready one: the
# roles of who sends, and the place, which is a transaction by itself.
READY, UNCHECKED = 2, 20


def a_filled_draft() -> Application:
    """In a call where the place is also money."""
    call = a_call(published=False, procedure=Procedure.FIRST_COME, minimum_score=0)
    call.scoringcriterions.all().delete()
    publish(call)
    return fill(a_draft(call=call))


def sending(application: Application, key: UUID) -> Callable[[], Arrival]:
    """The request of one page; each time it reads anew what its person may do, as a request does."""
    by, version = a_representative(application.firm), application.content.version
    return lambda: submitting.submit(application=application, key=key, by=by.asking(NOON), at=NOON, seen_version=version)


def assert_nothing(before: dict[str, object], send: Callable[[], Arrival]) -> None:
    """All is as before, and the retry would take the first place; it is taken back, for the next death."""
    assert all_that_is_there() == before
    with transaction.atomic():
        assert send().number == 1
        transaction.set_rollback(True)


def assert_everything(application: Application, key: UUID, send: Callable[[], Arrival]) -> None:
    """The arrival with all that belongs to it, once; the retry with the same key gets it."""
    arrival = Arrival.objects.get()
    assert (arrival.number, arrival.key, fresh(application).state) == (1, key, State.SUBMITTED)
    assert Receipt.objects.get().application == Notice.objects.get().application == application
    assert Transition.objects.filter(target=State.SUBMITTED).count() == 1
    assert sum(row.amount for row in Movement.objects.filter(kind="reserve")) == arrival.reserved == arrival.asked > 0
    before = all_that_is_there()
    assert vars_of(send()) == vars_of(arrival)
    assert all_that_is_there() == before


def vars_of(arrival: Arrival) -> dict[str, object]:
    return {field.attname: getattr(arrival, field.attname) for field in Arrival._meta.concrete_fields}


@pytest.mark.parametrize(("prepare", "least"), [(confirm, READY), (fresh, UNCHECKED)], ids=["ready", "unchecked"])
def test_a_worker_killed_after_any_statement(prepare, least):
    application, key = prepare(a_filled_draft()), uuid4()
    send, before, step = sending(application, key), all_that_is_there(), 1
    while killed_after(step, send) and not Arrival.objects.exists():
        assert_nothing(before, send)
        step += 1
    # The last death came after the commit: the answer was lost, the place is not.
    assert step >= least
    assert_everything(application, key, send)
    assert not killed_after(1_000, send)
    assert Arrival.objects.count() == 1


def passed(send: Callable[[], Arrival], name: str, how: str) -> list[str]:
    """The texts of the function that break after a statement which this sending comes to."""
    texts = []
    for breaking, telling in zip(after_each_statement(name, how), after_each_statement(name, PASSES), strict=True):
        with replaced(name, telling), transaction.atomic():
            connection.connection.notices.clear()
            send()
            transaction.set_rollback(True)
            if any("passed" in notice for notice in connection.connection.notices):
                texts.append(breaking)
    return texts


@pytest.mark.parametrize("how", [FAILS, ENDS], ids=["fails", "ends"])
@pytest.mark.parametrize(("name", "least"), [(PLACE, 20), (RESERVE, 7)])
def test_broken_inside_the_function_after_any_statement(name, least, how):
    application, key = confirm(a_filled_draft()), uuid4()
    send, before = sending(application, key), all_that_is_there()
    texts = passed(send, name, how)
    assert len(texts) >= least
    for text in texts:
        with replaced(name, text):
            with pytest.raises((DatabaseError, InterfaceError)):
                send()
            connection.close()
        assert_nothing(before, send)
    assert send().number == 1
    assert_everything(application, key, send)
