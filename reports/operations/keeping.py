"""What becomes of the files of a report: each download is written down; after so long the bytes go and the digests stay."""

from collections.abc import Sequence
from datetime import datetime
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

Kept = ReportFile | Seal


def download(*, files: Sequence[Kept], by: User, at: datetime) -> None:
    """Write down who takes these files of one run, alone or together, with their digests, before they are sent. Raises Refused.

    Of what does not lie any more where it was kept, that is written down instead: it is not taken, and can be made again.
    """
    for file in files:
        require(why_not_take(by, file))
        require(policies.why_not_download(file))
    lost = [file for file in files if not storage.is_there(str(file.file.name))]
    for file in lost:
        _miss(file=file, by=by, at=at)
    require(policies.why_lost(lost[0]) if lost else None)
    _take(files=files, by=by, at=at)


@operation
def _take(*, files: Sequence[Kept], by: User, at: datetime) -> None:
    named = [_named(file) for file in files]
    data = named[0] if len(named) == 1 else {"format": "zip", "files": named}
    record(by=by, at=at, action=DOWNLOADED, subject=files[0].run, data=data)


@operation
def _miss(*, file: Kept, by: User, at: datetime) -> None:
    """Put down that its bytes are gone, once, unless others have taken their place: of a seal the next one does."""
    lock(ReportRun.objects.filter(pk=file.run_id), Rung.APPLICATION)
    gone: dict[str, Any] = {"file": "", "gone_at": at} if isinstance(file, Seal) else {"file": ""}
    if type(file)._base_manager.filter(pk=file.pk, file=file.file.name).update(**gone):
        record(by=by, at=at, action="keeping.miss", subject=file.run, data=_named(file))


def _named(file: Kept) -> dict[str, str]:
    if isinstance(file, Seal):
        return {"format": "pdf, sigillato", "sha256": file.sha256}
    return {"format": file.format, "sha256": file.sha256} | ({"part": file.part} if file.part else {})


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
