"""Variations and extensions: asked by the firm, decided by its Chamber, moving days of that application and never an amount."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from applications.enums import ChangeState, NoticeKind, State
from applications.models import Application, ChangeDecision, ChangeRequest, Notice
from applications.operations import changing, uploading
from applications.queries.deadlines import deadlines_of
from bando.models import Movement
from core.models import AuditEvent
from core.refusals import Refused
from disbursement.policies.accounting import day_in_rome, why_too_late
from tests.factories import (
    ANSWERED,
    a_chamber,
    a_draft,
    a_pdf,
    a_representative,
    a_user,
    an_officer,
    application_at,
    fresh,
    renounce,
)
from tests.factories_disbursement import open_account

pytestmark = pytest.mark.django_db
LATER = ANSWERED + timedelta(days=10)
SPEND, DUE = date(2021, 3, 31), date(2021, 5, 31)
UNTIL = date(2021, 6, 30)


@pytest.fixture
def accepted() -> Application:
    return application_at(State.ACCEPTED)


def vary(
    application: Application, text: str = "Meno pubblicità, più formazione.", reason: str = "Il fornitore ha chiuso."
) -> ChangeRequest:
    by = a_representative(application.firm)
    return changing.ask_variation(application=application, text=text, reason=reason, by=by, at=LATER)


def extend(application: Application, until_on: date = UNTIL, *, at=LATER) -> ChangeRequest:
    by = a_representative(application.firm)
    return changing.ask_extension(application=application, until_on=until_on, reason="Consegne in ritardo.", by=by, at=at)


def grant(request: ChangeRequest, until_on: date | None = None, reason: str = "Motivi fondati.") -> ChangeDecision:
    return changing.grant(request=request, reason=reason, until_on=until_on, by=an_officer(request.application), at=LATER)


def test_an_extension_moves_spending_and_accounts_of_that_application_alone(accepted):
    other = application_at(State.ACCEPTED)
    assert (deadlines_of(accepted).spend_until_on, deadlines_of(accepted).accounts_due_on) == (SPEND, DUE)
    decision = grant(extend(accepted), UNTIL)
    assert (decision.spend_until_on, decision.accounts_due_on) == (UNTIL, DUE + (UNTIL - SPEND))
    found = deadlines_of(fresh(accepted))
    assert (found.spend_until_on, found.accounts_due_on) == (UNTIL, DUE + (UNTIL - SPEND))
    assert deadlines_of(other).spend_until_on == SPEND
    row = Notice.objects.get(kind=NoticeKind.EXTENSION_GRANTED)
    assert row.data["until_on"] == "2021-06-30"
    assert AuditEvent.objects.filter(action="changing.decide", subject_id=accepted.pk).exists()


def test_the_accounts_are_judged_by_the_extended_term(accepted):
    account = open_account(accepted)
    after_the_call = ANSWERED.replace(year=2021, month=6, day=5)
    assert day_in_rome(after_the_call) > DUE
    assert "scaduto il 31 maggio 2021" in str(why_too_late(account, at=after_the_call))
    grant(extend(accepted), UNTIL)
    assert why_too_late(account, at=after_the_call) is None


def test_the_chamber_may_give_fewer_days_never_more(accepted):
    request = extend(accepted)
    for day in (None, SPEND, UNTIL + timedelta(days=1)):
        with pytest.raises(Refused, match="dopo il 31 marzo 2021 e non oltre il 30 giugno 2021"):
            grant(request, day)
    assert grant(request, date(2021, 4, 30)).accounts_due_on == date(2021, 6, 30)


def test_a_second_extension_goes_on_from_the_first(accepted):
    grant(extend(accepted), UNTIL)
    with pytest.raises(Refused, match="già ammesse fino al 30 giugno 2021"):
        extend(accepted, UNTIL)
    grant(extend(accepted, date(2021, 7, 31)), date(2021, 7, 31))
    assert deadlines_of(accepted).spend_until_on == date(2021, 7, 31)


def test_an_extension_is_asked_before_the_days_are_over(accepted):
    with pytest.raises(Refused, match="finito il 31 marzo 2021"):
        extend(accepted, at=LATER.replace(year=2021, month=4, day=1))


def test_a_variation_is_words_and_moves_no_money(accepted):
    moved, amount = Movement.objects.count(), accepted.grant.amount
    by = a_representative(accepted.firm)
    uploading.upload(application=accepted, requirement=None, name="preventivo.pdf", content=a_pdf(), by=by, at=LATER)
    request = vary(accepted)
    asked = Notice.objects.get(kind=NoticeKind.VARIATION_ASKED)
    assert [each["name"] for each in asked.data["documents"]] == ["preventivo.pdf"]
    grant(request)
    request.refresh_from_db()
    assert (request.state, fresh(accepted).grant.amount, Movement.objects.count()) == (ChangeState.GRANTED, amount, moved)
    assert deadlines_of(accepted).spend_until_on == SPEND
    assert Notice.objects.filter(kind=NoticeKind.VARIATION_GRANTED).count() == 1


def test_a_refusal_leaves_everything_as_it_was(accepted):
    decision = changing.refuse(
        request=extend(accepted), reason="Il termine regionale non lo permette.", by=an_officer(accepted), at=LATER
    )
    assert (decision.outcome, deadlines_of(accepted).spend_until_on) == (ChangeState.REFUSED, SPEND)
    assert Notice.objects.get(kind=NoticeKind.EXTENSION_REFUSED).data["reason"] == "Il termine regionale non lo permette."
    extend(accepted)


def test_one_request_of_a_kind_waits_at_a_time(accepted):
    vary(accepted)
    extend(accepted)
    with pytest.raises(Refused, match="aspetta la risposta della Camera"):
        vary(accepted)
    with pytest.raises(IntegrityError, match="one_change_of_a_kind_waits_at_a_time"), transaction.atomic():
        ChangeRequest.objects.create(
            application=accepted, kind="variation", text="–", reason="–", asked_at=LATER, by=a_representative(accepted.firm)
        )


def test_a_decision_is_made_once(accepted):
    request = vary(accepted)
    grant(request)
    with pytest.raises(Refused, match="lo stato è «accolta»"):
        grant(request)


def test_words_are_asked_of_both_sides(accepted):
    with pytest.raises(Refused, match="che cosa cambia"):
        vary(accepted, text=" ")
    with pytest.raises(Refused, match="Scrivete il motivo"):
        vary(accepted, reason=" ")
    with pytest.raises(Refused, match="Scrivete il motivo"):
        grant(vary(accepted), reason=" ")


@pytest.mark.parametrize(
    ("state", "match"), [(State.GRANTED, "Prima accettate"), (State.SUBMITTED, "dopo l’accettazione e prima del rendiconto")]
)
def test_changes_are_asked_between_acceptance_and_accounts(state, match):
    with pytest.raises(Refused, match=match):
        vary(application_at(state))


def test_after_a_renunciation_nothing_is_left_to_decide(accepted):
    request = vary(accepted)
    renounce(accepted)
    with pytest.raises(Refused, match="ora la domanda è «rinunciata»"):
        grant(request)


def test_own_firm_and_own_chamber_only(accepted):
    stranger = a_representative(a_draft().firm)
    with pytest.raises(Refused, match="Non agite per questa impresa"):
        changing.ask_variation(application=accepted, text="–", reason="–", by=stranger, at=LATER)
    request = vary(accepted)
    for person in (a_user("officer", chamber=a_chamber("bs")), a_representative(accepted.firm), a_user("director")):
        with pytest.raises(Refused, match="ruolo non permette"):
            changing.grant(request=request, reason="–", by=person, at=LATER)


def test_what_was_asked_and_decided_stays(accepted):
    decision = grant(vary(accepted))
    for rows, match in (
        (ChangeRequest.objects.all(), "a_request_for_a_change_stays_as_it_was_asked"),
        (ChangeDecision.objects.filter(pk=decision.pk), "Cannot update or delete"),
    ):
        with pytest.raises(InternalError, match=match), transaction.atomic():
            rows.update(reason="altro")
