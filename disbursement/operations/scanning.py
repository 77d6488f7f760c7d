"""Gives the files of accounts the verdict that they wait for: clean ones are free, infected ones set aside and told."""

from datetime import datetime
from functools import partial
from typing import TypeVar

from django.db import transaction

from applications.enums import NoticeKind
from applications.models import Application
from applications.notifications.telling import tell
from core.adapters import storage
from core.locks import Rung, lock, operation
from core.operations import scanning
from core.operations.recording import record
from disbursement.models import Invoice, PaymentProof, SalesProof

Filed = TypeVar("Filed", Invoice, PaymentProof, SalesProof)


def sweep(*, at: datetime) -> int:
    """Ask about each invoice, proof and screenshot in quarantine; how many files have their verdict now."""
    invoices = scanning.sweep(model=Invoice, settle=partial(_settle, Invoice, at=at))
    proofs = scanning.sweep(model=PaymentProof, settle=partial(_settle, PaymentProof, at=at))
    return invoices + proofs + scanning.sweep(model=SalesProof, settle=partial(_settle, SalesProof, at=at))


@operation
def _settle(model: type[Filed], path: str, found: str, *, at: datetime) -> bool:
    """The verdict is on the bytes: every row that names them has it (one file may carry several invoices)."""
    naming = model._default_manager.filter(file=path)
    lock(Application.objects.filter(account__in=naming.values("account")), Rung.APPLICATION)
    rows = scanning.settled(waiting=naming.select_related("account__application"), found=found, at=at)
    for row in rows:
        data = {"name": row.name, "sha256": row.sha256, "finding": found}
        record(by=None, at=at, action="scanning.sweep", subject=row.account, data=data)
    if rows and found:
        _set_aside(rows[0], found, at)
    return bool(rows)


def _set_aside(row: Filed, found: str, at: datetime) -> None:
    """The rows stay and say so, the firm is told once, the bytes go."""
    data, reference = {"name": row.name, "finding": found}, f"{row._meta.model_name}:{row.pk}"
    tell(row.account.application, NoticeKind.DOCUMENT_SET_ASIDE, at=at, reference=reference, data=data)
    transaction.on_commit(partial(storage.discard, str(row.file.name)))
