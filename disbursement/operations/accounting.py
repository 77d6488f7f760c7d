"""The firm writes and sends its accounts: invoices, payment proofs, expense items, bank account, report."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from accounts.models import User
from applications.domain.workflow import WORKFLOW
from applications.enums import Move
from applications.models import Application
from applications.permissions import why_not_act as why_not_act_in
from bando.models import ExpenseItem
from core.adapters import storage
from core.locks import Rung, lock, operation
from core.money import cents
from core.operations import taking
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require
from disbursement import notifications
from disbursement.domain.proving import shared
from disbursement.domain.workflow import ACCOUNT_WORKFLOW
from disbursement.enums import AccountMove, AccountState
from disbursement.models import Account, PaymentProof, ProvedPart, Spending
from disbursement.models import Invoice as InvoiceRow
from disbursement.permissions import why_not_act
from disbursement.policies import accounting as policies
from disbursement.queries.locked import locked_account
from disbursement.queries.payments import payments_of
from registry.adapters.identifiers import compact

FOLDER = "accounts"


@operation
def open_account(*, application: Application, by: User, at: datetime) -> Account:
    """Open the accounts of an accepted grant, or return the open ones."""
    rows = Application.objects.select_related("firm", "call").filter(pk=application.pk)
    application = lock(rows, Rung.APPLICATION)[0]
    require(why_not_act_in(by, application))
    require(policies.why_not_open(application))
    account, created = Account.objects.get_or_create(application=application, defaults={"started_at": at})
    if created:
        record(by=by, at=at, action="accounting.open_account", subject=account, data={"application": application.pk})
    return account


@operation
def assign(*, spending: Spending, item: ExpenseItem, by: User, at: datetime) -> Spending:
    """Say which expense item of the call a line belongs to."""
    account = locked_account(spending.account_id)
    require(why_not_act(by, account))
    spending = account.spendings.get(pk=spending.pk)
    require(policies.why_not_assign(spending, item))
    spending.item = item
    spending.save(update_fields=["item"])
    record(by=by, at=at, action="accounting.assign", subject=account, data={"spending": spending.pk, "item": item.code})
    return spending


def prove_payment(
    *,
    account: Account,
    invoices: Sequence[InvoiceRow],
    paid_on: date,
    amount: Decimal,
    payee: str,
    means: str,
    name: str,
    content: bytes,
    by: User,
    at: datetime,
) -> PaymentProof:
    """Keep the proof (a PDF) of a payment of `amount` euro made in the call's spending window.

    `invoices` are those that it paid, in the order in which they take what they still lack of it.
    """
    require(why_not_act(by, account) or policies.why_not_size(len(content)))
    # Before the lock: it takes time, and the queue must not wait for it.
    judged = taking.judged(content=content)
    require(policies.why_not_kind(judged.kind))
    scan = taking.scanned(content=content, document=judged.document)
    file = taking.keep(folder=FOLDER, content=content, name=name, kind=judged.kind, scan=scan, at=at)
    proof = PaymentProof(
        account=account, paid_on=paid_on, amount=cents(amount), payee=payee.strip(), means=means, uploaded_at=at, uploaded_by=by,
        **file,
    )  # fmt: skip
    try:
        return _keep(proof=proof, invoices=[invoice.pk for invoice in invoices], by=by, at=at)
    except BaseException:
        storage.discard(file["file"])
        raise


@operation
def _keep(*, proof: PaymentProof, invoices: Sequence[int], by: User, at: datetime) -> PaymentProof:
    account = locked_account(proof.account_id)
    found = payments_of(account)
    chosen = [found[pk] for pk in dict.fromkeys(invoices) if pk in found]
    require(policies.why_not_prove(account, proof, complete=len(chosen) == len(set(invoices)), lacking=chosen, at=at))
    proof.save()
    parts = shared(proof.amount, [one.left for one in chosen])
    ProvedPart.objects.bulk_create(
        ProvedPart(proof=proof, invoice=one.invoice, amount=part) for one, part in zip(chosen, parts, strict=True) if part
    )
    data = {"invoices": [one.invoice.pk for one in chosen], "amount": str(proof.amount), "payee": proof.payee}
    data |= {"paid_on": proof.paid_on.isoformat(), "means": proof.means, "sha256": proof.sha256}
    record(by=by, at=at, action="accounting.prove_payment", subject=account, data=data)
    return proof


@operation
def remove_proof(*, proof: PaymentProof, by: User, at: datetime) -> None:
    """Take back a proof uploaded by mistake."""
    account = locked_account(proof.account_id)
    require(why_not_act(by, account))
    require(policies.why_not_remove_proof(proof))
    data = {"invoices": list(proof.parts.values_list("invoice", flat=True)), "sha256": proof.sha256}
    proof.delete()
    taking.give_back(model=PaymentProof, path=str(proof.file.name))
    record(by=by, at=at, action="accounting.remove_proof", subject=account, data=data)


@operation
def describe(
    *,
    account: Account,
    iban: str,
    report: str,
    sales_started: bool,
    sales_url: str = "",
    sales_exception: str = "",
    seen: str | None = None,
    by: User,
    at: datetime,
) -> Account:
    """Save where to pay, what was done and whether online sales have begun: where they are, or why they are not.

    `seen`: `Account.described` of what the writer had before her; None where nobody was shown anything.
    """
    account = locked_account(account.pk)
    require(why_not_act(by, account))
    iban = compact(iban)
    require(policies.why_not_describe(account, iban=iban) or policies.why_not_overwrite(account, seen=seen))
    account.iban, account.report, account.sales_started = iban, report, sales_started
    account.sales_url, account.sales_exception = sales_url.strip(), sales_exception.strip()
    account.save(update_fields=["iban", "report", "sales_started", "sales_url", "sales_exception"])
    data = {"sales_started": sales_started, "sales_url": account.sales_url, "sales_exception": account.sales_exception}
    record(by=by, at=at, action="accounting.describe", subject=account, data=data)
    return account


@operation
def send(*, account: Account, by: User, at: datetime) -> Account:
    """Send the accounts to the Chamber, or send them again after an integration; from now on they are frozen."""
    account = locked_account(account.pk)
    require(why_not_act(by, account))
    left = {pk: one.left for pk, one in payments_of(account).items()}
    require(policies.why_not_send(account, left=left, at=at))
    data = {"claimed": str(account.claimed), "invoices": account.invoices.count()}
    first = account.state == AccountState.DRAFT
    step = AccountMove.SEND if first else AccountMove.ANSWER_INTEGRATION
    account.sent_at = at
    account.save(update_fields=["sent_at"])
    move(subject=account, workflow=ACCOUNT_WORKFLOW, move=step, by=by, at=at)
    if first:
        move(subject=account.application, workflow=WORKFLOW, move=Move.ACCOUNT, by=by, at=at)
    record(by=by, at=at, action="accounting.send", subject=account, data=data)
    notifications.sent(account, at=at)
    return account
