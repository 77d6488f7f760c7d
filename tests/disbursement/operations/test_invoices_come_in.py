"""Invoices as they come into the accounts: ties of suppliers, VAT, credit notes, foreign papers, payments, screenshots."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import Error, transaction

from applications.enums import State
from core.adapters import storage
from core.refusals import Refused
from disbursement.domain.invoice import Party, Typed
from disbursement.enums import PaymentMeans
from disbursement.models import Account, Invoice, PaymentProof, ProvedPart
from disbursement.operations import accounting, invoicing, showing
from disbursement.queries.payments import payments_of
from disbursement.queries.suggestions import items_with_words, suggestions_for
from disbursement.queries.ties import tie_of
from registry.operations.editing import relate
from tests.disbursement.samples import connected, one, row, summed
from tests.factories import a_call, a_firm, a_pdf, a_representative
from tests.factories_disbursement import WRITTEN, an_xml, application_at, claim, describe, open_account, prove, send
from tests.papers import a_picture

pytestmark = pytest.mark.django_db
SUPPLIER = Party("Web Agency S.r.l.", "", "IT", "01234567897")


@pytest.fixture
def accepted():
    return application_at(State.ACCEPTED)


@pytest.fixture
def account(accepted):
    return open_account(accepted)


def firm_of(account):
    return a_representative(account.application.firm)


def paid(account, invoices, amount, **other):
    given = {
        "paid_on": date(2021, 2, 20), "payee": "Web Agency", "means": PaymentMeans.TRANSFER, "name": "b.pdf", "content": a_pdf(),
    }  # fmt: skip
    return accounting.prove_payment(
        account=account, invoices=invoices, amount=Decimal(amount), by=firm_of(account), at=WRITTEN, **given | other
    )


# Suppliers


def related(firm, **fields):
    figures = {"staff": 1, "turnover": Decimal(1), "balance_sheet": Decimal(1), "tie": "linked", "share": Decimal("0.6")}
    relate(firm=firm, relative={"name": "Sorella S.r.l.", **figures, **fields}, by=None, at=WRITTEN)


def test_a_supplier_without_ties_has_none(accepted):
    related(accepted.firm, tax_code="12345670017")
    assert tie_of(accepted, SUPPLIER) == ""


@pytest.mark.parametrize("party", [SUPPLIER, SUPPLIER._replace(vat_number="", tax_code="01234567897")])
def test_a_linked_firm_is_known_by_either_number(accepted, party):
    related(accepted.firm, tax_code="01234567897")
    assert "collegate o associate (Sorella S.r.l., collegata, quota 60" in tie_of(accepted, party)


def test_a_foreign_relative_is_known_by_country_and_name(accepted):
    related(accepted.firm, country="DE", tax_code="", name="Schwester GmbH")
    assert "Schwester GmbH" in tie_of(accepted, Party("SCHWESTER", "", "DE", "DE123"))
    assert tie_of(accepted, Party("SCHWESTER", "", "FR", "FR123")) == ""


def test_the_firm_itself_its_representative_and_firms_of_the_same_one_are_ties(accepted):
    firm = accepted.firm
    assert tie_of(accepted, SUPPLIER._replace(vat_number=firm.vat_number)) == "è la vostra stessa impresa"
    assert tie_of(accepted, SUPPLIER._replace(tax_code=firm.representative_tax_code)) == "è il vostro legale rappresentante"
    other = a_firm(representative_tax_code=firm.representative_tax_code)
    assert tie_of(accepted, SUPPLIER._replace(vat_number=other.vat_number)) == "ha il vostro stesso legale rappresentante"
    stranger = a_firm(representative_tax_code="VRDLGU70A01F205X")
    assert tie_of(accepted, SUPPLIER._replace(vat_number=stranger.vat_number)) == ""
    related(stranger, tax_code=firm.tax_code)
    assert "indica la vostra" in tie_of(accepted, SUPPLIER._replace(vat_number=stranger.vat_number))


def test_an_invoice_of_a_linked_supplier_is_said_and_left_to_the_chamber(account):
    related(account.application.firm, tax_code="01234567897")
    [invoice] = claim(account, an_xml(account.application))
    found = invoice.findings.get(code="supplier")
    assert (found.outcome, "Togliete la fattura" in found.explanation) == ("to_verify", True)


# VAT


@pytest.mark.parametrize(("admitted", "amounts", "outcome"), [(False, ["12000.00"], "met"), (True, ["14640.00"], "to_verify")])
def test_vat_is_spend_only_where_the_call_admits_it(admitted, amounts, outcome):
    application = application_at(State.ACCEPTED, call=a_call(vat_admitted=admitted))
    [invoice] = claim(open_account(application), an_xml(application))
    assert [f"{one.amount}" for one in invoice.spendings.all()] == amounts
    assert invoice.findings.get(code="vat").outcome == outcome


# Credit notes


def credit(application, number, *, of, net="2000.00"):
    tax = f"{Decimal(net) * Decimal('0.22'):.2f}"
    total = f"{Decimal(net) + Decimal(tax):.2f}"
    xml = one(row("Storno", net), summed(net, tax), total=total, kind="TD04", number=number, related=connected(of, "2021-02-10"))
    return xml.replace(b"2026-02-10", b"2021-02-15").replace(b"12345670017", application.firm.vat_number.encode())


@pytest.mark.parametrize("first", ["invoice", "note"])
def test_a_credit_note_is_tied_to_the_invoice_that_it_names_whichever_comes_first(account, first):
    files = {"invoice": an_xml(account.application, number="77"), "note": credit(account.application, "77", of="77")}
    for name in (first, *(files.keys() - {first})):
        claim(account, files[name])
    note, invoice = account.invoices.get(document_type="TD04"), account.invoices.get(document_type="TD01")
    assert (note.credits, note.number, invoice.credits) == (invoice, invoice.number, None)
    assert payments_of(account)[invoice.pk].due == Decimal("14640.00") - Decimal("2440.00")
    assert payments_of(account)[note.pk].due == 0
    assert Account.objects.get(pk=account.pk).claimed == Decimal("10000.00")


def test_a_credit_note_that_names_none_here_is_tied_to_none(account):
    claim(account, an_xml(account.application, number="78"))
    [note] = claim(account, credit(account.application, "N1", of="79"))
    assert note.credits is None


def test_an_invoice_taken_out_leaves_its_credit_note_untied(account):
    [invoice] = claim(account, an_xml(account.application, number="77"))
    [note] = claim(account, credit(account.application, "N1", of="77"))
    invoicing.remove_invoice(invoice=invoice, by=firm_of(account), at=WRITTEN)
    note.refresh_from_db()
    assert note.credits is None


def test_only_a_credit_note_takes_from_an_invoice(account):
    first, second = (claim(account, an_xml(account.application))[0] for _number in range(2))
    with pytest.raises(Error, match="only_a_credit_note_takes_from_an_invoice"), transaction.atomic():
        Invoice.objects.filter(pk=first.pk).update(credits=second)


# Foreign papers


PAPER = Typed(
    supplier="Shop Tools Ltd", country="GB", code="123 4567 89", number="INV-7", day=date(2021, 2, 10), currency="GBP",
    foreign_total=Decimal("500.00"), total=Decimal("580.00"), net=Decimal("560.00"), description="Licenza annuale",
)  # fmt: skip


def typed(account, paper=PAPER, content=None):
    item = account.application.call.expenseitems.first()
    return invoicing.add_typed(
        account=account, typed=paper, item=item, name="inv.pdf", content=content or a_pdf(), by=firm_of(account), at=WRITTEN
    )


def test_a_foreign_paper_is_claimed_as_typed_and_left_to_the_chamber(account):
    invoice = typed(account)
    line = invoice.spendings.get()
    assert (line.amount, line.item, invoice.to_pay, invoice.total) == (
        Decimal("560.00"), account.application.call.expenseitems.first(), Decimal("580.00"), Decimal("580.00"),
    )  # fmt: skip
    assert (invoice.supplier_vat, invoice.currency, invoice.foreign_total) == ("GB123456789", "GBP", Decimal("500.00"))
    assert storage.kept(invoice.file.name).startswith(b"%PDF")
    found = dict(invoice.findings.values_list("code", "outcome"))
    assert {code for code, outcome in found.items() if outcome == "to_verify"} == {"buyer", "cup", "type", "currency", "amounts"}
    assert "inseriti a mano" in invoice.findings.get(code="type").explanation


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"country": "IT"}, "non si inseriscono a mano"),
        ({"day": date(2021, 4, 11)}, "nel futuro"),
        ({"net": Decimal("580.01")}, "non superare il totale"),
        ({"net": Decimal(0)}, "maggiore di zero"),
        ({"foreign_total": None}, "anche il totale nella valuta"),
    ],
)
def test_a_foreign_paper_that_does_not_tie_is_refused(account, changes, words):
    with pytest.raises(Refused, match=words):
        typed(account, replace(PAPER, **changes))
    assert not account.invoices.exists()


def test_a_foreign_paper_is_a_pdf_claimed_once(account):
    with pytest.raises(Refused, match="deve essere un PDF"):
        typed(account, content=a_picture("PNG"))
    typed(account)
    with pytest.raises(Refused, match="già in questo rendiconto"):
        typed(account, replace(PAPER, number="inv-7"), content=a_pdf(pages=2))
    other = open_account(application_at(State.ACCEPTED, call=a_call()))
    with pytest.raises(Refused, match="già stata rendicontata in un’altra domanda"):
        typed(other, replace(PAPER, number="8"))
    assert typed(other, replace(PAPER, number="8", code=""), content=a_pdf(pages=3)).supplier_vat == "GBSHOPTOOLSLTD"


def test_an_item_of_another_call_is_refused_for_a_foreign_paper_too(account):
    before = set(storage.stored())
    with pytest.raises(Refused, match="non è di questo bando"):
        invoicing.add_typed(
            account=account, typed=PAPER, item=a_call().expenseitems.first(), name="i.pdf", content=a_pdf(), by=firm_of(account),
            at=WRITTEN,
        )  # fmt: skip
    assert not account.invoices.exists()
    assert set(storage.stored()) == before


# Payments


def test_one_payment_for_several_invoices_and_several_for_one(account):
    first, second = (claim(account, an_xml(account.application))[0] for _number in range(2))
    paid(account, [first, second], "20000.00")
    left = {pk: one.left for pk, one in payments_of(account).items()}
    assert left == {first.pk: Decimal(0), second.pk: Decimal("9280.00")}
    describe(account)
    with pytest.raises(Refused, match=r"mancano 9\.280,00"):
        accounting.send(account=account, by=firm_of(account), at=WRITTEN)
    paid(account, [second], "9280.00")
    accounting.send(account=account, by=firm_of(account), at=WRITTEN)
    assert ProvedPart.objects.filter(invoice=second).count() == 2


@pytest.mark.parametrize(
    ("other", "words"),
    [({"means": PaymentMeans.CASH}, "contanti non è tracciabile"), ({"amount": "0"}, "maggiore di zero")],
)
def test_a_payment_that_proves_nothing_is_refused(account, other, words):
    [invoice] = claim(account, an_xml(account.application))
    with pytest.raises(Refused, match=words):
        paid(account, [invoice], **{"amount": "14640.00"} | other)


def test_what_is_proved_is_not_proved_again(account):
    [invoice] = claim(account, an_xml(account.application))
    prove(account, invoice)
    with pytest.raises(Refused, match="già provato per intero"):
        paid(account, [invoice], "1.00")


def test_a_payment_is_of_invoices_of_its_own_accounts(account):
    [invoice] = claim(account, an_xml(account.application))
    other = open_account(application_at(State.ACCEPTED))
    [foreign] = claim(other, an_xml(other.application))
    with pytest.raises(Refused, match="non è di questo rendiconto"):
        paid(account, [invoice, foreign], "100.00")
    proof = paid(account, [invoice], "100.00")
    for part in (ProvedPart(proof=proof, invoice=foreign, amount=1), ProvedPart(proof=proof, invoice=invoice, amount=1)):
        with pytest.raises(Error, match=r"covers_no_more_than_was_paid|names_an_invoice_once"), transaction.atomic():
            part.save()
    with pytest.raises(Error, match="a_payment_covers_no_more_than_was_paid"), transaction.atomic():
        ProvedPart.objects.update(amount=Decimal("100.01"))
    with pytest.raises(Error, match="a_payment_is_made_by_traceable_means"), transaction.atomic():
        PaymentProof.objects.update(means=PaymentMeans.CASH)


def test_the_parts_of_a_payment_that_was_sent_stay(accepted):
    send(accepted)
    for change in (ProvedPart.objects.all().delete, lambda: ProvedPart.objects.update(amount=1)):
        with pytest.raises(Error, match="a_part_of_a_sent_payment_is_never_changed"), transaction.atomic():
            change()


def test_a_proof_goes_with_the_last_of_its_invoices(account):
    first, second = (claim(account, an_xml(account.application))[0] for _number in range(2))
    paid(account, [first, second], "20000.00")
    invoicing.remove_invoice(invoice=first, by=firm_of(account), at=WRITTEN)
    assert account.payment_proofs.count() == 1
    invoicing.remove_invoice(invoice=second, by=firm_of(account), at=WRITTEN)
    assert account.payment_proofs.count() == 0


# Suggestions


def test_a_line_is_offered_the_item_that_the_project_planned_and_nothing_is_kept(account):
    expense = account.application.expenses.select_related("item").first()
    [invoice] = invoicing.add_invoices(
        account=account, name="f.xml", content=an_xml(account.application, lines=((expense.description, "9000.00"),)),
        by=firm_of(account), at=WRITTEN,
    )  # fmt: skip
    items = items_with_words(account.application, list(account.application.call.expenseitems.all()))
    [suggestion] = suggestions_for(invoice, items).values()
    assert suggestion.code == expense.item.code
    assert invoice.spendings.get().item is None


# Online sales


def test_sales_are_shown_or_it_is_said_why_not(account):
    [invoice] = claim(account, an_xml(account.application))
    prove(account, invoice)
    by = firm_of(account)

    def said(**given):
        accounting.describe(account=account, iban="IT60X0542811101000000123456", report="Fatto.", by=by, at=WRITTEN, **given)
        with pytest.raises(Refused) as refused:
            accounting.send(account=account, by=by, at=WRITTEN)
        return refused.value.reason

    assert "scrivete perché" in said(sales_started=False)
    assert "caricate una schermata" in said(sales_started=True)
    proof = showing.show_sales(account=account, name="s.png", content=a_picture("PNG"), by=by, at=WRITTEN)
    showing.take_back(proof=proof, by=by, at=WRITTEN)
    assert "caricate una schermata" in said(sales_started=True)
    showing.show_sales(account=account, name="s.png", content=a_picture("PNG"), by=by, at=WRITTEN)
    accounting.send(account=account, by=by, at=WRITTEN)


def test_an_exception_that_is_justified_is_sent_with_its_reason(account):
    [invoice] = claim(account, an_xml(account.application))
    prove(account, invoice)
    accounting.describe(
        account=account, iban="IT60X0542811101000000123456", report="Fatto.", sales_started=False,
        sales_exception="Il marketplace ha rinviato l’apertura.", by=firm_of(account), at=WRITTEN,
    )  # fmt: skip
    assert accounting.send(account=account, by=firm_of(account), at=WRITTEN).sales_exception


def test_a_screenshot_is_a_picture_or_a_pdf_and_stays_once_sent(account):
    with pytest.raises(Refused, match="JPG o PNG"):
        showing.show_sales(account=account, name="s.xml", content=an_xml(account.application), by=firm_of(account), at=WRITTEN)
    proof = showing.show_sales(account=account, name="s.pdf", content=a_pdf(), by=firm_of(account), at=WRITTEN)
    send(account.application)
    with pytest.raises(Refused, match="non si modifica più"):
        showing.take_back(proof=proof, by=firm_of(account), at=WRITTEN)
    with pytest.raises(Error, match="a_sales_proof_that_was_sent_is_never_changed"), transaction.atomic():
        proof.delete()
