"""A rehearsal runs like a call and goes without a trace but one; nothing else ever goes."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import InternalError, ProgrammingError, connection, transaction

from applications.enums import State
from applications.models import Application, Arrival, Document
from bando.models import Act, Call, Movement, Version
from bando.operations import rehearsing
from core.models import AuditEvent, Transition
from core.queries.descent import hanging_on
from core.refusals import Refused
from tests.core.bare import run
from tests.core.serving import serving_as
from tests.factories import ANSWERED, NOON, a_call, a_user, application_at

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["portal", "portal_app"])
def role(request):
    """The owner of the tables, and the role that serves."""
    return request.param


def _operator():
    return a_user("operator")


def _rehearsed(state: State) -> Application:
    return application_at(state, call=a_call(rehearsal=True))


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.ACCEPTED, State.RENOUNCED])
def test_a_rehearsal_goes_with_everything_that_hangs_on_it(state, role):
    application = _rehearsed(state)
    real = application_at(State.SUBMITTED)
    hanging = hanging_on(application.call)
    steps = Transition.objects.filter(subject_type="applications.application", subject_id=application.pk)
    assert steps.exists() or state == State.DRAFT
    with serving_as(role):
        rehearsing.wipe(call=application.call, by=_operator(), at=ANSWERED)
    left = {model.__name__: model._base_manager.filter(pk__in=keys).count() for model, keys in hanging.items()}
    assert set(left.values()) == {0}
    assert not steps.exists()
    real.refresh_from_db()
    assert real.state == State.SUBMITTED
    assert Arrival.objects.filter(application=real).exists()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_audit_keeps_that_it_was_there():
    call = _rehearsed(State.ACCEPTED).call
    key = call.pk
    rehearsing.wipe(call=call, by=_operator(), at=ANSWERED)
    event = AuditEvent.objects.get(action="rehearsing.wipe", subject_id=key)
    assert event.data["code"] == call.code
    assert event.data["rows"]["applications.application"] == 1


def test_its_files_are_named_and_those_that_another_call_uses_stay():
    application = _rehearsed(State.SUBMITTED)
    own = set(Document.objects.filter(application=application).values_list("file", flat=True))
    shared = default_storage.save("modelli/uno.pdf", ContentFile(b"%PDF-"))
    draft, other = a_call(published=False, rehearsal=True), a_call(published=False)
    for call in (draft, other):
        call.requireddocuments.filter(code="plan").update(template=shared, template_name="uno.pdf")
    assert own <= rehearsing.wipe(call=application.call, by=_operator(), at=ANSWERED)
    assert shared not in rehearsing.wipe(call=draft, by=_operator(), at=ANSWERED)


def test_a_real_call_is_never_wiped():
    application = application_at(State.SUBMITTED)
    with pytest.raises(Refused, match="Solo una prova"):
        rehearsing.wipe(call=application.call, by=_operator(), at=ANSWERED)
    assert Application.objects.filter(pk=application.pk).exists()


def test_not_even_its_own_function_wipes_a_real_call(role):
    call = application_at(State.SUBMITTED).call
    with pytest.raises(InternalError, match="only_a_rehearsal_is_wiped"), transaction.atomic(), serving_as(role):
        _wipe_by_hand(call)
    Call.objects.filter(pk=call.pk).get()


def test_rows_named_beforehand_are_not_wiped_along():
    call = _rehearsed(State.DRAFT).call
    run("CREATE TEMP TABLE wiped AS SELECT 'bando_movement'::regclass::oid AS place, id AS key FROM bando_movement")
    with pytest.raises(ProgrammingError, match="already exists"), transaction.atomic():
        _wipe_by_hand(call)


def _wipe_by_hand(call):
    with connection.cursor() as cursor:
        cursor.execute("SELECT bando_wipe_rehearsal(%s)", [call.pk])


def test_only_who_configures_wipes():
    call = a_call(rehearsal=True)
    with pytest.raises(Refused):
        rehearsing.wipe(call=call, by=a_user("auditor"), at=ANSWERED)
    assert Call.objects.filter(pk=call.pk).exists()


@pytest.mark.parametrize("published", [True, False])
def test_a_call_does_not_become_a_rehearsal(published):
    call = a_call(published=published)
    with pytest.raises(InternalError, match="a_published_call_changes_by_act_only"):
        Call.objects.filter(pk=call.pk).update(rehearsal=True)


def test_the_triggers_hold_again_afterwards():
    rehearsing.wipe(call=_rehearsed(State.ACCEPTED).call, by=_operator(), at=ANSWERED)
    application_at(State.ACCEPTED)
    for model in (Movement, Act, Version, Transition):
        with pytest.raises(InternalError, match=r"annot (update or )?delete"), transaction.atomic():
            model.objects.all()._raw_delete("default")


def test_a_rehearsal_is_a_copy_that_opens_today():
    call = a_call()
    draft = rehearsing.rehearse(call=call, by=_operator(), at=NOON)
    assert draft.rehearsal
    assert draft.published_at is None
    assert draft.opens_at.date() == NOON.date()
    assert draft.measures.count() == call.measures.count()
    assert rehearsing.rehearse(call=call, by=_operator(), at=NOON).code != draft.code


def test_a_rehearsal_is_not_rehearsed_again():
    with pytest.raises(Refused, match="già una prova"):
        rehearsing.rehearse(call=a_call(rehearsal=True), by=_operator(), at=NOON)
