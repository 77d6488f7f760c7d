"""The pages of the accounts: a firm writes and sends them, refusals stand where they were caused, foreign ones look like none."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications.enums import State
from core.figures import day, euro
from disbursement.models import Account, Invoice
from tests.factories import a_pdf, a_representative, a_user, an_officer
from tests.factories_disbursement import (
    IBAN,
    PAID_SUPPLIER_ON,
    an_xml,
    application_at,
    check,
    claim,
    make_public,
    open_account,
    pay_out,
    prove,
    send,
    settle,
    somebody_else,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted():
    return application_at(State.ACCEPTED)


@pytest.fixture
def firm(client, accepted):
    """The firm's browser."""
    client.force_login(a_representative(accepted.firm))
    return client


def page(application, name="account", **more):
    return reverse(name, kwargs={"pk": application.pk, **more})


def upload(name, content):
    return SimpleUploadedFile(name, content)


def a_proof(invoice, **other):
    """What the form of a proof of payment sends."""
    given = {
        "paid_on": PAID_SUPPLIER_ON.isoformat(), "amount": f"{invoice.to_pay}".replace(".", ","), "payee": invoice.supplier_name,
        "means": "transfer", "file": upload("b.pdf", a_pdf()),
    }  # fmt: skip
    return {f"prova{invoice.pk}-{name}": value for name, value in (given | other).items()}


def test_before_they_are_open_the_page_opens_them(firm, accepted):
    assert "Apri il rendiconto" in firm.get(page(accepted)).content.decode()
    assert not Account.objects.exists()
    response = firm.post(page(accepted, "account_open"))
    assert response.status_code == 302
    assert "Caricate almeno una fattura" in firm.get(page(accepted)).content.decode()


def test_several_invoices_are_read_at_once_and_the_bad_one_is_named(firm, accepted):
    open_account(accepted)
    files = [upload("buona.xml", an_xml(accepted)), upload("stampa.pdf", a_pdf()), upload("altra.xml", an_xml(accepted))]
    response = firm.post(page(accepted, "account_invoices"), {"invoices": files})
    text = response.content.decode()
    assert response.status_code == 409
    assert "stampa.pdf: Questo è un PDF" in text
    assert "error-summary" in text
    assert Invoice.objects.count() == 2
    assert "La fattura riporta il CUP" in text


def test_no_file_at_all_is_said_at_the_field(firm, accepted):
    open_account(accepted)
    response = firm.post(page(accepted, "account_invoices"))
    assert response.status_code == 409
    assert "has-errors" in response.content.decode()


def test_the_whole_account_is_written_in_the_browser(firm, accepted):
    firm.post(page(accepted, "account_open"))
    firm.post(page(accepted, "account_invoices"), {"invoices": upload("f.xml", an_xml(accepted))})
    invoice = Invoice.objects.get()
    line, item = invoice.spendings.get(), accepted.call.expenseitems.last()
    firm.post(page(accepted, "account_items", invoice_pk=invoice.pk), {f"voci{invoice.pk}-{line.pk}": item.pk})
    firm.post(page(accepted, "account_proof", invoice_pk=invoice.pk), a_proof(invoice))
    firm.post(
        page(accepted, "account_describe"),
        {
            "iban": "it60 X054 2811 1010 0000 0123 456",
            "report": "Fatto.",
            "sales_started": "on",
            "sales_url": "negozio.example.org",
        },
    )
    account = Account.objects.get()
    assert (account.iban, account.sales_started, account.spendings.get().item) == (IBAN, True, item)
    assert "Che cosa manca" not in firm.get(page(accepted)).content.decode()


def test_a_wrong_iban_stays_in_the_form_with_its_reason(firm, accepted):
    open_account(accepted)
    response = firm.post(page(accepted, "account_describe"), {"iban": "IT00", "report": "Una relazione da non perdere."})
    text = response.content.decode()
    assert response.status_code == 409
    assert "IBAN non è corretto" in text
    assert "Una relazione da non perdere." in text


def test_a_proof_of_a_day_outside_is_refused_beside_its_field(firm, accepted):
    [invoice] = claim(open_account(accepted), an_xml(accepted))
    response = firm.post(page(accepted, "account_proof", invoice_pk=invoice.pk), a_proof(invoice, paid_on="2019-01-01"))
    assert response.status_code == 409
    assert "fuori dal periodo ammesso" in response.content.decode()


def test_the_late_firm_is_told_and_nothing_moves(firm, accepted):
    written(accepted)
    response = firm.post(page(accepted, "account_send"), headers={"referer": f"http://testserver{page(accepted)}"}, follow=True)
    assert "Il termine per il rendiconto è scaduto" in response.content.decode()
    assert Account.objects.get().state == "draft"


@pytest.mark.parametrize("name", ["account", "account_open", "account_send", "account_describe", "account_invoices"])
def test_foreign_accounts_look_like_none(client, accepted, name):
    open_account(accepted)
    for person in (somebody_else(), a_user("representative", firm=application_at(State.DRAFT).firm)):
        client.force_login(person)
        method = client.get if name == "account" else client.post
        assert method(page(accepted, name)).status_code == 404


def test_files_go_to_the_firm_and_to_its_chamber_only(client, accepted):
    [invoice] = claim(open_account(accepted), an_xml(accepted))
    address = page(accepted, "account_file", kind="fatture", file_pk=invoice.pk)
    for person, status in ((a_representative(accepted.firm), 200), (an_officer(accepted), 200), (somebody_else(), 404)):
        client.force_login(person)
        response = client.get(address)
        assert response.status_code == status
    client.logout()
    assert client.get(address).status_code == 302


def test_reading_never_writes(firm, accepted):
    account = written(accepted)
    for name in ("account_open", "account_send", "account_describe", "account_invoices"):
        assert firm.get(page(accepted, name)).status_code == 405
    assert Account.objects.get(pk=account.pk).state == "draft"


def test_cuts_settlement_and_payment_are_shown_with_their_reasons(firm, accepted):
    send(accepted)
    assert "la Camera controlla il rendiconto" in firm.get(page(accepted)).content.decode()
    application = settle(check(accepted, admitted="10000.00"))
    text = firm.get(page(accepted)).content.decode()
    for words in ("Non riguarda il progetto.", "7.000,00", "1.400,00", "aspettate il pagamento"):
        assert words in text
    pay_out(make_public(application).account.settlement)
    text = firm.get(page(accepted)).content.decode()
    for words in ("6.720,00", "280,00", "4\u00a0%"):
        assert words in text


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_page_asks_the_same_however_many_invoices(firm, accepted, django_assert_num_queries, how_many):
    account = open_account(accepted)
    for _number in range(how_many):
        claim(account, an_xml(accepted))
    with django_assert_num_queries(QUERIES):
        firm.get(page(accepted))


QUERIES = 37


def test_invoices_without_proof_are_said_once_each_with_the_place_of_its_proof(firm, accepted):
    account = open_account(accepted)
    proved, *others = [one for _number in range(3) for one in claim(account, an_xml(accepted))]
    prove(account, proved)
    text = firm.get(page(accepted)).text
    missing = text.partition('id="missing-title"')[2].partition("</section>")[0]
    assert missing.count("prova del pagamento") == 1
    assert f"Caricate la prova del pagamento di 2 fatture: in tutto mancano {euro(sum(one.to_pay for one in others))}" in missing
    for one in others:
        row = missing.rpartition(f'href="#prova-{one.pk}"')[2].partition("</tr>")[0]
        for words in (f"n. {one.number}", one.supplier_name, day(one.issued_on), euro(one.to_pay)):
            assert words in row
    assert f"prova-{proved.pk}" not in missing
    # Every sentence leads somewhere, and to one place alone.
    places = set(re.findall(r'href="#([^"]+)"', missing))
    assert {f"prova-{one.pk}" for one in others} | {"id_iban", "id_report"} <= places
    assert [place for place in places if text.count(f'id="{place}"') != 1] == []


def test_before_any_invoice_what_is_missing_leads_to_its_field(firm, accepted):
    open_account(accepted)
    text = firm.get(page(accepted)).text
    assert 'href="#id_invoices"' in text
    assert text.count('id="id_invoices"') == 1
