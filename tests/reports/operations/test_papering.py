"""A payment order on paper: what was signed, to the cent and to the account; whole for whom it concerns, shortened for others."""

import io
import json
from copy import copy
from hashlib import sha256

import pikepdf
import pytest
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from applications.enums import State
from core.adapters import storage
from core.models import AuditEvent
from disbursement.domain.sepa import masked as shortened
from disbursement.models import PaymentOrder
from disbursement.operations import banking, paying
from disbursement.queries.orders import lines_of, message_of
from reports import tasks
from reports.adapters import pdf
from reports.domain.wording import amount
from reports.models import OrderPaper
from reports.operations import papering
from reports.queries.payment_order import on_paper, payment_order
from tests.core.bare import run
from tests.factories import a_chamber, a_firm, a_user, an_officer, declared
from tests.factories_disbursement import CHAMBER_IBAN, IBAN, PAID, PAID_ON, adopted, an_order, application_at, make_public
from tests.reports.adapters.test_hostile_database import hostile, secret, squeezed
from tests.reports.listener import Listener

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]
PERSON, HIDDEN = "RSSMRA80A41F205B", "RSS**********05B"
__all__ = ["secret"]


@pytest.fixture
def order() -> PaymentOrder:
    """Of a company and of a person, adopted; the bank's file is made."""
    first = make_public(application_at(State.SETTLED))
    person = a_firm(name="Rossi Maria", tax_code=PERSON, legal_form="sole_trader")
    second = make_public(application_at(State.SETTLED, call=first.call, firm=person))
    signed = adopted(an_order(first.account.settlement, second.account.settlement))
    return banking.make(order_id=signed.pk, at=PAID)


def papers(order: PaymentOrder) -> tuple[bytes, bytes]:
    """The whole copy, and the one with the ends of accounts."""
    made = papering.make(order_id=order.pk, at=PAID)
    assert [paper.shows_ibans for paper in made] == [True, False]
    whole, short = (storage.kept(str(paper.file.name)) for paper in made)
    return whole, short


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def data(content: bytes) -> dict:
    with pikepdf.open(io.BytesIO(content)) as document:
        assert set(document.attachments) == {"mandato.json", "mandato-pagamenti.csv"}
        return json.loads(document.attachments["mandato.json"].get_file().read_bytes())


def test_it_says_what_was_signed_to_the_cent_and_to_the_account(order):
    whole, _short = papers(order)
    said, first = squeezed("".join(pages(whole))), pages(whole)[0]
    told = message_of(order)
    for fact in (
        f"Mandato di pagamento n. {order.act.number} del 15/06/2021", order.pot.call.title, order.proposed_by.name,
        order.adopted_by.name, order.act.signer, f"Camera di commercio di {order.pot}", order.sha256, order.message_id,
        CHAMBER_IBAN, f"netto {amount(told.total)} euro",
    ):  # fmt: skip
        assert squeezed(fact) in said, fact
    for line in order.lines.all():
        grant = line.settlement.account.application.grant
        for cell in (line.name, grant.cup, grant.cor, line.iban, line.end_to_end, amount(line.gross), amount(line.net)):
            assert squeezed(cell) in said, cell
    assert HIDDEN in said
    assert PERSON not in said
    [table] = data(whole)["tables"]
    totals = dict(zip((column["name"] for column in table["columns"]), table["totals"], strict=True))
    # The sums are those of what the bank is told.
    assert totals["net"] == str(told.total) == str(sum(line.net for line in order.lines.all()))
    assert totals["gross"] == str(sum(line.gross for line in order.lines.all()))
    assert {row[8]: row[9] for row in table["rows"]}.keys() == {one.iban for one in told.transfers}
    report = on_paper(order, shows_ibans=True)
    assert f"{order.message_id} · Dati al 15/06/2021 11:00:00 · impronta {report.digest()[:16]}" in first
    assert sha256(storage.kept(str(order.file.name))).hexdigest() == order.sha256


def test_it_stays_as_it_was_signed_whatever_becomes_of_the_payments(order):
    whole, short = papers(order)
    paying.reject(line=order.lines.last(), reason="AC04 Conto chiuso", by=officer_of(order), at=PAID)
    paying.confirm(order=order, paid_on=PAID_ON, by=officer_of(order), at=PAID)
    order = PaymentOrder.objects.get(pk=order.pk)
    assert papers(order) == (whole, short)
    for shown, content in ((True, whole), (False, short)):
        report = on_paper(order, shows_ibans=shown)
        assert pdf.render(report=report, created_at=order.adopted_at, reference=order.message_id) == content
    assert AuditEvent.objects.filter(action="papering.make").count() == OrderPaper.objects.count() == 2
    assert {paper.sha256 for paper in OrderPaper.objects.all()} == {sha256(one).hexdigest() for one in (whole, short)}
    for change in ({"sha256": "0" * 64}, {"shows_ibans": True}):
        with pytest.raises(Error, match="a_paper_"), transaction.atomic():
            OrderPaper.objects.filter(shows_ibans=False).update(**change)


def officer_of(order: PaymentOrder):
    return an_officer(order.lines.first().settlement.account.application)


def test_the_sweep_draws_what_the_bank_s_file_is_there_for_and_nothing_else(order):
    waiting = adopted(an_order(make_public(application_at(State.SETTLED)).account.settlement))
    an_order(make_public(application_at(State.SETTLED)).account.settlement)
    assert papering.due(at=PAID) == [order.pk]
    with pytest.raises(PaymentOrder.DoesNotExist):
        papering.make(order_id=waiting.pk, at=PAID)
    assert tasks.sweep_order_papers() == 1
    tasks.put_on_paper(order.pk)
    assert (papering.due(at=PAID), order.papers.exclude(made_at=None).count()) == ([], 2)
    banking.make(order_id=waiting.pk, at=PAID)
    assert papering.due(at=PAID) == [waiting.pk]
    # One copy that is there does not stand for the other.
    papering.make(order_id=waiting.pk, at=PAID)
    run("SET LOCAL session_replication_role = replica")
    waiting.papers.filter(shows_ibans=False).delete()
    run("SET LOCAL session_replication_role = origin")
    assert papering.due(at=PAID) == [waiting.pk]


def test_where_all_goes_to_the_bodies_there_is_no_file_to_wait_for():
    signed = adopted(an_order(make_public(application_at(State.SETTLED)).account.settlement))
    assert papering.due(at=PAID) == []
    run("SET LOCAL session_replication_role = replica")
    run("UPDATE disbursement_orderline SET substituted = net, net = 0")
    run("SET LOCAL session_replication_role = origin")
    assert papering.due(at=PAID) == [signed.pk]
    whole, _short = papers(signed)
    said = " ".join("".join(pages(whole)).split())
    assert "nessuno: nulla va alle imprese" in said
    assert f"agli enti {amount(signed.lines.get().substituted)}, netto 0,00 euro" in said


def taken(order: PaymentOrder, person) -> tuple[int, str, str]:
    """Status of the PDF, its text, and the page of the order, for a person."""
    client = Client()
    client.force_login(person)
    answer = client.get(reverse("order_paper", args=[order.pk]))
    page = client.get(reverse("admin:disbursement_paymentorder_change", args=[order.pk]))
    text = squeezed("".join(pages(answer.content))) if answer.status_code == 200 else ""
    return answer.status_code, text, page.text


def test_who_sees_the_order_takes_it_with_the_accounts_that_he_may_read(order):
    own, other = order.pot.chamber, a_chamber("XY")
    person, line = a_user("officer", chamber=own), order.lines.first()
    status, _text, page = taken(order, person)
    assert (status, "Il PDF è in preparazione" in page) == (404, True)
    papers(order)
    for role, place in (("officer", own), ("chamber_director", own), ("operator", None), ("director", None), ("auditor", None)):
        status, text, page = taken(order, a_user(role, **({"chamber": place} if place else {})))
        assert (status, IBAN in text, CHAMBER_IBAN in text, IBAN in page) == (200, True, True, True), role
        assert reverse("order_paper", args=[order.pk]) in page
    judge = declared(a_user("evaluator"), line.settlement.account.application)
    status, text, page = taken(order, judge)
    assert (status, IBAN in text, CHAMBER_IBAN in text, IBAN in page) == (200, False, False, False)
    for shown in (text, page):
        assert shortened(IBAN) in shown
    client = Client()
    client.force_login(judge)
    for name, key in (("orderline", line.pk), ("account", line.settlement.account_id)):
        page = client.get(reverse(f"admin:disbursement_{name}_change", args=[key])).text
        assert (shortened(IBAN) in page, IBAN in page) == (True, False), name
    withheld = client.get(reverse("admin:disbursement_paymentorder_file", args=[order.pk]))
    assert (withheld.status_code, "conti delle imprese per intero" in withheld.text) == (403, True)
    for role, place in (("officer", other), ("chamber_director", other), ("regione", None), ("administrator", None)):
        assert taken(order, a_user(role, **({"chamber": place} if place else {})))[0] in {403, 404}, role


def test_of_two_hundred_payments_each_page_has_its_header_and_the_last_the_sums(order):
    [line, _other], lines = lines_of(order), []
    for number in range(200):
        one = copy(line)
        one.name, one.end_to_end = f"Impresa numero {number} S.r.l.", f"{line.end_to_end[:-2]}-{number}"
        lines.append(one)
    report = payment_order(order, lines, shows_ibans=True)
    found = pages(pdf.render(report=report, created_at=order.adopted_at, reference=order.message_id))
    assert len(found) > 5
    listed = [page for page in found if "Impresa numero" in page]
    assert all(squeezed("Codice fiscale") in squeezed(page) and "COR" in page for page in listed)
    assert amount(200 * line.net) in listed[-1]
    assert all(f"Pagina {at} di {len(found)}" in page for at, page in enumerate(found, start=1))
    assert sum(page.count("Impresa numero") for page in found) == 200


def test_what_strangers_wrote_is_literal_on_it(order, listener: Listener, secret):
    put = hostile(listener, secret)
    run("SET LOCAL session_replication_role = replica")
    for at, (table, column, most) in enumerate(PLACES):
        run(f"UPDATE {table} SET {column} = left(%s, {most}) || ' ZQ{at}Z' || id", put[at % len(put)])
    run("SET LOCAL session_replication_role = origin")
    order = PaymentOrder.objects.select_related(*papering.RELATED).get(pk=order.pk)
    for whole in papers(order):
        with pikepdf.open(io.BytesIO(whole)) as document:
            assert set(document.attachments) == {"mandato.json", "mandato-pagamenti.csv"}
            assert "/OpenAction" not in document.Root
            assert not [mark for page in document.pages for mark in page.get("/Annots", [])]
        said = squeezed("".join(pages(whole)))
        assert "SEGRETISSIMO" not in said
        for at, (_table, column, most) in enumerate(PLACES):
            assert f"ZQ{at}Z" in said, column
            if "\u202e" not in put[at % len(put)]:
                assert squeezed(put[at % len(put)][:most])[:14] in said, column
    assert listener.calls == 0


PLACES = (
    ("disbursement_orderline", "name", 180),
    ("bando_act", "signer", 100),
    ("bando_act", "number", 30),
    ("bando_act", "issuer", 100),
    ("bando_call", "title", 100),
    ("accounts_user", "name", 100),
    ("disbursement_paymentorder", "debtor_name", 60),
    ("registry_chamber", "name", 60),
)
