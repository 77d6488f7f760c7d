"""The formal check: integration, cuts, admission and rejection, each within its bounds."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from applications.domain.terms import GRACE, last_moment
from applications.enums import RejectionReason, State, VerdictOutcome
from applications.models import ExpenseCut
from applications.operations import reviewing
from applications.queries.reviewing import admission_of
from applications.queries.spending import expenses_as_cut
from core.figures import instant
from core.models import AuditEvent, Transition
from core.refusals import Refused
from tests.applications import rows
from tests.letters import posted

pytestmark = pytest.mark.django_db
AT = rows.LATER


@pytest.fixture
def milano():
    return rows.chamber("milano")


@pytest.fixture
def officer(milano):
    return rows.user("officer", chamber=milano)


@pytest.fixture
def application(milano, officer):
    sent = rows.submitted(rows.call(milano), milano, "3000.00", "2000.00")
    rows.declared(officer, sent)
    return sent


def state(application):
    application.refresh_from_db()
    return application.state


def ask(application, officer):
    return reviewing.request_integration(application=application, text="Manca il preventivo.", by=officer, at=AT)


def test_an_integration_is_asked_with_its_term_and_the_firm_is_told(application, officer):
    request = ask(application, officer)
    assert state(application) == State.INTEGRATION
    assert request.due_at == last_moment(AT, 10)
    (message,) = posted()
    assert message.recipient == rows.representative_of(application).email
    assert "Manca il preventivo." in message.body
    assert "perentorio" in message.body
    assert AuditEvent.objects.filter(action="reviewing.request_integration", subject_id=application.pk).exists()


def test_a_second_integration_waits_for_the_first(application, officer):
    ask(application, officer)
    with pytest.raises(Refused, match="deve ancora rispondere"):
        ask(application, officer)


def test_an_empty_request_is_refused(application, officer):
    with pytest.raises(Refused, match="Scrivete che cosa"):
        reviewing.request_integration(application=application, text="  ", by=officer, at=AT)


@pytest.mark.parametrize("role", ["chamber_director", "evaluator", "operator", "director", "auditor"])
def test_only_an_officer_checks(application, milano, role):
    person = rows.user(role, chamber=milano if role == "chamber_director" else None)
    with pytest.raises(Refused, match="ruolo non permette"):
        ask(application, person)
    assert state(application) == State.SUBMITTED


def test_an_officer_of_another_chamber_is_refused_every_act(application):
    foreign = rows.user("officer", chamber=rows.chamber("pavia"))
    expense = application.expenses.first()
    for act in (
        lambda: ask(application, foreign),
        lambda: reviewing.admit(application=application, by=foreign, at=AT),
        lambda: reviewing.cut(expense=expense, admitted=Decimal(0), reason="–", by=foreign, at=AT),
        lambda: reviewing.reject(application=application, reason_code="requirement", text="–", by=foreign, at=AT),
    ):
        with pytest.raises(Refused, match="ruolo non permette"):
            act()


def test_the_answer_is_taken_until_the_last_moment_and_not_after(application, officer):
    request = ask(application, officer)
    firm = rows.representative_of(application)
    late = request.due_at + timedelta(microseconds=1)
    with pytest.raises(Refused, match="Il termine per rispondere è scaduto"):
        reviewing.answer_integration(application=application, text="Ecco.", by=firm, at=late)
    with pytest.raises(Refused, match="bastano poche parole"):
        reviewing.answer_integration(application=application, text=" ", by=firm, at=request.due_at)
    reviewing.answer_integration(application=application, text="Ecco.", by=firm, at=request.due_at)
    assert state(application) == State.SUBMITTED
    assert request.answer.text == "Ecco."


def test_only_the_firm_answers(application, officer):
    ask(application, officer)
    with pytest.raises(Refused, match="Non agite per questa impresa"):
        reviewing.answer_integration(application=application, text="Ecco.", by=officer, at=AT)


def test_there_is_nothing_to_answer_without_a_request(application):
    with pytest.raises(Refused, match="Non c’è una richiesta"):
        reviewing.answer_integration(application=application, text="Ecco.", by=rows.representative_of(application), at=AT)


def test_the_sweep_rejects_in_the_portals_name_only_what_is_late(application, officer, milano):
    request = ask(application, officer)
    answered = rows.submitted(application.call, milano)
    rows.declared(officer, answered)
    ask(answered, officer)
    reviewing.answer_integration(application=answered, text="Ecco.", by=rows.representative_of(answered), at=AT)
    over = request.due_at + GRACE
    assert reviewing.expire_integrations(at=over) == 0, "an answer that came in time may still be on its way"
    assert reviewing.expire_integrations(at=over + timedelta(seconds=1)) == 1
    assert reviewing.expire_integrations(at=over + timedelta(seconds=2)) == 0
    assert state(application) == State.INADMISSIBLE
    assert application.verdict.reason_code == RejectionReason.NO_ANSWER
    assert application.verdict.by is None
    assert Transition.objects.filter(subject_id=application.pk).last().by_label == "portale"
    assert state(answered) == State.SUBMITTED


def test_the_last_cut_of_an_expense_counts(application, officer):
    first, second = application.expenses.all()
    for admitted in ("1000.00", "2500.00"):
        reviewing.cut(expense=first, admitted=Decimal(admitted), reason="Fuori voce", by=officer, at=AT)
    assert [row.admitted for row in expenses_as_cut(application)] == [Decimal("2500.00"), second.amount]
    assert admission_of(application).grant == Decimal("3150.00")
    assert ExpenseCut.objects.count() == 2


@pytest.mark.parametrize("admitted", ["-0.01", "3000.01"])
def test_a_cut_leaves_between_nothing_and_what_was_planned(application, officer, admitted):
    with pytest.raises(Refused, match=r"va da 0 a 3\.000,00"):
        reviewing.cut(expense=application.expenses.first(), admitted=Decimal(admitted), reason="–", by=officer, at=AT)


def test_a_cut_says_why(application, officer):
    with pytest.raises(Refused, match="motivo del taglio"):
        reviewing.cut(expense=application.expenses.first(), admitted=Decimal(0), reason=" ", by=officer, at=AT)


def test_a_cut_is_made_during_the_check_only(application, officer):
    reviewing.admit(application=application, by=officer, at=AT)
    with pytest.raises(Refused, match="si tagliano durante l’istruttoria"):
        reviewing.cut(expense=application.expenses.first(), admitted=Decimal(0), reason="–", by=officer, at=AT)


def test_an_admission_keeps_the_spend_and_the_grant_it_gives(application, officer):
    reviewing.cut(expense=application.expenses.last(), admitted=Decimal("1500.00"), reason="IVA", by=officer, at=AT)
    verdict = reviewing.admit(application=application, by=officer, at=AT)
    assert state(application) == State.ADMISSIBLE
    assert (verdict.admitted_spend, verdict.grant) == (Decimal("4500.00"), Decimal("3150.00"))
    assert verdict.outcome == VerdictOutcome.ADMITTED
    colleague = rows.declared(rows.user("officer", chamber=application.pot.chamber, name="Ada Neri"), application)
    with pytest.raises(Refused) as refused:
        reviewing.admit(application=application, by=colleague, at=AT)
    said = f"L’operazione non è possibile: ora lo stato è «ammissibile» ({officer}, {instant(AT)}). Riaprite la pratica"
    assert refused.value.reason.startswith(said)


def test_below_the_minimum_after_the_cuts_only_a_rejection_is_possible(application, officer):
    reviewing.cut(expense=application.expenses.first(), admitted=Decimal("1999.99"), reason="–", by=officer, at=AT)
    with pytest.raises(Refused, match=r"3.999,99.*sotto il minimo di 4.000,00"):
        reviewing.admit(application=application, by=officer, at=AT)
    verdict = reviewing.reject(application=application, reason_code="minimum_spend", text="Sotto il minimo.", by=officer, at=AT)
    assert state(application) == State.INADMISSIBLE
    assert (verdict.grant, verdict.admitted_spend) == (0, Decimal("3999.99"))


def test_the_grant_is_cut_to_the_room_left_by_earlier_aids(milano, officer):
    aided = rows.submitted(rows.call(milano), milano, "10000.00", aid_received="199000.00")
    rows.declared(officer, aided)
    assert reviewing.admit(application=aided, by=officer, at=AT).grant == Decimal("1000.00")
    full = rows.submitted(aided.call, milano, "10000.00", aid_received="200000.00")
    rows.declared(officer, full)
    with pytest.raises(Refused, match="esauriscono il massimale"):
        reviewing.admit(application=full, by=officer, at=AT)


def test_a_rejection_gives_a_known_reason_and_its_words(application, officer):
    with pytest.raises(Refused, match="Scegliete il motivo"):
        reviewing.reject(application=application, reason_code="whim", text="No.", by=officer, at=AT)
    with pytest.raises(Refused, match="Scrivete la motivazione"):
        reviewing.reject(application=application, reason_code="documents", text=" ", by=officer, at=AT)


def test_who_was_asked_to_complete_has_the_whole_term_before_a_rejection(application, officer):
    request = ask(application, officer)
    with pytest.raises(Refused, match="L’impresa ha tempo fino al"):
        reviewing.reject(application=application, reason_code="documents", text="No.", by=officer, at=request.due_at)
    late = request.due_at + timedelta(seconds=1)
    reviewing.reject(application=application, reason_code="no_answer", text="Nessuna risposta.", by=officer, at=late)
    assert state(application) == State.INADMISSIBLE


def test_a_verdict_is_never_changed_even_by_hand(application, officer):
    verdict = reviewing.admit(application=application, by=officer, at=AT)
    with pytest.raises(DatabaseError, match="a_verdict_is_never_changed"), transaction.atomic():
        type(verdict).objects.filter(pk=verdict.pk).update(grant=1)
