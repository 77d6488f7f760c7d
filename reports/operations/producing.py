"""Makes a requested report: taken in one short transaction, computed and drawn in none, kept in another.

The number of the attempt is the worker's token: one that was thought dead and wakes up finds another number on the run, and
throws its files away instead of keeping a second set.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import Q
from django.utils.translation import gettext as _

from core.adapters import storage
from core.locks import Rung, lock, operation
from core.operations.moving import move
from core.operations.recording import record
from reports import policies
from reports.adapters import rendering
from reports.domain.table import Report
from reports.domain.workflow import RUN_WORKFLOW
from reports.enums import FileFormat, RunMove, RunState
from reports.models import ReportFile, ReportRun
from reports.queries.catalogue import compute

TAKEN, COMPUTED, DRAWN = 5, 40, {FileFormat.PDF: 80, FileFormat.XLSX: 90, FileFormat.CSV: 95}
WORDS_KEPT = 500

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Made:
    """One file, written and not yet known to the run."""

    file_format: FileFormat
    path: str
    size: int
    sha256: str


def due(*, at: datetime) -> list[int]:
    """Primary keys of the runs that wait for a worker, and of those that a worker left behind."""
    waiting = Q(state=RunState.REQUESTED, as_of_at__lte=at)
    left_behind = Q(state=RunState.RUNNING, started_at__lt=at - policies.LEASE)
    return list(ReportRun.objects.filter(waiting | left_behind).order_by("pk").values_list("pk", flat=True))


def produce(*, run_id: int, at: datetime, clock: Callable[[], datetime] | None = None) -> ReportRun | None:
    """Make the report, unless it is ready or in the making; None when there was nothing to do or its worker was replaced.

    `clock` says when it was finished (`at` without one). What goes wrong is kept on the run as a sentence.
    """
    now = clock or (lambda: at)
    run = _taken(run_id=run_id, at=at)
    if run is None:
        return None
    made: list[Made] = []
    try:
        report = compute(call=run.call, kind=run.kind, as_of=run.as_of_at)
        _note(run, COMPUTED)
        for file_format in FileFormat:
            made.append(_drawn(run, report, file_format))
            _note(run, DRAWN[file_format])
    except Exception:
        log.exception("report run %s failed", run.pk)
        _thrown_away(made)
        return _failed(
            run=run, at=now(), error=_("La produzione non è riuscita. Riprovate; se accade ancora, avvisate l’assistenza.")
        )
    kept = _kept(run=run, digest=report.digest(), made=made, at=now())
    if kept is None:
        _thrown_away(made)
    return kept


@operation
def _taken(*, run_id: int, at: datetime) -> ReportRun | None:
    """The run, taken by this worker; a run that has ended several workers is not given to another."""
    run = _locked(run_id)
    if run is None or policies.why_not_take_up(run, at=at):
        return None
    if run.state == RunState.RUNNING and run.attempts >= policies.MOST_ATTEMPTS:
        _end(run, at, _("Il processo che lo produceva si è interrotto più volte: avvisate l’assistenza."))
        return None
    run.attempts, run.started_at, run.progress, run.error = run.attempts + 1, at, TAKEN, ""
    run.save(update_fields=["attempts", "started_at", "progress", "error"])
    move(subject=run, workflow=RUN_WORKFLOW, move=RunMove.START, by=None, at=at)
    return run


def _drawn(run: ReportRun, report: Report, file_format: FileFormat) -> Made:
    content = rendering.draw(report=report, file_format=file_format, created_at=run.requested_at)
    path = storage.keep("reports", content, rendering.DRAWINGS[file_format].extension)
    return Made(file_format, path, len(content), sha256(content).hexdigest())


def _note(run: ReportRun, progress: int) -> None:
    """Say how far it is; whoever has been replaced in the meantime says nothing."""
    ReportRun.objects.filter(pk=run.pk, attempts=run.attempts, state=RunState.RUNNING).update(progress=progress)


@operation
def _kept(*, run: ReportRun, digest: str, made: list[Made], at: datetime) -> ReportRun | None:
    mine = _mine(run)
    if mine is None:
        return None
    rows = [ReportFile(run=mine, format=one.file_format, file=one.path, size=one.size, sha256=one.sha256) for one in made]
    ReportFile.objects.bulk_create(rows)
    mine.data_sha256, mine.finished_at, mine.progress = digest, at, 100
    mine.save(update_fields=["data_sha256", "finished_at", "progress"])
    move(subject=mine, workflow=RUN_WORKFLOW, move=RunMove.FINISH, by=None, at=at)
    record(by=None, at=at, action="producing.produce", subject=mine, data={"data_sha256": digest, "attempt": mine.attempts})
    return mine


@operation
def _failed(*, run: ReportRun, at: datetime, error: str) -> ReportRun | None:
    mine = _mine(run)
    if mine is not None:
        _end(mine, at, error)
    return mine


def _end(run: ReportRun, at: datetime, error: str) -> None:
    run.error, run.finished_at = error[:WORDS_KEPT], at
    run.save(update_fields=["error", "finished_at"])
    move(subject=run, workflow=RUN_WORKFLOW, move=RunMove.FAIL, by=None, at=at, reason=run.error)
    record(by=None, at=at, action="producing.fail", subject=run, data={"error": run.error, "attempt": run.attempts})


def _locked(run_id: int) -> ReportRun | None:
    """The run under its lock; it stands on the first rung, as whatever is not money."""
    rows = lock(ReportRun.objects.select_related("call").filter(pk=run_id), Rung.APPLICATION)
    return rows[0] if rows else None


def _mine(run: ReportRun) -> ReportRun | None:
    """The run again, if it is still this worker's."""
    row = _locked(run.pk)
    return row if row is not None and row.state == RunState.RUNNING and row.attempts == run.attempts else None


def _thrown_away(made: list[Made]) -> None:
    for one in made:
        storage.discard(one.path)
