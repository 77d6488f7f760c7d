"""Works through jobs: each row in a transaction of its own, together with what came of it, so that it is done once.

Who works on a job holds its row in the database while a row of the job is done, and nobody waits for it: a worker that finds the
job held leaves it to the other. When a worker dies, its lock dies with its connection; the next one goes on at the first row that
still waits. Nothing is lost with the broker: the sweep asks the database which jobs have rows left.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from json import dumps
from typing import Any

from django.contrib.auth import get_user_model
from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError
from django.db.models import Exists, Model, OuterRef
from django.utils.translation import gettext as _

from core.domain.bulk import Proposed, act_named
from core.figures import in_italian
from core.locks import Rung, lock, lock_if_free, operation
from core.models import Job, JobRow, Outcome
from core.operations.recording import record
from core.refusals import Refused, require

# How often a row is begun: what has ended so many workers is left to a person.
MOST_TRIES = 5
# A job of which no row was settled for so long is not being worked on: a row takes a fraction of a second.
SILENCE = timedelta(seconds=15)
# Rows of one statement, and of one job at the most.
BATCH, MOST_ROWS = 1_000, 10_000
LABEL = 250

log = logging.getLogger(__name__)


def why_not_propose(count: int) -> str | None:
    """The reason why a job cannot be made of so many rows."""
    if not count:
        return _("Non avete scelto niente: scegliete almeno una riga.")
    if count > MOST_ROWS:
        return _("Le righe sono troppe: al massimo 10.000 alla volta.")
    return None


def why_not_confirm(job: Job, by: Model) -> str | None:
    """The reason why `by` cannot have it begun: it is for who has proposed it, while something waits to be done."""
    if job.by_id != by.pk:
        return _("Questo lavoro lo avvia chi lo ha preparato: %(name)s.") % {"name": job.by_label}
    if job.stopped_at:
        return _("Questo lavoro è stato fermato: se serve ancora, preparatene uno nuovo.")
    if not job.confirmed_at and not job.rows.filter(outcome=Outcome.WAITING).exists():
        return _("Non c’è niente da fare: nessuna riga si può eseguire. Guardate il motivo accanto a ciascuna.")
    return None


def why_not_stop(job: Job, by: Model) -> str | None:
    """The reason why `by` cannot end it before its time."""
    if job.by_id != by.pk:
        return _("Questo lavoro lo ferma chi lo ha preparato: %(name)s.") % {"name": job.by_label}
    return _("Questo lavoro è già finito.") if job.finished_at else None


@operation
def propose(
    *, act: str, subject_type: str, rows: Sequence[Proposed], parameters: Mapping[str, Any], by: Model, at: datetime
) -> Job:
    """Write the job down, to be looked at before it is confirmed; nothing is done yet. Raises Refused without rows.

    The same person who proposes the same rows twice (a double click) gets the same job.
    """
    require(why_not_propose(len(rows)))
    kept = {"parameters": dict(parameters), "by_label": str(by), "proposed_at": at, "subject_type": subject_type, "act": act}
    known = {"by_id": by.pk, "digest": _digest(act, rows, parameters), "confirmed_at": None, "finished_at": None}
    job, is_new = Job.objects.get_or_create(**known, defaults=kept)
    if is_new:
        JobRow.objects.bulk_create([_row(job, number, row, at) for number, row in enumerate(rows, 1)], batch_size=BATCH)
        record(by=by, at=at, action="working.propose", subject=job, data={"act": act, "rows": len(rows)})
    return job


def _digest(act: str, rows: Sequence[Proposed], parameters: Mapping[str, Any]) -> str:
    said = [[row.subject_id, row.label, row.data, row.refused, row.already] for row in rows]
    return sha256(dumps([act, said, parameters], sort_keys=True, cls=DjangoJSONEncoder).encode()).hexdigest()


def _row(job: Job, number: int, row: Proposed, at: datetime) -> JobRow:
    outcome = Outcome.REFUSED if row.refused else Outcome.ALREADY if row.already else Outcome.WAITING
    return JobRow(
        job=job, number=number, subject_id=row.subject_id, label=row.label[:LABEL], data=dict(row.data), outcome=outcome,
        result=row.refused or row.already, settled_at=None if outcome == Outcome.WAITING else at,
    )  # fmt: skip


@operation
def confirm(*, job: Job, parameters: Mapping[str, Any], by: Model, at: datetime) -> Job:
    """Have it begun, with what its rows share besides; confirmed twice, it is done once. Raises Refused."""
    job = _locked(job.pk)
    require(why_not_confirm(job, by))
    if job.confirmed_at is None:
        job.confirmed_at, job.parameters = at, job.parameters | dict(parameters)
        job.save(update_fields=["confirmed_at", "parameters"])
        record(by=by, at=at, action="working.confirm", subject=job, data={"act": job.act})
    return job


@operation
def stop(*, job: Job, by: Model, at: datetime) -> Job:
    """Leave what is not done yet: the row that a worker is at is finished first. Raises Refused."""
    job = _locked(job.pk)
    require(why_not_stop(job, by))
    left = job.rows.filter(outcome=Outcome.WAITING).update(outcome=Outcome.DROPPED, settled_at=at)
    job.stopped_at = job.finished_at = at
    job.save(update_fields=["stopped_at", "finished_at"])
    record(by=by, at=at, action="working.stop", subject=job, data={"left": left})
    return job


def due(*, at: datetime) -> list[int]:
    """Primary keys of the jobs that have something left and nobody at it: of the last `SILENCE` no row tells. Oldest first."""
    worked = JobRow.objects.filter(job=OuterRef("pk"), tries__gt=0, settled_at__gt=at - SILENCE)
    left = Job.objects.filter(~Exists(worked), confirmed_at__isnull=False, finished_at=None)
    return list(left.order_by("pk").values_list("pk", flat=True))


def work(*, job_id: int, clock: Callable[[], datetime], most: int | None = None) -> bool:
    """Do rows of the job (`most` at the most); whether there is more to do that no other worker is at.

    A row that its operation refuses keeps the reason, one that breaks says so, and the next one is done. What the database itself
    cannot do now is raised: the row stays as it was, for the next worker.
    """
    done = 0
    while most is None or done < most:
        row_id = _begun(job_id=job_id, at=clock())
        if row_id is None or not _tried(job_id, row_id, clock):
            return False
        done += 1
    return True


def _tried(job_id: int, row_id: int, clock: Callable[[], datetime]) -> bool:
    """Whether the job was still this worker's."""
    try:
        return _done(job_id=job_id, row_id=row_id, at=clock())
    except Refused as refused:
        return _told(job_id=job_id, row_id=row_id, outcome=Outcome.REFUSED, result=refused.reason, at=clock())
    except OperationalError:
        raise
    except Exception:
        log.exception("row %s of job %s failed", row_id, job_id)
        return _told(job_id=job_id, row_id=row_id, outcome=Outcome.FAILED, result=_broken(), at=clock())


@operation
def _begun(*, job_id: int, at: datetime) -> int | None:
    """The next row, with one try more; None when another worker is at the job, or nothing is left, which ends it."""
    job = _taken(job_id)
    if job is None:
        return None
    row = job.rows.filter(outcome=Outcome.WAITING).order_by("number").first()
    if row is None:
        job.finished_at = at
        job.save(update_fields=["finished_at"])
        record(by=None, at=at, action="working.finish", subject=job)
    elif row.tries >= MOST_TRIES:
        _settle(row, Outcome.FAILED, _deadly(), at)
    else:
        row.tries += 1
        row.save(update_fields=["tries"])
    return row.pk if row else None


@operation
def _done(*, job_id: int, row_id: int, at: datetime) -> bool:
    """Do one row and write down that it is done: both or neither. False when another worker is at the job."""
    job = _taken(job_id)
    if job is None:
        return False
    row = job.rows.get(pk=row_id)
    if row.outcome == Outcome.WAITING:
        by: Any = get_user_model()._default_manager.get(pk=job.by_id)
        data = {**job.parameters, **row.data}
        result = in_italian(act_named(job.act).run)(subject_id=row.subject_id, data=data, by=by.asking(at), at=at)
        _settle(row, Outcome.DONE, result, at)
    return True


@operation
def _told(*, job_id: int, row_id: int, outcome: Outcome, result: str, at: datetime) -> bool:
    """What went wrong with a row of which nothing was done; unless somebody has settled it in between."""
    job = _taken(job_id)
    if job is None:
        return False
    row = job.rows.get(pk=row_id)
    if row.outcome == Outcome.WAITING:
        _settle(row, outcome, result, at)
    return True


def _settle(row: JobRow, outcome: Outcome, result: str, at: datetime) -> None:
    row.outcome, row.result, row.settled_at = outcome, result, at
    row.save(update_fields=["outcome", "result", "settled_at"])


def _locked(job_id: int) -> Job:
    return lock(Job.objects.filter(pk=job_id), Rung.JOB)[0]


def _taken(job_id: int) -> Job | None:
    """The job, held until the transaction ends; None when it has ended or somebody else holds it."""
    found = lock_if_free(Job.objects.filter(pk=job_id, confirmed_at__isnull=False, finished_at=None), Rung.JOB)
    return found[0] if found else None


@in_italian
def _broken() -> str:
    return _(
        "È successo qualcosa di imprevisto: la riga non è stata eseguita. Riprovatela da sola; se accade ancora, avvisate "
        "l’assistenza."
    )


@in_italian
def _deadly() -> str:
    return _("Il lavoro si è interrotto più volte su questa riga, che non è stata eseguita: avvisate l’assistenza.")
