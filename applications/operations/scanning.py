"""Empties the quarantine when the antivirus answers again: clean files are free, infected ones set aside and told."""

from datetime import datetime
from functools import partial

from django.db import transaction

from applications.enums import NoticeKind, Scan, State
from applications.models import Application, Document
from applications.notifications.telling import tell
from applications.operations.drafting import revise
from core.adapters import antivirus, filetypes, storage
from core.locks import Rung, lock, operation
from core.operations.recording import record

AT_ONCE = 200


def due() -> list[int]:
    """The files that wait for a verdict, oldest first."""
    waiting = Document.objects.filter(scan=Scan.QUARANTINED)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def sweep(*, at: datetime) -> int:
    """Ask about each file in quarantine; how many have their verdict now."""
    if not antivirus.configured():
        return 0
    waiting = due()
    if not waiting or not antivirus.awake():
        return 0
    return sum(_swept(document_id=pk, at=at) for pk in waiting)


def _swept(*, document_id: int, at: datetime) -> bool:
    """The bytes are read and judged before the lock. A file taken away meanwhile needs no verdict."""
    document = Document.objects.filter(pk=document_id, scan=Scan.QUARANTINED).first()
    if document is None:
        return False
    try:
        found = _found(storage.kept(str(document.file.name)))
    except (antivirus.Silent, OSError):
        return False
    return _settle(path=str(document.file.name), found=found, at=at)


def _found(content: bytes) -> str:
    """What is in the file, or in the document that was signed."""
    try:
        inside = filetypes.judged(content).document
    except filetypes.Unacceptable:
        # Taken under rules that have become stricter since.
        inside = content
    return antivirus.finding_in(content, inside)


@operation
def _settle(*, path: str, found: str, at: datetime) -> bool:
    """The verdict is on the bytes: every row that names them has it (a draft may share them with a withdrawn application)."""
    naming = Document.objects.filter(file=path)
    lock(Application.objects.filter(pk__in=naming.values("application")), Rung.APPLICATION)
    waiting = naming.filter(scan=Scan.QUARANTINED)
    documents = list(waiting.select_related("application").order_by("pk"))
    waiting.update(scan=Scan.INFECTED if found else Scan.CLEAN, scan_finding=found, scanned_at=at)
    for document in documents:
        data = {"name": document.name, "sha256": document.sha256, "finding": found}
        record(by=None, at=at, action="scanning.sweep", subject=document.application, data=data)
        if found:
            _set_aside(document, found, at)
    return bool(documents)


def _set_aside(document: Document, found: str, at: datetime) -> None:
    """The row stays and says so, the firm is told, the bytes go; a draft is no longer what its firm confirmed."""
    application = document.application
    if application.state == State.DRAFT:
        revise(application=application, action="scanning.set_aside", data={"name": document.name}, by=None, at=at)
    data = {"name": document.name, "finding": found}
    tell(application, NoticeKind.DOCUMENT_SET_ASIDE, at=at, reference=str(document.pk), data=data)
    transaction.on_commit(partial(storage.discard, str(document.file.name)))
