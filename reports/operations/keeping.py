"""What becomes of the files of a report: each download is written down; what is not there as it was kept counts as lost, whoever
finds it so; after so long the bytes go and the digests stay."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import transaction

from accounts.models import User
from core.adapters import storage
from core.locks import Rung, lock, operation
from core.operations.recording import record
from core.refusals import require
from reports import policies
from reports.models import ReportFile, ReportRun, Seal
from reports.permissions import why_not_take
from reports.queries.downloads import DOWNLOADED
from reports.queries.outdated import kept_for

AT_ONCE = 500
Kept = ReportFile | Seal

log = logging.getLogger(__name__)


def download(*, files: Sequence[Kept], by: User, at: datetime) -> None:
    """Write down who takes these files of one run, alone or together, with their digests, before they are sent. Raises Refused.

    Each is read before, a piece at a time: of what is missing or was altered where it was kept, that is written down instead. It
    is not taken, and can be made again.
    """
    for file in files:
        require(why_not_take(by, file))
        require(policies.why_not_download(file))
    lost = [(file, digest) for file in files if (digest := _digest(file)) != file.sha256]
    for file, digest in lost:
        _put_down(file, digest, by=by, at=at)
    require(policies.why_lost(lost[0][0]) if lost else None)
    _take(files=files, by=by, at=at)


def watch(*, by: User | None, at: datetime) -> int:
    """Look at all bytes that are kept, one file after the other, and put down what is missing or altered; of how many.

    Nothing is locked while a file is read, and what has happened to its row meanwhile counts. Where not one file is found as it
    was, the storage is away and not they: nothing is put down.
    """
    found = ((file, digest) for file in _kept() if (digest := _read(file)) is not None)
    wrong, well = [], 0
    for file, digest in found:
        if digest == file.sha256:
            well += 1
        else:
            wrong.append((file, digest))
    if wrong and not well:
        log.error("files of reports: none of %s is where it was kept: is the storage away? Nothing is put down", len(wrong))
        return 0
    return sum(_put_down(file, digest, by=by, at=at) for file, digest in wrong)


def _kept() -> Iterator[Kept]:
    files = ReportFile.objects.exclude(file="").select_related("run").order_by("pk")
    seals = Seal.objects.exclude(file="").select_related("run").order_by("pk")
    return chain(files.iterator(chunk_size=AT_ONCE), seals.iterator(chunk_size=AT_ONCE))


def _read(file: Kept) -> str | None:
    """The digest of the bytes; nothing of a file that cannot be read: it is not put down for lost, and holds no other up."""
    try:
        return _digest(file)
    except Exception:
        log.exception("report run %s: %s could not be read", file.run_id, file.file.name)
        return None


def _digest(file: Kept) -> str:
    try:
        return storage.digest_of(str(file.file.name))
    except FileNotFoundError:
        return ""


def _put_down(file: Kept, found: str, *, by: User | None, at: datetime) -> bool:
    """Put down that the bytes are not those that were kept, and tell who looks after the portal; whether nobody had before."""
    file.altered = bool(found)
    is_news = _miss(file=file, found=found, by=by, at=at)
    if is_news:
        log.error("report run %s: %s was %s", file.run_id, file.file.name, "altered" if found else "not found")
    return is_news


@operation
def _take(*, files: Sequence[Kept], by: User, at: datetime) -> None:
    named = [_named(file) for file in files]
    data = named[0] if len(named) == 1 else {"format": "zip", "files": named}
    record(by=by, at=at, action=DOWNLOADED, subject=files[0].run, data=data)


@operation
def _miss(*, file: Kept, found: str, by: User | None, at: datetime) -> bool:
    """Put down that its bytes are gone, once, unless others have taken their place: of a seal the next one does.

    Altered ones (`found` is their digest) stay where they lie, named by the event alone, for who asks how that came about.
    """
    lock(ReportRun.objects.filter(pk=file.run_id), Rung.APPLICATION)
    gone: dict[str, Any] = {"file": "", "altered": file.altered} | ({"gone_at": at} if isinstance(file, Seal) else {})
    if not type(file)._base_manager.filter(pk=file.pk, file=file.file.name).update(**gone):
        return False
    told = {"path": file.file.name} | ({"found": found} if found else {})
    record(by=by, at=at, action="keeping.alter" if found else "keeping.miss", subject=file.run, data=_named(file) | told)
    return True


def _named(file: Kept) -> dict[str, Any]:
    if isinstance(file, Seal):
        return {"format": "pdf, sigillato", "sha256": file.sha256}
    more = {"part": file.part} if file.part else {}
    return {"format": file.format, "sha256": file.sha256} | more | ({"edition": file.edition} if file.edition > 1 else {})


@operation
def discard(*, run_id: int, by: User | None, at: datetime) -> bool:
    """Throw the bytes of a run away, once; whether there was something to throw. They go after the row has said so."""
    run = lock(ReportRun.objects.select_related("call").filter(pk=run_id), Rung.APPLICATION)[0]
    if policies.why_not_discard(run, at=at, kept=kept_for()):
        return False
    seals = Seal.objects.filter(run=run, gone_at=None, sealed_at__isnull=False)
    kept: list[Kept] = [*run.files.exclude(file=""), *seals]
    run.files.update(file="")
    seals.update(file="", gone_at=at)
    run.discarded_at = at
    run.save(update_fields=["discarded_at"])
    record(by=by, at=at, action="keeping.discard", subject=run, data={"files": len(kept)})
    for path in [str(one.file.name) for one in kept]:
        transaction.on_commit(lambda path=path: storage.discard(path))  # type: ignore[misc]
    return True
