"""What becomes of the files of a report: each download is written down; after so long the bytes go and the digests stay."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.adapters import storage
from core.locks import Rung, lock, operation
from core.operations.recording import record
from core.refusals import require
from reports import policies
from reports.models import ReportFile, ReportRun, Seal
from reports.permissions import why_not_take, why_not_view
from reports.queries.downloads import DOWNLOADED
from reports.queries.outdated import kept_for


@operation
def download(*, file: ReportFile, by: User, at: datetime) -> ReportFile:
    """Write down who takes which file, with its digest; the file, to be sent. Raises Refused."""
    require(why_not_take(by, file))
    require(policies.why_not_download(file.run))
    record(by=by, at=at, action=DOWNLOADED, subject=file.run, data=_named(file))
    return file


@operation
def download_annexes(*, run: ReportRun, by: User, at: datetime) -> list[ReportFile]:
    """Write down who takes all annexes of a run together, each with its digest; the files, to be sent. Raises Refused."""
    require(why_not_view(by, run))
    require(policies.why_not_download(run))
    files = run.annexes
    record(by=by, at=at, action=DOWNLOADED, subject=run, data={"format": "zip", "files": [_named(file) for file in files]})
    return files


def _named(file: ReportFile) -> dict[str, str]:
    return {"format": file.format, "sha256": file.sha256} | ({"part": file.part} if file.part else {})


@operation
def download_sealed(*, seal: Seal, by: User, at: datetime) -> Seal:
    """The same for the sealed copy of the PDF. Raises Refused."""
    require(why_not_view(by, seal.run))
    require(policies.why_not_download(seal.run))
    record(by=by, at=at, action=DOWNLOADED, subject=seal.run, data={"format": "pdf, sigillato", "sha256": seal.sha256})
    return seal


@operation
def miss_sealed(*, seal: Seal, by: User, at: datetime) -> None:
    """Put down that somebody did not find the bytes of a sealed copy where they were kept: another seal takes its place."""
    lock(ReportRun.objects.filter(pk=seal.run_id), Rung.APPLICATION)
    if Seal.objects.filter(pk=seal.pk, gone_at=None, sealed_at__isnull=False).update(file="", gone_at=at):
        record(by=by, at=at, action="keeping.miss_sealed", subject=seal.run, data={"sha256": seal.sha256})


@operation
def discard(*, run_id: int, by: User | None, at: datetime) -> bool:
    """Throw the bytes of a run away, once; whether there was something to throw. They go after the row has said so."""
    run = lock(ReportRun.objects.select_related("call").filter(pk=run_id), Rung.APPLICATION)[0]
    if policies.why_not_discard(run, at=at, kept=kept_for()):
        return False
    seals = Seal.objects.filter(run=run, gone_at=None, sealed_at__isnull=False)
    paths = [str(file.file.name) for file in run.files.all()] + [str(seal.file.name) for seal in seals]
    run.files.update(file="")
    seals.update(file="", gone_at=at)
    run.discarded_at = at
    run.save(update_fields=["discarded_at"])
    record(by=by, at=at, action="keeping.discard", subject=run, data={"files": len(paths)})
    for path in paths:
        transaction.on_commit(lambda path=path: storage.discard(path))  # type: ignore[misc]
    return True
