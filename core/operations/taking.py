"""Takes a stranger's file: told by its content and scanned before anything is kept, then under a random path."""

from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

from django.db import transaction

from core.adapters import antivirus, filetypes, storage
from core.domain.filenames import plain
from core.models import Scan, TakenFile
from core.refusals import Refused, require


def judged(*, content: bytes) -> filetypes.Judged:
    """What the file is. Raises Refused for what the portal does not take, with a sentence for the person who chose it."""
    try:
        return filetypes.judged(content)
    except filetypes.Unacceptable as refusal:
        raise Refused(str(refusal)) from refusal


def inside(*, content: bytes) -> bytes:
    """The document that a file is wrapped around; of what is no file that the portal takes, the file itself."""
    try:
        return filetypes.judged(content).document
    except filetypes.Unacceptable:
        return content


def scanned(*, content: bytes, document: bytes) -> Scan:
    """What the antivirus says of a file and of the document that it is wrapped around. Raises Refused when it is infected.

    An antivirus that is down holds nobody up: the file waits in quarantine.
    """
    if not antivirus.configured():
        return Scan.UNASKED
    try:
        found = antivirus.finding_in(content, document)
    except antivirus.Silent:
        return Scan.QUARANTINED
    require(antivirus.told(found) if found else None)
    return Scan.CLEAN


def keep(*, folder: str, content: bytes, name: str, kind: str, scan: Scan, at: datetime) -> dict[str, Any]:
    """Write the bytes; the columns of the row that names them. Whoever does not write that row discards the file."""
    path = storage.keep(folder, content, kind)
    return {
        "name": plain(name),
        "file": path,
        "sha256": sha256(content).hexdigest(),
        "scan": scan,
        "scanned_at": at if scan == Scan.CLEAN else None,
    }


def give_back(*, model: type[TakenFile], path: str) -> None:
    """The bytes go when the transaction has succeeded, unless a row of `model` names them still."""
    transaction.on_commit(partial(_discard, model, path))


def _discard(model: type[TakenFile], path: str) -> None:
    if not model._base_manager.filter(file=path).exists():
        storage.discard(path)
