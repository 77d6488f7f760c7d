"""Makes a requested report: taken in one short transaction, computed and drawn in none, kept in another.

What is made again takes the place of what is gone when it is the same to the byte. The same data in other bytes are refused,
unless somebody has chosen to have them: then they are another edition, beside what was recorded before. Other data are refused.

The number of the attempt is the worker's token: one that was thought dead and wakes up finds another number on the run, and
throws its files away instead of keeping a second set. So does one whose run was called off. Nothing is stored before all is
drawn: a killed worker leaves no files behind.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import Q
from django.utils.translation import gettext as _

from core.adapters import bounded, storage
from core.locks import Rung, lock, operation
from core.operations.moving import move
from core.operations.recording import record
from core.queries.trying import why_over
from registry.models import Chamber
from reports import policies
from reports.adapters import rendering
from reports.domain.annexes import Annex, annexes
from reports.domain.editions import Known, Plan, plan
from reports.domain.table import Report
from reports.domain.workflow import RUN_WORKFLOW
from reports.enums import FileFormat, RunMove, RunState
from reports.models import ReportFile, ReportRun
from reports.queries.catalogue import of_run
from reports.queries.snapshot import is_settled

TAKEN, COMPUTED, ANNEXED = 5, 40, 99
DRAWN = {FileFormat.PDF: 80, FileFormat.XLSX: 88, FileFormat.CSV: 92, FileFormat.JSON: 95}
WORDS_KEPT = 500

log = logging.getLogger(__name__)


class Replaced(Exception):
    """The run is no longer this worker's: another has taken it up, or somebody has called it off."""


@dataclass(frozen=True)
class Made:
    """One file, drawn and not yet stored: of the report, or (`part`) of an annex."""

    file_format: FileFormat
    content: bytes
    part: str = ""
    title: str = ""

    @property
    def which(self) -> tuple[str, str]:
        """What tells it from the other files of the run."""
        return (self.file_format.value, self.part)

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def due(*, at: datetime) -> list[int]:
    """Primary keys of the runs that wait for a worker, and of those that a worker left behind."""
    waiting = Q(state=RunState.REQUESTED, as_of_at__lte=at)
    silent = Q(alive_at__lt=at - policies.LEASE) | Q(alive_at=None)
    left_behind = Q(state=RunState.RUNNING) & silent
    return list(ReportRun.objects.filter(waiting | left_behind).order_by("pk").values_list("pk", flat=True))


def produce(*, run_id: int, at: datetime, clock: Callable[[], datetime] | None = None) -> ReportRun | None:
    """Make the report, unless it is ready or in the making; None when there was nothing to do or its worker was replaced.

    `clock` says when it was finished (`at` without one). What goes wrong is kept on the run as a sentence.
    """
    now = clock or (lambda: at)
    run = _taken(run_id=run_id, at=at)
    if run is None:
        return None
    try:
        report = of_run(run)
        _note(run, now(), progress=COMPUTED, rows=report.row_count)
        made = [_drawn(run, report, file_format, now) for file_format in FileFormat]
        made += _annexed(run, annexes(report), now)
        return _stored(run, report.digest(), made, now())
    except Replaced:
        return None
    except bounded.OverLimit as over:
        return _failed(run=run, at=now(), error=why_over(over))
    except Exception:
        log.exception("report run %s failed", run.pk)
        return _failed(
            run=run, at=now(), error=_("La produzione non è riuscita. Riprovate; se accade ancora, avvisate l’assistenza.")
        )


@operation
def _taken(*, run_id: int, at: datetime) -> ReportRun | None:
    """The run, taken by this worker; a run that has ended several workers is not given to another."""
    run = _locked(run_id)
    if run is None or policies.why_not_take_up(run, at=at) or not is_settled(run.as_of_at):
        return None
    if run.state == RunState.RUNNING and run.attempts >= run.last_attempt:
        _end(run, at, _("Il processo che lo produceva si è interrotto più volte: avvisate l’assistenza."))
        return None
    run.attempts, run.progress, run.pages, run.error = run.attempts + 1, TAKEN, 0, ""
    run.started_at = run.alive_at = at
    run.save(update_fields=["attempts", "started_at", "alive_at", "progress", "pages", "error"])
    move(subject=run, workflow=RUN_WORKFLOW, move=RunMove.START, by=None, at=at)
    return run


def _drawn(run: ReportRun, report: Report, file_format: FileFormat, now: Callable[[], datetime]) -> Made:
    def told(pages: int, whole: int) -> None:
        share = COMPUTED + (DRAWN[FileFormat.PDF] - COMPUTED) * pages // max(whole, 1)
        _note(run, now(), progress=min(share, DRAWN[FileFormat.PDF]), pages=pages)

    content = rendering.draw(
        report=report,
        file_format=file_format,
        created_at=run.requested_at,
        options=run.parameters,
        told=told,
        reference=run.reference,
    )
    _note(run, now(), progress=DRAWN[file_format])
    return Made(file_format, content)


def _annexed(run: ReportRun, parts: list[Annex], now: Callable[[], datetime]) -> list[Made]:
    """Each annex as a document of its own: on paper alone, its data are in the report's and inside it."""
    drawn = rendering.draw_annexes(
        run=run.reference, parts=parts, created_at=run.requested_at, told=lambda _pages, _whole: _note(run, now())
    )
    _note(run, now(), progress=ANNEXED)
    return [Made(FileFormat.PDF, content, part.name, part.title) for content, part in zip(drawn, parts, strict=True)]


def _note(run: ReportRun, at: datetime, **how_far: int) -> None:
    """Say how far it is, and that somebody is at it; raises Replaced when it is no longer this worker's."""
    mine = ReportRun.objects.filter(pk=run.pk, attempts=run.attempts, state=RunState.RUNNING)
    if not mine.update(alive_at=at, **how_far):
        raise Replaced


def _stored(run: ReportRun, digest: str, made: list[Made], at: datetime) -> ReportRun | None:
    """Write the bytes that are not there, then the rows; bytes that no row came to name are thrown away."""
    known = list(run.files.all())
    wanted = {file.which for file in known} - {file.which for file in known if file.file}
    lacking = [one for one in made if one.which in wanted or not known]
    paths = {one.which: storage.keep("reports", one.content, rendering.DRAWINGS[one.file_format].extension) for one in lacking}
    kept = _kept(run=run, digest=digest, made=made, paths=paths, at=at)
    if kept is None or kept.state != RunState.DONE:
        for path in paths.values():
            storage.discard(path)
    return kept


@operation
def _kept(*, run: ReportRun, digest: str, made: list[Made], paths: dict[tuple[str, str], str], at: datetime) -> ReportRun | None:
    mine = _mine(run)
    if mine is None:
        return None
    before = list(mine.files.all())
    # What was lost since the bytes were written is for the next making.
    known = [Known(file.which, file.edition, file.sha256, bool(file.file) or file.which not in paths) for file in before]
    found = plan(known, {one.which: one.sha256 for one in made})
    if before and (difference := _difference(mine, digest, found)):
        _end(mine, at, difference)
        return mine
    for (file_format, part), edition in found.back.items():
        rows = mine.files.filter(format=file_format, part=part, edition=edition)
        rows.update(file=paths[file_format, part], altered=False)
    new = [one for one in made if one.which in found.anew or not before]
    if new:
        _write(mine, new, paths, edition=found.edition, before=before, at=at)
    _finish(mine, digest, at, {"edition": found.edition} if new and before else {})
    return mine


def _finish(run: ReportRun, digest: str, at: datetime, more: dict[str, int]) -> None:
    run.data_sha256, run.finished_at, run.discarded_at, run.progress = digest, at, None, 100
    run.bytes_differ, run.edition_asked_by = False, None
    run.save(update_fields=["data_sha256", "finished_at", "discarded_at", "progress", "bytes_differ", "edition_asked_by"])
    move(subject=run, workflow=RUN_WORKFLOW, move=RunMove.FINISH, by=None, at=at)
    data = {"data_sha256": digest, "attempt": run.attempts} | more
    record(by=None, at=at, action="producing.produce", subject=run, data=data)


def _difference(run: ReportRun, digest: str, found: Plan) -> str | None:
    """In what the files that would take the place of those that are gone differ from them, unless they are wanted so."""
    run.bytes_differ = False
    if digest != run.data_sha256:
        return _("I dati calcolati ora sono diversi da quelli di allora: avvisate l’assistenza. Nessun file è stato sostituito.")
    if found.missing:
        return _("I dati sono quelli di allora, ma il programma di oggi non produce più tutti i file: nessuno è rifatto.")
    if found.is_as_before or run.edition_asked_by_id:
        return None
    run.bytes_differ = True
    return _(
        "I dati sono quelli di allora, ma i file rifatti ora sono diversi da quelli di allora perché il programma è "
        "cambiato: non ne prendono il posto. Chi richiede i rapporti può averli nell’aspetto di oggi, come nuova edizione."
    )


def _write(
    run: ReportRun, made: list[Made], paths: dict[tuple[str, str], str], *, edition: int, before: list[ReportFile], at: datetime
) -> None:
    """The rows of the files; an annex is its Chamber's: of the edition before, or the one that is called as the annex is."""
    chambers = {chamber.name: chamber.pk for chamber in Chamber.objects.filter(name__in={one.title for one in made if one.part})}
    whose = {file.part: file.chamber_id for file in before if file.part}
    ReportFile.objects.bulk_create(
        ReportFile(
            run=run,
            format=one.file_format,
            part=one.part,
            edition=edition,
            title=one.title,
            chamber_id=whose.get(one.part, chambers.get(one.title)) if one.part else None,
            file=paths[one.which],
            size=len(one.content),
            sha256=one.sha256,
            made_at=at,
            asked_by_id=run.edition_asked_by_id if before else None,
        )
        for one in made
    )


@operation
def _failed(*, run: ReportRun, at: datetime, error: str) -> ReportRun | None:
    mine = _mine(run)
    if mine is not None:
        _end(mine, at, error)
    return mine


def _end(run: ReportRun, at: datetime, error: str) -> None:
    run.error, run.finished_at, run.edition_asked_by = error[:WORDS_KEPT], at, None
    run.save(update_fields=["error", "finished_at", "edition_asked_by", "bytes_differ"])
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
