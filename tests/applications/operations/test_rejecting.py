"""The notice of rejection: due where nobody is compared, answered within its term, and nothing is rejected without it."""

from datetime import timedelta

import pytest
from django.db import InternalError, transaction

from applications.domain.notice import typed
from applications.domain.terms import GRACE
from applications.enums import NoticeKind, RejectionReason, State
from applications.models import Application, Notice, Observation, RejectionNotice, Verdict
from applications.operations import rejecting, reviewing, uploading
from applications.tasks import expire_observations
from core.models import AuditEvent, Transition
from core.refusals import Refused
from tests.factories import (
    REVIEWED,
    a_chamber,
    a_draft,
    a_first_come_call,
    a_pdf,
    a_representative,
    a_user,
    admit,
    an_officer,
    application_at,
    ask,
    fresh,
    staff,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def noticed() -> Application:
    return application_at(State.REJECTION_NOTICED)


@pytest.fixture
def sent() -> Application:
    return application_at(State.SUBMITTED, call=a_first_come_call())


def told(application: Application) -> RejectionNotice:
    return application.rejection_notices.get()


def observe(application: Application, text: str = "Il piano c’è: è a pagina 3.", *, at=None) -> Observation:
    by, at = a_representative(application.firm), at or REVIEWED + timedelta(days=1)
    return rejecting.observe(application=application, text=text, by=by, at=at)


def reject(application: Application, code: str = "documents", *, at=REVIEWED + timedelta(days=2)) -> Verdict:
    by = an_officer(application)
    return reviewing.reject(application=application, reason_code=code, text="Non accolte: il piano non è firmato.", by=by, at=at)


def test_the_firm_is_told_the_reasons_and_its_term(noticed):
    notice = told(noticed)
    assert (notice.reason_code, notice.text, notice.noticed_at) == (RejectionReason.DOCUMENTS, "Il piano manca.", REVIEWED)
    assert notice.due_at.isoformat() == "2020-08-10T23:59:59.999999+00:00".replace(
        "23:59:59.999999+00:00", "21:59:59.999999+00:00"
    )
    row = Notice.objects.get(application=noticed, kind=NoticeKind.REJECTION_NOTICED)
    assert typed(row.data) == {"reason_code": "documents", "text": "Il piano manca.", "due_at": notice.due_at}
    assert AuditEvent.objects.filter(action="rejecting.notice", subject_id=noticed.pk).exists()


def test_observations_with_their_files_bring_the_file_back_to_the_desk(noticed):
    at = told(noticed).due_at
    person = {"by": a_representative(noticed.firm), "at": at}
    for name in ("piano.pdf", "firma.pdf"):
        uploading.upload(application=noticed, requirement=None, name=name, content=a_pdf(), **person)
    observe(noticed, at=at)
    assert fresh(noticed).state == State.SUBMITTED
    proof = Notice.objects.get(application=noticed, kind=NoticeKind.OBSERVED)
    assert [each["name"] for each in proof.data["documents"]] == ["piano.pdf", "firma.pdf"]
    assert proof.data["text"] == "Il piano c’è: è a pagina 3."


def test_what_arrived_with_the_application_is_not_taken_away_meanwhile(noticed):
    first = noticed.documents.earliest("pk")
    by = a_representative(noticed.firm)
    with pytest.raises(Refused, match="fa parte della domanda inviata"):
        uploading.remove(document=first, by=by, at=REVIEWED)
    with pytest.raises(InternalError, match="a_document_that_arrived_is_never_taken_away"), transaction.atomic():
        noticed.documents.filter(pk=first.pk).delete()


def test_after_the_observations_the_officer_may_admit_or_reject(noticed):
    observe(noticed)
    verdict = reject(fresh(noticed))
    assert (fresh(noticed).state, verdict.reason_code) == (State.INADMISSIBLE, "documents")
    other = application_at(State.REJECTION_NOTICED, call=noticed.call)
    observe(other)
    assert admit(fresh(other), at=REVIEWED + timedelta(days=2)).state == State.ADMISSIBLE


def test_one_microsecond_after_the_term_observations_are_refused_with_the_instant(noticed):
    late = told(noticed).due_at + timedelta(microseconds=1)
    with pytest.raises(Refused, match="scaduto il 10 agosto 2020, ore 23:59: non possono più essere accolte"):
        observe(noticed, at=late)
    with pytest.raises(InternalError, match="observations_come_within_their_term"), transaction.atomic():
        Observation.objects.create(notice=told(noticed), text="–", observed_at=late, by=a_representative(noticed.firm))


def test_while_the_firm_may_observe_nothing_is_decided(noticed):
    by = an_officer(noticed)
    waits = "può presentare osservazioni al preavviso di rigetto fino al 10 agosto 2020"
    with pytest.raises(Refused, match=waits):
        reject(noticed)
    with pytest.raises(Refused, match=waits):
        rejecting.notice(application=noticed, reason_code="documents", text="–", by=by, at=REVIEWED)
    with pytest.raises(Refused, match="«preavviso di rigetto»"):
        reviewing.admit(application=noticed, by=by, at=REVIEWED)
    with pytest.raises(Refused, match="«preavviso di rigetto»"):
        reviewing.request_integration(application=noticed, text="–", by=by, at=REVIEWED)


def test_a_term_that_ran_out_gives_the_file_back_to_its_desk(noticed):
    due = told(noticed).due_at
    assert rejecting.expire_observations(at=due + GRACE) == 0
    assert fresh(noticed).state == State.REJECTION_NOTICED
    assert expire_observations() == 1
    assert expire_observations() == 0
    assert fresh(noticed).state == State.SUBMITTED
    step = Transition.objects.filter(subject_type="applications.application", subject_id=noticed.pk).latest("pk")
    assert (step.move, step.by_id) == ("end_observations", None)
    assert reject(fresh(noticed), at=due + timedelta(days=1)).reason_code == "documents"


def test_without_a_notice_nothing_is_rejected_where_who_comes_first_is_served(sent):
    with pytest.raises(Refused, match="Prima di respingere date il preavviso di rigetto"):
        reject(sent)
    with pytest.raises(InternalError, match="a_rejection_is_noticed_first_where_due"), transaction.atomic():
        Verdict.objects.create(
            application=sent, outcome="rejected", reason_code="documents", text="–", admitted_spend=0, grant=0, at=REVIEWED
        )


def test_the_database_refuses_a_rejection_while_the_term_runs(noticed):
    with pytest.raises(InternalError, match="a_rejection_is_noticed_first_where_due"), transaction.atomic():
        Verdict.objects.create(
            application=noticed, outcome="rejected", reason_code="documents", text="–", admitted_spend=0, grant=0,
            at=told(noticed).due_at,
        )  # fmt: skip


def test_a_rejection_rests_on_a_reason_that_was_told(noticed):
    observe(noticed)
    with pytest.raises(Refused, match=r"non parla di «manca un requisito».*documentazione non idonea"):
        reject(fresh(noticed), "requirement")
    rejecting.notice(
        application=noticed, reason_code="requirement", text="Sede.", by=an_officer(noticed), at=REVIEWED + timedelta(days=3)
    )
    later = REVIEWED + timedelta(days=4)
    rejecting.observe(application=noticed, text="No.", by=a_representative(noticed.firm), at=later)
    assert reject(fresh(noticed), "requirement", at=later).reason_code == "requirement"


def test_a_ranking_is_rejected_without_notice_as_before():
    application = application_at(State.SUBMITTED)
    with pytest.raises(Refused, match="In una graduatoria il preavviso di rigetto non è dovuto"):
        rejecting.notice(application=application, reason_code="documents", text="–", by=an_officer(application), at=REVIEWED)
    assert reject(application).reason_code == "documents"


def test_an_integration_that_was_not_answered_leads_to_a_notice_of_the_portal_itself(sent):
    asked = ask(sent).integration_requests.get()
    by = an_officer(sent)
    with pytest.raises(Refused, match="attendete la risposta o la scadenza"):
        rejecting.notice(application=sent, reason_code="no_answer", text="–", by=by, at=asked.due_at)
    late = asked.due_at + timedelta(minutes=6)
    assert reviewing.expire_integrations(at=late) == 1
    assert fresh(sent).state == State.REJECTION_NOTICED
    assert (told(sent).reason_code, told(sent).by) == (RejectionReason.NO_ANSWER, None)
    observe(sent, at=late + timedelta(days=1))
    assert fresh(sent).state == State.SUBMITTED


def test_a_notice_gives_a_known_reason_and_its_words(sent):
    by = an_officer(sent)
    for code, text, match in (("whim", "No.", "Scegliete il motivo"), ("documents", "  ", "Scrivete la motivazione")):
        with pytest.raises(Refused, match=match):
            rejecting.notice(application=sent, reason_code=code, text=text, by=by, at=REVIEWED)
    with pytest.raises(Refused, match="Non c’è un preavviso"):
        observe(sent)


def test_observations_say_something(noticed):
    with pytest.raises(Refused, match="Scrivete le vostre osservazioni"):
        observe(noticed, "  ")


def test_only_the_competent_chamber_notices_and_only_the_firm_observes(sent, noticed):
    foreign = a_user("officer", chamber=a_chamber("bs"))
    for person in (foreign, a_representative(sent.firm), staff("operator")[0]):
        with pytest.raises(Refused):
            rejecting.notice(application=sent, reason_code="documents", text="–", by=person, at=REVIEWED)
    for person in (an_officer(noticed), a_representative(a_draft(call=sent.call).firm)):
        with pytest.raises(Refused, match="Non agite per questa impresa"):
            rejecting.observe(application=noticed, text="–", by=person, at=REVIEWED)


def test_what_was_told_and_observed_is_never_changed(noticed):
    observation = observe(noticed)
    for rows in (RejectionNotice.objects.filter(application=noticed), Observation.objects.filter(pk=observation.pk)):
        with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
            rows.update(text="altro")
