"""The hostile and the honest files of applications, brought as invoices and as proofs of payment; how they lie and leave."""

from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256

import pytest
from django.urls import reverse

from applications.enums import State
from core.adapters import storage
from core.refusals import Refused
from disbursement.enums import PaymentMeans
from disbursement.models import Account, Invoice, PaymentProof
from disbursement.operations import accounting, invoicing
from tests import papers as p
from tests.applications.files.test_honest_files import HONEST
from tests.applications.files.test_hostile_files import HOSTILE
from tests.factories import a_representative, an_officer
from tests.factories_disbursement import (
    PAID_SUPPLIER_ON,
    WRITTEN,
    an_xml,
    application_at,
    claim,
    open_account,
    send,
    somebody_else,
)

pytestmark = pytest.mark.django_db
NOT_A_PDF = "La prova di pagamento deve essere un PDF: salvate come PDF la contabile del bonifico o l’estratto conto."
NAME = "../../Contabile\r\nperché.pdf"


@pytest.fixture
def account() -> Account:
    return open_account(application_at(State.ACCEPTED))


def brought(account: Account, content: bytes, name: str = "fattura.xml") -> list[Invoice]:
    by = a_representative(account.application.firm)
    return invoicing.add_invoices(account=account, name=name, content=content, by=by, at=WRITTEN)


def proved(account: Account, invoice: Invoice, content: bytes, name: str = NAME) -> PaymentProof:
    by = a_representative(account.application.firm)
    return accounting.prove_payment(
        account=account, invoices=[invoice], paid_on=PAID_SUPPLIER_ON, amount=Decimal("10.00"), payee=invoice.supplier_name,
        means=PaymentMeans.TRANSFER, name=name, content=content, by=by, at=WRITTEN,
    )  # fmt: skip


def answer(bring: Callable[[bytes], object], content: bytes) -> str:
    try:
        bring(content)
    except Refused as refused:
        return refused.reason
    return "taken"


def test_each_hostile_file_is_refused_with_its_sentence_whatever_it_is_brought_as(account):
    [invoice] = claim(account, an_xml(account.application))
    before = set(storage.stored())
    for bring in (lambda content: brought(account, content), lambda content: proved(account, invoice, content)):
        said = {what: (answer(bring, make()), sentence) for what, (make, sentence) in HOSTILE.items()}
        assert {what: pair for what, pair in said.items() if pair[0] != pair[1]} == {}
    assert (account.invoices.count(), account.payment_proofs.count()) == (1, 0)
    assert set(storage.stored()) == before


def test_honest_pdfs_prove_a_payment_and_other_kinds_do_not(account):
    [invoice] = claim(account, an_xml(account.application))
    for what, (make, kind) in HONEST.items():
        expected = "taken" if kind == "pdf" else NOT_A_PDF
        assert answer(lambda content: proved(account, invoice, content), make()) == expected, what
    for row in account.payment_proofs.all():
        assert sha256(storage.kept(row.file.name)).hexdigest() == row.sha256
        assert row.name == "Contabileperché.pdf"
        assert "ontabile" not in row.file.name


@pytest.mark.parametrize("wrap", [lambda xml: xml, p.enveloped, p.in_pieces, lambda xml: p.enveloped(p.enveloped(xml))])
def test_an_invoice_is_read_signed_or_not_and_kept_byte_for_byte(client, account, wrap):
    content = wrap(an_xml(account.application))
    [invoice] = brought(account, content, "IT01234567890_0001.xml.p7m")
    assert (invoice.net, invoice.sha256) == (12000, sha256(content).hexdigest())
    assert storage.kept(invoice.file.name) == content
    client.force_login(a_representative(account.application.firm))
    given = client.get(reverse("account_file", args=[account.application_id, "fatture", invoice.pk]))
    assert given.content == content
    assert given["Content-Type"] == ("application/xml" if content.startswith(b"<") else "application/pkcs7-mime")


def test_what_is_signed_is_an_invoice_too(account):
    with pytest.raises(Refused, match="Questo è un PDF: caricate il file XML"):
        brought(account, p.enveloped(p.a_pdf()))


def test_files_leave_as_attachments_that_nothing_runs(client, account):
    [invoice] = claim(account, an_xml(account.application))
    proof = proved(account, invoice, p.a_pdf())
    for kind, row in (("fatture", invoice), ("pagamenti", proof)):
        for person, status in (
            (a_representative(account.application.firm), 200),
            (an_officer(account.application), 200),
            (somebody_else(), 404),
        ):
            client.force_login(person)
            given = client.get(reverse("account_file", args=[account.application_id, kind, row.pk]))
            assert given.status_code == status
            if status == 200:
                assert given["Content-Disposition"].startswith("attachment")
                assert given["X-Content-Type-Options"] == "nosniff"
                assert given["Content-Security-Policy"] == "default-src 'none'; sandbox"
                assert given["Cache-Control"] == "private, no-store"


def test_what_is_taken_back_leaves_no_bytes_behind(account, django_capture_on_commit_callbacks):
    before = set(storage.stored())
    [invoice] = claim(account, an_xml(account.application))
    by = a_representative(account.application.firm)
    with django_capture_on_commit_callbacks(execute=True):
        accounting.remove_proof(proof=proved(account, invoice, p.a_pdf()), by=by, at=WRITTEN)
    proved(account, invoice, p.a_pdf(pages=2))
    with django_capture_on_commit_callbacks(execute=True):
        invoicing.remove_invoice(invoice=invoice, by=by, at=WRITTEN)
    assert set(storage.stored()) == before


def test_a_file_that_comes_after_the_sending_is_refused_and_leaves_nothing():
    account = send(application_at(State.ACCEPTED)).account
    before = set(storage.stored())
    with pytest.raises(Refused, match="non si modifica più"):
        brought(account, an_xml(account.application))
    with pytest.raises(Refused, match="non si modifica più"):
        proved(account, account.invoices.get(), p.a_pdf())
    assert set(storage.stored()) == before
