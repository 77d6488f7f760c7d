"""The firm's accounts when something goes wrong beside it: two tabs, a file with an error beside it, what is told and where."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html

from applications.enums import State
from tests.factories import a_pdf, a_representative
from tests.factories_disbursement import IBAN, PAID_SUPPLIER_ON, an_xml, application_at, claim, open_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(client):
    account = open_account(application_at(State.ACCEPTED))
    client.force_login(a_representative(account.application.firm))
    return account


def address(account, name="account", *more):
    return reverse(name, args=[account.application_id, *more])


def parsed(response):
    return html.document_fromstring(response.content)


def hidden(response):
    return parsed(response).get_element_by_id("id_version").value


def said_in(response, place):
    """What the part of the page with this id tells in its frames."""
    found = parsed(response).get_element_by_id(place)
    return [" ".join(one.text_content().split()) for one in found.find_class("alert")]


def test_what_was_saved_is_told_where_the_page_opens(client, account):
    saved = client.post(address(account, "account_describe"), {"report": "Aperto."}, follow=True)
    assert saved.redirect_chain[-1][0].endswith("#dati")
    assert said_in(saved, "dati") == ["Dati del rendiconto salvati."]
    assert said_in(saved, "messages") == []
    assert said_in(client.get(address(account)), "dati") == []
    # A sentence without a place of its own stands at the top: that of who comes from an address without a page.
    led = client.get(address(account, "account_describe"), headers={"accept": "text/html"}, follow=True)
    assert (len(said_in(led, "messages")), led.redirect_chain) == (1, [(address(account), 302)])


def test_two_tabs_do_not_write_over_each_other_unseen(client, account):
    describe = address(account, "account_describe")
    seen = hidden(client.get(address(account)))
    first = {"iban": IBAN, "report": "Dalla prima scheda.", "version": seen}
    assert client.post(describe, first).status_code == 302
    second = {"iban": "", "report": "Dalla seconda.", "version": seen}
    refused = client.post(describe, second)
    assert refused.status_code == 409
    assert "in un’altra scheda o da un’altra persona" in refused.text
    # What is saved is shown, what was typed is kept.
    assert "Dalla prima scheda." in refused.text
    assert parsed(refused).get_element_by_id("id_report").value.strip() == "Dalla seconda."
    account.refresh_from_db()
    assert account.report == "Dalla prima scheda."
    assert client.post(describe, second | {"version": hidden(refused)}).status_code == 302
    account.refresh_from_db()
    assert (account.report, account.iban) == ("Dalla seconda.", "")
    # What is wrong of itself is no clash.
    wrong = client.post(describe, {"iban": "IT60", "version": account.described})
    assert (wrong.status_code, "Che cosa è salvato adesso" in wrong.text) == (409, False)


def test_a_file_beside_an_error_is_asked_for_again(client, account):
    [invoice] = claim(account, an_xml(account.application))
    prefix, again = f"prova{invoice.pk}", "Scegliete di nuovo il file"
    proving, given = address(account, "account_proof", invoice.pk), SimpleUploadedFile("b.pdf", a_pdf())
    answer = client.post(proving, {f"{prefix}-amount": "mille", f"{prefix}-file": given})
    assert answer.status_code == 409
    fields = {link.get("href") for link in parsed(answer).find_class("error-summary")[0].iter("a")}
    assert f"#id_{prefix}-file" in fields
    assert again in answer.text
    without = client.post(proving, {f"{prefix}-amount": "mille"})
    assert ("Scegliete prima il file." in without.text, again in without.text) == (True, False)
    # Nothing else was wrong: the file itself is, and it alone.
    wrong = client.post(address(account, "account_sales"), {"file": SimpleUploadedFile("a.png", b"x")})
    assert (wrong.status_code, again in wrong.text) == (409, False)


def test_what_is_wrong_of_a_payment_is_said_at_its_field_and_what_it_proves_in_words(client, account):
    [invoice] = claim(account, an_xml(account.application))
    prefix, proving = f"prova{invoice.pk}", address(account, "account_proof", invoice.pk)
    given = {"paid_on": "2019-01-01", "amount": "100,00", "payee": "Un altro S.r.l.", "means": "cash"}
    sent = {f"{prefix}-{name}": value for name, value in given.items()}
    answer = client.post(proving, sent | {f"{prefix}-file": SimpleUploadedFile("b.pdf", a_pdf())})
    links = [link.get("href") for link in parsed(answer).find_class("error-summary")[0].iter("a")]
    assert links == [f"#id_{prefix}-paid_on", f"#id_{prefix}-means", f"#id_{prefix}-file"]
    sent |= {f"{prefix}-paid_on": PAID_SUPPLIER_ON.isoformat(), f"{prefix}-means": "transfer"}
    client.post(proving, sent | {f"{prefix}-file": SimpleUploadedFile("b.pdf", a_pdf())})
    card = parsed(client.get(address(account))).get_element_by_id(f"fattura-{invoice.pk}")
    badges = [one.text_content().strip() for one in card.find_class("findings")[-1].find_class("state")]
    assert badges == ["non in ordine", "da verificare dalla Camera", "in ordine"]


def test_an_empty_file_keeps_no_other_out(client, account):
    files = [SimpleUploadedFile("vuoto.xml", b""), SimpleUploadedFile("buona.xml", an_xml(account.application))]
    answer = client.post(address(account, "account_invoices"), {"invoices": files})
    assert "vuoto.xml: " in answer.text
    assert account.invoices.count() == 1


def test_a_line_is_named_to_who_hears_the_page_and_not_twice_to_who_sees_it(client, account):
    long = "Collegamento con il gestionale " * 6
    [invoice] = claim(account, an_xml(account.application, lines=((long, "5000.00"),)))
    spending = invoice.spendings.get()
    label = parsed(client.get(address(account))).xpath(f"//label[@for='id_voci{invoice.pk}-{spending.pk}']")[0]
    assert label.text.strip() == "Voce di spesa"
    assert label.text_content().strip().endswith("…")
