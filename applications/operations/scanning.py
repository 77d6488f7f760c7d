"""Gives the files of applications the verdict that they wait for: clean ones are free, infected ones set aside and told."""

from datetime import datetime
from functools import partial

from django.db import transaction

from applications.enums import NoticeKind, State
from applications.models import Application, Document, Signature
from applications.notifications.telling import tell
from applications.operations.drafting import revise
from core.adapters import storage
from core.locks import Rung, lock, operation
from core.operations import scanning
from core.operations.recording import record


def sweep(*, at: datetime) -> int:
    """Ask about each document and signed form in quarantine; how many files have their verdict now."""
    documents = scanning.sweep(model=Document, settle=partial(_settle, at=at))
    return documents + scanning.sweep(model=Signature, settle=partial(_settle_signed, at=at))


@operation
def _settle(path: str, found: str, *, at: datetime) -> bool:
    """The verdict is on the bytes: every row that names them has it (a draft may share them with a withdrawn application)."""
    naming = Document.objects.filter(file=path)
    lock(Application.objects.filter(pk__in=naming.values("application")), Rung.APPLICATION)
    documents = scanning.settled(waiting=naming.select_related("application"), found=found, at=at)
    for document in documents:
        _note(document.application, document, found, at)
        if found and document.application.state == State.DRAFT:
            # It is no longer what its firm confirmed.
            revise(application=document.application, action="scanning.set_aside", data={"name": document.name}, by=None, at=at)
        if found:
            _set_aside(document.application, document, str(document.pk), found, at)
    return bool(documents)


@operation
def _settle_signed(path: str, found: str, *, at: datetime) -> bool:
    """A signed form that is set aside counts no more: the draft is to be signed again."""
    naming = Signature.objects.filter(file=path)
    of_form = Application.objects.filter(snapshots__form__signatures__in=naming)
    lock(Application.objects.filter(pk__in=of_form.values("pk")), Rung.APPLICATION)
    signed = scanning.settled(waiting=naming.select_related("form__snapshot__application"), found=found, at=at)
    for row in signed:
        application = row.form.snapshot.application
        _note(application, row, found, at)
        if found:
            _set_aside(application, row, f"signature:{row.pk}", found, at)
    return bool(signed)


def _note(application: Application, row: Document | Signature, found: str, at: datetime) -> None:
    data = {"name": row.name, "sha256": row.sha256, "finding": found}
    record(by=None, at=at, action="scanning.sweep", subject=application, data=data)


def _set_aside(application: Application, row: Document | Signature, reference: str, found: str, at: datetime) -> None:
    """The row stays and says so, the firm is told, the bytes go."""
    data = {"name": row.name, "finding": found}
    tell(application, NoticeKind.DOCUMENT_SET_ASIDE, at=at, reference=reference, data=data)
    transaction.on_commit(partial(storage.discard, str(row.file.name)))
