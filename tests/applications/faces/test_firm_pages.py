"""The firm's pages from the first click to the receipt, without JavaScript; and every no, said in words."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.enums import State
from applications.models import Application, Arrival, Receipt
from applications.operations import drafting, receipts
from tests.factories import (
    NOON,
    a_call,
    a_draft,
    a_firm,
    a_pdf,
    a_representative,
    a_user,
    an_officer,
    application_at,
    confirm,
    fill,
    fresh,
    send,
)  # fmt: skip

pytestmark = pytest.mark.django_db
DRAFT_PAGES = ["seat", "requirements", "project", "expenses", "documents", "declarations", "summary"]


def open_call(**fields: Any):
    """A call that is open now, by the clock that the pages read."""
    now = timezone.now()
    window = {
        "draft_from_at": now - timedelta(days=2),
        "opens_at": now - timedelta(hours=1),
        "closes_at": now + timedelta(days=1),
    }
    return a_call(at=now - timedelta(days=3), **{**window, **fields})


def logged_in(firm) -> Client:
    client = Client()
    client.force_login(a_representative(firm))
    return client


def page(client: Client, name: str, application: Application, *more: Any) -> str:
    response = client.get(reverse(name, args=[application.pk, *more]))
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def post(client: Client, name: str, application: Application, data: dict[str, Any], *more: Any) -> Any:
    """Posts as a browser does, saying which page it comes from; follows where it is sent."""
    address = reverse(name, args=[application.pk, *more])
    return client.post(address, data, follow=True, headers={"referer": f"http://testserver{address}"})


def version(application: Application) -> int:
    return fresh(application).content.version


def a_file(content: bytes | None = None, name: str = "piano.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_pdf() if content is None else content)


def test_from_the_first_click_to_the_receipt():
    call, firm = open_call(), a_firm()
    client = logged_in(firm)
    client.post(reverse("application_start", args=[call.slug]))
    application = Application.objects.get(firm=firm)
    assert "Completate la domanda" in page(client, "application", application)
    seat = {"version": 1, "seat_province": "BG", "seat_municipality": "Bergamo", "seat_address": "via Roma 1"}
    answer = post(client, "application_seat", application, seat)
    assert "Camera di commercio di Bergamo" in answer.content.decode()
    figures = {
        "staff": "8",
        "turnover": "900.000,00",
        "subscribed_capital": "10000",
        "accumulated_losses": "0",
        "aid_received": "0",
    }
    post(client, "application_requirements", application, {"version": version(application), **figures})
    assert fresh(application).content.turnover == Decimal("900000.00")
    words = {"title": "T", "portfolio": "P", "markets": "M", "channels": "C", "description": "D"}
    post(client, "application_project", application, {"version": version(application), **words})
    item = call.expenseitems.first()
    expense = {"item": item.pk, "description": "Canone", "supplier": "", "amount": "12.000,00"}
    assert "8.400,00" in post(client, "application_expenses", application, expense).content.decode()
    asked = call.requireddocuments.get(code="plan")
    post(client, "application_documents", application, {f"d{asked.pk}-file": a_file(), f"d{asked.pk}-send": ""})
    made = {"declaration-insolvency": "on", "declaration-annual-fee": "on", "truth": "on"}
    answer = post(client, "application_declarations", application, {"version": version(application), **made})
    assert "Conferma i dati" in answer.content.decode()
    answer = post(client, "application_summary", application, {})
    key = answer.context["form"]["key"].value()
    answer = post(client, "application_send", application, {"key": str(key)})
    arrival = Arrival.objects.get()
    for text in ("Numero di arrivo", arrival.digest, arrival.hash, "../ricevuta/"):
        assert text in answer.content.decode()
        assert text in page(client, "application_receipt", application) or text.startswith("..")
    again = post(client, "application_send", application, {"key": str(key)})
    assert again.content == answer.content
    post(client, "application_send", application, {"key": str(uuid4())})
    assert Arrival.objects.count() == 1


@pytest.mark.parametrize("name", ["", *(f"_{each}" for each in DRAFT_PAGES), "_send"])
def test_the_pages_of_a_draft_open_empty_and_full(name):
    application = a_draft(call=open_call(), at=timezone.now())
    client = logged_in(application.firm)
    page(client, f"application{name}", application)
    fill(application, at=timezone.now())
    page(client, f"application{name}", application)


@pytest.mark.parametrize(
    "name", ["application", *(f"application_{each}" for each in [*DRAFT_PAGES, "send", "receipt", "integration"])]
)
def test_another_firms_application_looks_like_one_that_does_not_exist(name):
    application = application_at(State.SUBMITTED)
    stranger = logged_in(a_firm())
    assert stranger.get(reverse(name, args=[application.pk])).status_code == 404
    assert stranger.post(reverse(name, args=[application.pk])).status_code in {404, 405}
    assert Client().get(reverse(name, args=[application.pk])).status_code == 302


def test_an_officer_does_not_act_for_the_firm():
    application = application_at(State.SUBMITTED)
    officer = Client()
    officer.force_login(an_officer(application))
    assert officer.get(reverse("application", args=[application.pk])).status_code == 404


@pytest.mark.parametrize(
    ("opens", "closes", "sentence"),
    [(1, 2, "Il bando apre il"), (-2, -1, "Il bando ha chiuso il")],
)
def test_outside_the_window_the_send_page_says_when(opens, closes, sentence):
    now = timezone.now()
    days = {"opens_at": now + timedelta(days=opens), "closes_at": now + timedelta(days=closes)}
    draft_from, published = now - timedelta(days=5), now - timedelta(days=6)
    call = a_call(draft_from_at=draft_from, at=published, **days)
    application = confirm(fill(a_draft(call=call, at=draft_from), at=draft_from), at=draft_from)
    client = logged_in(application.firm)
    assert sentence in page(client, "application_send", application)
    assert sentence in post(client, "application_send", application, {"key": str(uuid4())}).content.decode()
    assert not Arrival.objects.exists()


def test_a_call_that_has_not_begun_or_is_over_says_so_at_the_start():
    now = timezone.now()
    early = a_call(
        draft_from_at=now + timedelta(days=1), opens_at=now + timedelta(days=2), closes_at=now + timedelta(days=3), at=now
    )
    client = logged_in(a_firm())
    assert "La compilazione comincia il" in client.get(reverse("application_start", args=[early.slug])).content.decode()
    over = a_call()
    assert "ha chiuso il" in client.get(reverse("application_start", args=[over.slug])).content.decode()


def test_who_has_no_firm_is_taken_to_add_one():
    client = Client()
    client.force_login(a_user())
    answer = client.get(reverse("application_start", args=[open_call().slug]))
    assert answer.url == reverse("new_firm")


def test_a_second_application_is_refused_in_words():
    call = open_call()
    now = timezone.now()
    application = send(confirm(fill(a_draft(call=call, at=now), at=now), at=now), at=now)
    client = logged_in(application.firm)
    answer = client.post(reverse("application_start", args=[call.slug]), follow=True)
    assert "ne è ammessa una sola" in answer.content.decode()


def test_a_spend_of_3999_99_is_told_on_the_summary_and_refused():
    application = fill(a_draft(call=open_call(), at=timezone.now()), spend="3999.99", at=timezone.now())
    client = logged_in(application.firm)
    assert "mancano 0,01" in page(client, "application_summary", application)
    assert "La spesa minima è 4.000,00" in page(client, "application_expenses", application)
    assert "mancano 0,01" in post(client, "application_summary", application, {}).content.decode()


def test_a_missing_document_is_told_on_the_task_list_and_the_summary():
    application = a_draft(call=open_call(), at=timezone.now())
    client = logged_in(application.firm)
    assert "Caricate: Piano di progetto" in page(client, "application", application)
    assert "Caricate: Piano di progetto" in page(client, "application_summary", application)


def test_an_amount_that_cannot_be_read_stays_in_its_field_and_the_rest_is_saved():
    application = a_draft(call=open_call(), at=timezone.now())
    client = logged_in(application.firm)
    answer = post(client, "application_requirements", application, {"version": 1, "staff": "12", "turnover": "un milione"})
    assert "un milione" in answer.content.decode()
    assert fresh(application).content.staff == 12


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"non un pdf", "non è un PDF né un’immagine"), (b"x" * 1_000_001, "supera 1 MB"), (b"%PDF-1.7 rotto", "danneggiato")],
)
def test_a_file_that_cannot_be_taken_is_told_at_its_field(content, sentence):
    application = a_draft(call=open_call(), at=timezone.now())
    client, asked = logged_in(application.firm), application.call.requireddocuments.get(code="plan")
    data = {f"d{asked.pk}-file": a_file(content), f"d{asked.pk}-send": ""}
    assert sentence in post(client, "application_documents", application, data).content.decode()
    assert not application.documents.exists()


def test_files_go_to_those_who_may_see_the_dossier():
    application = application_at(State.SUBMITTED)
    document = application.documents.get()
    address = reverse("document", args=[application.pk, document.pk])
    officer, stranger = Client(), Client()
    officer.force_login(an_officer(application))
    stranger.force_login(a_user("officer", chamber=a_call().pots.get(chamber__code="bs").chamber))
    answer = officer.get(address)
    assert b"".join(answer).startswith(b"%PDF")
    assert stranger.get(address).status_code == 404
    other = application_at(State.SUBMITTED)
    an_officer(other)
    assert officer.get(reverse("document", args=[other.pk, document.pk])).status_code == 404


def test_a_sent_application_is_not_changed_from_its_old_pages():
    application = application_at(State.SUBMITTED)
    answer = logged_in(application.firm).get(reverse("application_project", args=[application.pk]))
    assert answer.status_code == 409
    assert "non si modifica più" in answer.content.decode()


def test_the_receipt_is_made_once_and_can_be_downloaded_and_checked_by_anybody():
    application = application_at(State.SUBMITTED)
    client, receipt = logged_in(application.firm), Receipt.objects.get()
    # Asked in 2020: who waits that long is told that it is late.
    assert "Ci stiamo lavorando adesso" in page(client, "application_receipt_progress", application)
    assert client.get(reverse("application_receipt_pdf", args=[application.pk])).status_code == 404
    made = receipts.make(receipt_id=receipt.pk, at=NOON)
    assert receipts.make(receipt_id=receipt.pk, at=NOON + timedelta(hours=1)).made_at == made.made_at
    assert "Scarica la ricevuta" in page(client, "application_receipt", application)
    answer = client.get(reverse("application_receipt_pdf", args=[application.pk]))
    assert b"".join(answer).startswith(b"%PDF")
    answer = Client().get(reverse("receipt_checked", args=[receipt.token]))
    assert "La ricevuta è autentica" in answer.content.decode()
    assert application.firm.name not in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_the_same_however_many_rows(rows, django_assert_num_queries):
    firm = a_firm()
    for _each in range(rows):
        application_at(State.SUBMITTED, firm=firm)
    client = logged_in(firm)
    client.get(reverse("my_applications"))
    with django_assert_num_queries(5):
        answer = client.get(reverse("my_applications"))
    assert len(answer.context["cards"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_dossier_asks_the_database_the_same_however_many_rows(rows, django_assert_num_queries):
    at: datetime = NOON
    application = a_draft(at=at)
    by = a_representative(application.firm)
    for _each in range(rows - 1):
        item = application.call.expenseitems.first()
        drafting.add_expense(application=application, item=item, description="x", supplier="", amount=Decimal(100), by=by, at=at)
    application = send(confirm(fill(fresh(application))))
    client = logged_in(application.firm)
    client.get(reverse("application", args=[application.pk]))
    with django_assert_num_queries(20):
        answer = client.get(reverse("application", args=[application.pk]))
    assert len(answer.context["spend"].rows) == rows
