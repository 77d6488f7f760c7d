"""Invoices come into the accounts: read or typed, checked, claimed line by line; or are taken out again."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from applications.queries.deadlines import deadlines_of
from applications.queries.promised import figures_of
from bando.models import ExpenseItem
from core.adapters import storage
from core.locks import operation
from core.money import cents
from core.operations import taking
from core.operations.recording import record
from core.refusals import Refused, require
from disbursement.adapters import fatturapa
from disbursement.domain.checking import ExpectedBuyer, Finding, check
from disbursement.domain.claims import claimed_lines, outcome_for_the_firm
from disbursement.domain.invoice import CREDIT_NOTES, Invoice, Party, Typed, from_paper
from disbursement.enums import CheckOutcome
from disbursement.models import Account, InvoiceFinding, PaymentProof, Spending
from disbursement.models import Invoice as InvoiceRow
from disbursement.permissions import why_not_act
from disbursement.policies import accounting as policies
from disbursement.queries.locked import locked_account
from disbursement.queries.ties import tie_of

FOLDER = "accounts"


def add_invoices(*, account: Account, name: str, content: bytes, by: User, at: datetime) -> list[InvoiceRow]:
    """Read one file, signed or not, and claim what it carries: all its invoices, or none (Refused says why and what to do)."""
    require(why_not_act(by, account) or policies.why_not_size(len(content)))
    # Read, scanned and stored before the lock: they take time, none needs it.
    judged = taking.judged(content=content)
    invoices = _read(judged.document)
    scan = taking.scanned(content=content, document=judged.document)
    file = taking.keep(folder=FOLDER, content=content, name=name, kind=judged.kind, scan=scan, at=at)
    try:
        return _claimed(account=account, invoices=invoices, file=file, by=by, at=at)
    except BaseException:
        storage.discard(file["file"])
        raise


def add_typed(
    *, account: Account, typed: Typed, item: ExpenseItem, name: str, content: bytes, by: User, at: datetime
) -> InvoiceRow:
    """Claim a paper invoice of a foreign supplier: what the firm has typed, with its PDF, for the Chamber to compare."""
    require(why_not_act(by, account) or policies.why_not_size(len(content)))
    judged = taking.judged(content=content)
    require(policies.why_not_paper(judged.kind) or policies.why_not_type(typed, at=at))
    scan = taking.scanned(content=content, document=judged.document)
    file = taking.keep(folder=FOLDER, content=content, name=name, kind=judged.kind, scan=scan, at=at)
    try:
        return _typed(account=account, typed=typed, item=item, file=file, by=by, at=at)
    except BaseException:
        storage.discard(file["file"])
        raise


@operation
def _typed(*, account: Account, typed: Typed, item: ExpenseItem, file: dict[str, Any], by: User, at: datetime) -> InvoiceRow:
    account = locked_account(account.pk)
    require(policies.why_not_change(account))
    firm = account.application.firm
    buyer = Party(firm.name, firm.tax_code, "IT", firm.vat_number)
    row = _claim(account, from_paper(typed, buyer=buyer, digest=file["sha256"]), file=file, by=by, at=at)
    for spending in row.spendings.all():
        require(policies.why_not_assign(spending, item))
        spending.item = item
        spending.save(update_fields=["item"])
    row.foreign_total = typed.foreign_total
    row.save(update_fields=["foreign_total"])
    return row


@operation
def _claimed(
    *, account: Account, invoices: tuple[Invoice, ...], file: dict[str, Any], by: User, at: datetime
) -> list[InvoiceRow]:
    account = locked_account(account.pk)
    require(policies.why_not_change(account))
    return [_claim(account, invoice, file=file, by=by, at=at) for invoice in invoices]


@operation
def remove_invoice(*, invoice: InvoiceRow, by: User, at: datetime) -> None:
    """Take an invoice out of accounts that are still being written; it may be claimed elsewhere afterwards."""
    account = locked_account(invoice.account_id)
    require(why_not_act(by, account) or policies.why_not_change(account))
    data = {"supplier": invoice.supplier_vat, "number": invoice.number, "sha256": invoice.sha256}
    proofs = list(PaymentProof.objects.filter(parts__invoice=invoice))
    invoice.delete()
    taking.give_back(model=InvoiceRow, path=str(invoice.file.name))
    for proof in proofs:
        if not proof.parts.exists():
            proof.delete()
            taking.give_back(model=PaymentProof, path=str(proof.file.name))
    record(by=by, at=at, action="invoicing.remove_invoice", subject=account, data=data)


def _read(content: bytes) -> tuple[Invoice, ...]:
    try:
        return fatturapa.read(content)
    except fatturapa.UnreadableInvoice as unreadable:
        raise Refused(unreadable.message) from unreadable


def _claim(account: Account, invoice: Invoice, *, file: dict[str, Any], by: User, at: datetime) -> InvoiceRow:
    seller, _type, number, issued_on = invoice.identity
    net, vat = cents(invoice.claimable), cents(invoice.signed_tax)
    require(policies.why_not_claim(account, invoice, total=net + vat))
    try:
        # Two firms may bring the same invoice at the same instant: the constraint decides, the sentence is the same.
        with transaction.atomic():
            row = _written(account, invoice, file=file, by=by, at=at)
    except IntegrityError as taken:
        raise Refused(policies.already_claimed(number, issued_on)) from taken
    _tie_credit(account, row)
    vat_admitted = figures_of(account.application).vat_admitted
    for finding in _findings(account, invoice, vat_admitted=vat_admitted):
        outcome = CheckOutcome(outcome_for_the_firm(finding).value)
        InvoiceFinding.objects.create(invoice=row, code=finding.code.value, outcome=outcome, explanation=finding.explanation)
    for line in claimed_lines(invoice, vat_admitted=vat_admitted):
        Spending.objects.create(
            account=account, invoice=row, line_number=line.number, description=line.description, amount=line.amount
        )
    data = {"invoice": row.pk, "number": number, "supplier": seller, "net": str(row.net), "sha256": row.sha256}
    record(by=by, at=at, action="invoicing.add_invoices", subject=account, data=data)
    return row


def _written(account: Account, invoice: Invoice, *, file: dict[str, Any], by: User, at: datetime) -> InvoiceRow:
    seller, document_type, number, issued_on = invoice.identity
    net, vat = cents(invoice.claimable), cents(invoice.signed_tax)
    return InvoiceRow.objects.create(
        account=account,
        document_type=document_type,
        number=number,
        issued_on=issued_on,
        supplier_vat=seller,
        supplier_name=invoice.supplier.name[:200],
        buyer_vat=invoice.buyer.vat_number[:28],
        buyer_tax_code=invoice.buyer.tax_code[:28],
        cups=[mention.code for mention in invoice.cups],
        net=net,
        vat=vat,
        total=net + vat,
        to_pay=cents(invoice.to_pay),
        currency=invoice.currency,
        content_sha256=invoice.file_digest,
        position=invoice.position,
        refers_to=[each.number for each in invoice.refers_to],
        uploaded_at=at,
        uploaded_by=by,
        **file,
    )


def _tie_credit(account: Account, row: InvoiceRow) -> None:
    """A credit note takes from the invoice that it names, whichever of the two came first."""
    others = account.invoices.filter(supplier_vat=row.supplier_vat).exclude(pk=row.pk)
    if not row.is_credit_note:
        others.filter(document_type__in=CREDIT_NOTES, credits=None, refers_to__contains=[row.number]).update(credits=row)
        return
    row.credits = others.filter(number__in=row.refers_to).exclude(document_type__in=CREDIT_NOTES).first()
    row.save(update_fields=["credits"])


def _findings(account: Account, invoice: Invoice, *, vat_admitted: bool) -> list[Finding]:
    application = account.application
    return check(
        invoice,
        expected_buyer=ExpectedBuyer(tax_code=application.firm.tax_code, vat_number=application.firm.vat_number),
        cup=application.grant.cup,
        spend_from=application.call.spend_from_on,
        spend_until=deadlines_of(application).spend_until_on,
        cup_known_on=policies.day_in_rome(application.grant.granted_at),
        tie=tie_of(application, invoice.supplier),
        vat_admitted=vat_admitted,
    )
