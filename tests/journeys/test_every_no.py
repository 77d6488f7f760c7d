"""Every no of the way from a click to a payment, met in the pages as people meet it: a sentence that says what to do."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from applications.enums import State
from applications.models import Application, Arrival, Grant
from bando.models import Call
from disbursement.models import OrderLine, PaymentOrder, Payout
from tests import factories_disbursement as paid
from tests.factories import (
    a_call,
    a_draft,
    a_firm,
    a_representative,
    a_user,
    an_officer,
    application_at,
    confirm,
    declared,
    drain,
    fill,
    fresh,
    staff,
)  # fmt: skip
from tests.journeys.steps_browser import Stage, Visitor, staged
from tests.journeys.steps_cast import the_window_closes

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def call_at(opens: timedelta, closes: timedelta, **fields: Any) -> Call:
    """A call that opens and closes so long after now; its drafts began two weeks ago."""
    now = timezone.now()
    begun = now - timedelta(days=14)
    return a_call(draft_from_at=begun, opens_at=now + opens, closes_at=now + closes, at=begun, **fields)


def an_open_call() -> Call:
    return call_at(timedelta(days=-7), timedelta(days=7))


def ready(call: Call) -> Application:
    """A draft that lacks nothing but the sending, as it stood two hours ago."""
    earlier = timezone.now() - 2 * HOUR
    return confirm(fill(a_draft(call=call, at=earlier), at=earlier), at=earlier)


def entered(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def reading(client: Client, name: str, *of: Any) -> str:
    """A page of the portal, its blanks made one."""
    response = client.get(reverse(name, args=of))
    assert response.status_code == 200, response.status_code
    return words(response)


def words(response: Any) -> str:
    return " ".join(response.content.decode().replace("&#x27;", "'").replace("\u00a0", " ").split())


def pressing(client: Client, name: str, of: Application, **data: Any) -> str:
    """Post a form of a page and read where it leads."""
    address = reverse(name, args=[of.pk])
    return words(client.post(address, data, HTTP_REFERER=f"http://testserver{address}", follow=True))


def sits_down(stage: Stage, user: User) -> Visitor:
    """Somebody who is logged in already."""
    visitor = stage.enters(user.name)
    value = entered(user).cookies["sessionid"].value
    visitor.page.context.add_cookies([{"name": "sessionid", "value": value, "url": stage.address}])
    return visitor


# The window


@pytest.mark.django_db(transaction=True)
def test_who_sends_after_the_closing_is_told_where_to_look(live_server: Any, new_context: Any, tmp_path: Path) -> None:
    call = an_open_call()
    application = ready(call)
    with staged(live_server, new_context, tmp_path) as stage:
        her = sits_down(stage, a_representative(application.firm))
        her.open(f"/domande/{application.pk}/invio/")
        assert her.button("Invia la domanda").is_enabled()
        the_window_closes(call)
        her.press("Invia la domanda")
        her.sees("Il bando ha chiuso", "la domanda non è stata inviata", "La bozza resta salvata", "guardate i bandi aperti")
        assert her.button("Invia la domanda").is_disabled()
        her.inspect("too late")
        assert stage.found == {}
    assert not Arrival.objects.exists()


def test_a_closed_call_offers_no_draft() -> None:
    call = call_at(timedelta(days=-7), -HOUR)
    firm = a_firm()
    client = entered(a_representative(firm))
    assert "non si possono più presentare domande" in reading(client, "call", call.slug)
    answer = words(client.post(reverse("application_start", args=[call.slug]), {"firm": firm.pk}, follow=True))
    assert "Guardate i bandi aperti" in answer
    assert not Application.objects.exists()


def test_before_the_opening_the_draft_waits() -> None:
    application = ready(call_at(HOUR, timedelta(days=7)))
    client = entered(a_representative(application.firm))
    page = reading(client, "application_send", application.pk)
    assert "Il bando apre il" in page
    assert "disabled" in page
    answer = pressing(client, "application_send", application, key=uuid4())
    assert "La bozza resta salvata; tornate a quell’ora e premete di nuovo «Invia la domanda»" in answer
    assert fresh(application).state == State.DRAFT


def test_within_the_window_the_same_draft_is_sent() -> None:
    """The control: nothing but the instant stands between a no and a yes."""
    application = ready(an_open_call())
    client = entered(a_representative(application.firm))
    assert "il vostro numero è 1" in pressing(client, "application_send", application, key=uuid4())
    assert fresh(application).state == State.SUBMITTED


# What is missing


@pytest.mark.django_db(transaction=True)
def test_a_missing_document_is_named_before_the_sending(live_server: Any, new_context: Any, tmp_path: Path) -> None:
    call = an_open_call()
    application = fill(a_draft(call=call, at=timezone.now()), at=timezone.now())
    application.documents.all().delete()
    with staged(live_server, new_context, tmp_path) as stage:
        her = sits_down(stage, a_representative(application.firm))
        her.open(f"/domande/{application.pk}/")
        her.sees("Caricate: Piano di progetto.")
        her.open(f"/domande/{application.pk}/riepilogo/")
        her.sees("Manca 1 cosa", "Prima di confermare", "Caricate: Piano di progetto.")
        assert her.button("Conferma i dati").is_disabled()
        her.inspect("summary that lacks a document")
        assert stage.found == {}
    client = entered(a_representative(application.firm))
    assert "Prima di confermare: Caricate: Piano di progetto." in pressing(client, "application_summary", application)
    assert "Prima di confermare: Caricate: Piano di progetto." in pressing(client, "application_send", application, key=uuid4())
    assert not Arrival.objects.exists()


def test_a_cent_below_the_minimum_spend_is_not_confirmed() -> None:
    call = an_open_call()
    now = timezone.now()
    application = fill(a_draft(call=call, at=now), spend="3999.99", at=now)
    client = entered(a_representative(application.firm))
    page = reading(client, "application_expenses", application.pk)
    assert "La spesa minima è 4.000,00 €: sotto il minimo non c’è contributo." in page
    answer = pressing(client, "application_summary", application)
    assert "3.999,99 €" in answer
    assert "Prima di confermare" in answer
    assert fresh(application).snapshot is None


def test_the_minimum_spend_itself_is_enough() -> None:
    """The control, to the cent."""
    now = timezone.now()
    application = fill(a_draft(call=an_open_call(), at=now), spend="4000.00", at=now)
    pressing(entered(a_representative(application.firm)), "application_summary", application)
    assert fresh(application).snapshot is not None


# One each


def test_a_second_application_of_a_firm_is_refused() -> None:
    application = ready(an_open_call())
    client = entered(a_representative(application.firm))
    pressing(client, "application_send", application, key=uuid4())
    address = reverse("application_start", args=[application.call.slug])
    answer = words(client.post(address, {"firm": application.firm_id}, HTTP_REFERER=f"http://testserver{address}", follow=True))
    assert "L’impresa ha già inviato una domanda a questo bando: ne è ammessa una sola" in answer
    assert "«Le mie domande»" in answer
    assert Application.objects.count() == 1


# Who may look


@pytest.mark.django_db(transaction=True)
def test_a_file_of_another_chamber_looks_like_one_that_does_not_exist(live_server: Any, new_context: Any, tmp_path: Path) -> None:
    application = application_at(State.SUBMITTED)
    other = next(pot.chamber for pot in application.call.pots.all() if pot != application.pot)
    pages = "/admin/applications/application/{pk}/change/"
    with staged(live_server, new_context, tmp_path) as stage:
        him = sits_down(stage, a_user("officer", chamber=other, name="Bruno"))
        answers = []
        for pk in (application.pk, application.pk + 999):
            him.open(pages.format(pk=pk))
            him.sees("non")
            answers.append(him.page.locator("body").inner_text())
        assert answers[0] == answers[1]
        him.inspect("nothing here")
        hers = sits_down(stage, declared(a_user("officer", chamber=application.pot.chamber, name="Adele"), application))
        hers.open(pages.format(pk=application.pk))
        hers.sees(application.firm.name)
        assert stage.found == {}


@pytest.mark.parametrize(
    "name",
    ["application", "application_receipt", "application_receipt_pdf", "application_send", "application_seat", "account"],
)
def test_another_firm_finds_nothing(name: str) -> None:
    application = application_at(State.SUBMITTED)
    client = entered(a_representative(a_firm()))
    there = client.get(reverse(name, args=[application.pk]))
    nowhere = client.get(reverse(name, args=[application.pk + 999]))
    assert (there.status_code, nowhere.status_code) == (404, 404)


# Money


def acting(client: Client, model: str, pk: int, action: str, **data: Any) -> Any:
    """Press a button of the admin."""
    return client.post(reverse(f"admin:{model}_action", args=[pk, action]), data, follow=True)


def test_an_exhausted_pot_finances_nobody() -> None:
    application = drain(application_at(State.SCORED))
    address = reverse("admin:applications_ranking_preview", args=[application.call_id])
    proposed = entered(staff("operator")[0]).post(address, follow=True)
    assert "fondi esauriti" in words(proposed) or "esaurimento dei fondi" in words(proposed)
    assert "8.400,00" in words(proposed), "what is missing"
    assert not Grant.objects.exists()


ACT = {"number": "7", "issued_on": paid.PAID_ON, "issuer": "Camera", "signer": "Il dirigente", "execute_on": paid.PAID_ON}


def test_nothing_is_paid_before_the_grant_is_public() -> None:
    application = paid.application_at(State.SETTLED)
    settlement = application.account.settlement
    client = entered(an_officer(application))
    assert "non risulta pubblicata" in reading(client, "admin:disbursement_settlement_change", settlement.pk)
    answer = acting(client, "disbursement_settlement", settlement.pk, "proponi")
    assert answer.status_code == 409
    assert "Chiedete a Unioncamere di pubblicare l’atto e di registrarne la data" in words(answer)
    assert not OrderLine.objects.exists()


def test_once_public_it_is_ordered_adopted_and_paid() -> None:
    """The control: the publication was all that was missing."""
    application = paid.make_public(paid.application_at(State.SETTLED))
    settlement, officer = application.account.settlement, entered(an_officer(application))
    paid.an_account(application.pot.chamber)
    answer = acting(officer, "disbursement_settlement", settlement.pk, "proponi")
    assert "Mandato proposto" in words(answer)
    order = PaymentOrder.objects.get()
    director = entered(paid.a_director(application))
    assert "Mandato adottato" in words(acting(director, "disbursement_paymentorder", order.pk, "adotta", **ACT))
    answer = acting(officer, "disbursement_paymentorder", order.pk, "conferma", paid_on=paid.PAID_ON)
    assert "Pagamenti confermati: 1" in words(answer)
    payout = Payout.objects.get(settlement=settlement)
    assert payout.gross == payout.net + payout.withheld > Decimal(0)


def test_who_settled_does_not_adopt() -> None:
    application = paid.make_public(paid.application_at(State.SETTLED))
    settlement = application.account.settlement
    order = paid.an_order(settlement)
    assert acting(entered(settlement.by), "disbursement_paymentorder", order.pk, "adotta", **ACT).status_code == 403
    assert not Payout.objects.exists()
