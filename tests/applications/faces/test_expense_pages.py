"""The pages of planned expenses: changed, with a quote, the caps in words, and the grant as one types, which writes nothing."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.models import Application, Expense
from bando.models import Cap
from core.models import AuditEvent
from tests.applications.faces.test_firm_pages import a_file, logged_in, open_call, page, post
from tests.applications.operations.test_planning import change, plan, quote
from tests.factories import a_call, a_draft, a_firm, amend, fresh

pytestmark = pytest.mark.django_db
ESTIMATE = "application_estimate"


def draft() -> Application:
    return a_draft(call=open_call(), at=timezone.now())


def typed(application: Application, **more: Any) -> dict[str, Any]:
    item = application.call.expenseitems.get(code="ads")
    return {"item": item.pk, "description": "Campagna", "amount": "10.000,00"} | more


def a_quote(content: bytes | None = None, name: str = "preventivo.pdf") -> dict[str, Any]:
    """What the form of a quote sends."""
    return {"quote-file": a_file(content, name), "quote-send": ""}


def ask(client: Client, application: Application, data: dict[str, Any]) -> str:
    response = client.post(reverse(ESTIMATE, args=[application.pk]), data, headers={"HX-Request": "true"})
    assert response.status_code == 200
    return response.content.decode()


def test_the_grant_is_told_as_one_types_and_nothing_is_written():
    application = draft()
    client = logged_in(application.firm)
    events, version = AuditEvent.objects.count(), application.content.version
    html = ask(client, application, typed(application, description=""))
    assert "7.000,00" in html
    assert "70 % × 10.000,00" in " ".join(html.replace("\xa0", " ").split())
    assert "che state scrivendo" in html
    assert "<html" not in html
    assert not application.expenses.exists()
    assert (AuditEvent.objects.count(), fresh(application).content.version) == (events, version)


@pytest.mark.parametrize("amount", ["", "abc", "-5", "0", "1e400", "99999999999999999"])
def test_an_amount_that_cannot_be_read_leaves_the_estimate_of_what_is_there(amount):
    application = draft()
    plan(application, "5000.00")
    html = ask(logged_in(application.firm), application, typed(application, amount=amount))
    assert "3.500,00" in html
    assert "già inserite" in html


def test_an_expense_being_written_anew_counts_once():
    application = draft()
    expense = plan(application, "5000.00", "ads")
    html = ask(logged_in(application.firm), application, typed(application, expense=expense.pk))
    assert "7.000,00" in html
    assert "la state modificando" in html


def test_the_expense_of_another_application_is_nobodys():
    application, other = draft(), plan(draft())
    client = logged_in(application.firm)
    address = reverse(ESTIMATE, args=[application.pk])
    for expense in (other.pk, "x", "9" * 30):
        assert client.post(address, typed(application, expense=expense)).status_code == 404
    for name, data in [
        ("application_expense", typed(application)),
        ("application_expense", a_quote()),
        ("application_expense_remove", {}),
    ]:
        assert client.post(reverse(name, args=[application.pk, other.pk]), data).status_code == 404
    assert client.get(reverse("application_expense", args=[application.pk, other.pk])).status_code == 404


def test_the_item_of_another_call_is_not_taken():
    application, foreign = draft(), a_call().expenseitems.first()
    client = logged_in(application.firm)
    assert "già inserite" in ask(client, application, typed(application, item=foreign.pk))
    post(client, "application_expenses", application, typed(application, item=foreign.pk))
    assert not application.expenses.exists()


def test_without_scripts_a_button_recalculates_and_asks_for_nothing_more():
    application = draft()
    client = logged_in(application.firm)
    answer = post(client, "application_expenses", application, typed(application, description="", estimate=""))
    html = answer.content.decode()
    assert "7.000,00" in html
    assert "error-summary" not in html
    assert 'value="10.000,00"' in html
    assert not application.expenses.exists()
    answer = post(client, "application_expenses", application, typed(application, amount="abc", estimate=""))
    assert "error-summary" in answer.content.decode()


def test_an_expense_is_changed_on_its_page():
    application = draft()
    expense = plan(application)
    client = logged_in(application.firm)
    assert 'value="5.000,00"' in page(client, "application_expense", application, expense.pk)
    post(client, "application_expense", application, typed(application, version=1), expense.pk)
    expense.refresh_from_db()
    assert (expense.description, expense.amount, expense.item.code) == ("Campagna", Decimal("10000.00"), "ads")


def test_a_stale_page_keeps_what_was_typed_and_the_next_save_is_made_knowing():
    application = draft()
    expense = plan(application)
    client = logged_in(application.firm)
    change(expense, 1, description="Di Anna")
    answer = post(client, "application_expense", application, typed(application, version=1), expense.pk)
    html = answer.content.decode()
    assert "ora è «Di Anna»" in html
    assert 'value="Campagna"' in html
    assert Expense.objects.get().description == "Di Anna"
    again = answer.context["form"]["version"].value()
    post(client, "application_expense", application, typed(application, version=again), expense.pk)
    assert Expense.objects.get().description == "Campagna"


def test_a_quote_is_uploaded_replaced_shown_and_taken_away():
    application = draft()
    client = logged_in(application.firm)
    answer = post(client, "application_expenses", application, typed(application, quote=""))
    expense = application.expenses.get()
    assert answer.redirect_chain[-1][0] == reverse("application_expense", args=[application.pk, expense.pk])
    answer = post(client, "application_expense", application, a_quote(name="offerta.pdf"), expense.pk)
    assert "Preventivo caricato." in answer.content.decode()
    assert "offerta.pdf" in page(client, "application_expenses", application)
    assert "offerta.pdf" not in page(client, "application_documents", application)
    (found,) = expense.quotes.all()
    answer = post(client, "document_remove", application, {}, found.pk)
    assert answer.redirect_chain[-1][0] == reverse("application_expense", args=[application.pk, expense.pk])
    assert not expense.quotes.exists()


@pytest.mark.parametrize(("content", "sentence"), [(b"non un pdf", "non è un PDF"), (b"", "vuoto")])
def test_a_quote_that_cannot_be_taken_is_told_at_its_field(content, sentence):
    application = draft()
    expense = plan(application)
    client = logged_in(application.firm)
    answer = post(client, "application_expense", application, a_quote(content), expense.pk)
    assert sentence in answer.content.decode()
    assert 'href="#id_quote-file"' in answer.content.decode()
    assert not expense.quotes.exists()


def test_the_caps_are_said_in_words_before_and_after():
    application = draft()
    cap = {"code": "ads", "label": "Pubblicità", "kind": "share_of_total", "items": ["ads"], "value": Decimal("0.3")}
    amend(application.call, lambda number: Cap.objects.create(call=application.call, since=number, **cap))
    Application.objects.filter(pk=application.pk).update(call_version=2)
    client = logged_in(application.firm)
    assert "Al massimo il 30 % della spesa totale." in page(client, "application_expenses", application).replace("\xa0", " ")
    plan(fresh(application), "7000.00")
    html = ask(client, application, typed(application)).replace("\xa0", " ")
    assert "Al massimo il 30 % della spesa totale. Da 10.000,00 € a 3.000,00 €." in " ".join(html.split())


@pytest.mark.parametrize(("name", "asked"), [("application_expenses", 12), ("application_expense", 13), (ESTIMATE, 10)])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_the_same_however_many_expenses(name, asked, rows, django_assert_num_queries):
    application = draft()
    planned = [plan(application) for _row in range(rows)]
    for expense in planned:
        quote(expense)
    client = logged_in(application.firm)
    about = [planned[0].pk] if name == "application_expense" else []
    address = reverse(name, args=[application.pk, *about])
    send = client.post if name == ESTIMATE else client.get
    data = typed(application) if name == ESTIMATE else {}
    send(address, data)
    with django_assert_num_queries(asked):
        assert send(address, data).status_code == 200


def test_a_strangers_estimate_is_not_found():
    application = draft()
    stranger = logged_in(a_firm())
    assert stranger.post(reverse(ESTIMATE, args=[application.pk])).status_code == 404
    assert stranger.get(reverse(ESTIMATE, args=[application.pk])).status_code == 404
