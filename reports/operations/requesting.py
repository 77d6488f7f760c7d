"""Asks for a report: a row that says which, of what instant, for whom; a worker makes it. The same question twice is one row."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from bando.models import Call
from core.locks import Rung, lock, operation
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require
from reports import policies
from reports.domain.options import TEXTS, options
from reports.domain.workflow import RUN_WORKFLOW
from reports.enums import ReportKind, RunMove, RunState, Texts
from reports.models import ReportRun
from reports.permissions import why_not_make
from reports.queries import chapters
from reports.queries.falling_due import Due


@operation
def request(
    *,
    call: Call,
    kind: str,
    as_of_at: datetime,
    by: User,
    at: datetime,
    texts: str = Texts.LATEST,
    parameters: Mapping[str, Any] | None = None,
) -> ReportRun:
    """Request a report of the call as it stood at `as_of_at`; who asks again gets the run that is there. Raises Refused.

    The run names the versions of the chapters that it carries: those written last, or those of the instant of the data.
    A run that is there and has no files (failed, called off, thrown away) is put in the queue again.
    """
    require(why_not_make(by))
    require(policies.why_not_request(call, kind=kind, as_of_at=as_of_at, at=at))
    carried = chapters.counting(call, kind, as_of_at if texts == Texts.THEN else at)
    chosen = options(dict(parameters or {}) | {TEXTS: carried})
    asked = {"call": call, "kind": ReportKind(kind), "as_of_at": as_of_at, "parameters": chosen}
    run = ReportRun.objects.filter(**asked).first() or _written(asked, by=by, at=at)
    return run if policies.why_not_again(run) else again(run=run, by=by, at=at)


@operation
def draft(*, due: Due, by: User | None, at: datetime) -> ReportRun | None:
    """The report that falls due, asked for as a draft (by nobody: the portal); None when it is there, or cannot be made."""
    asked = {"call": due.call, "kind": due.kind, "as_of_at": due.as_of_at}
    if policies.why_not_request(due.call, kind=due.kind, as_of_at=due.as_of_at, at=at):
        return None
    # With whatever texts: those that are written after it are for who asks for the report itself.
    if ReportRun.objects.filter(**asked).exists():
        return None
    chosen = options({TEXTS: chapters.counting(due.call, due.kind, due.as_of_at)})
    return _written(asked | {"parameters": chosen}, by=by, at=at)


@operation
def again(*, run: ReportRun, by: User, at: datetime) -> ReportRun:
    """Have a run made once more, as of its own instant: what comes out must equal what is known of it. Raises Refused."""
    run = lock(ReportRun.objects.select_related("call").filter(pk=run.pk), Rung.APPLICATION)[0]
    require(why_not_make(by))
    require(policies.why_not_again(run))
    return _queued(run, action="requesting.again", chosen_by=None, by=by, at=at)


@operation
def renew(*, run: ReportRun, by: User, at: datetime) -> ReportRun:
    """Have what a run lacks in the layout of today, as another edition: the data must still be those of then. Raises Refused."""
    run = lock(ReportRun.objects.select_related("call").filter(pk=run.pk), Rung.APPLICATION)[0]
    require(why_not_make(by))
    require(policies.why_not_renew(run))
    return _queued(run, action="requesting.renew", chosen_by=by, by=by, at=at)


def _queued(run: ReportRun, *, action: str, chosen_by: User | None, by: User, at: datetime) -> ReportRun:
    run.progress, run.pages, run.error, run.last_attempt = 0, 0, "", run.attempts + policies.MOST_ATTEMPTS
    run.edition_asked_by = chosen_by
    move(subject=run, workflow=RUN_WORKFLOW, move=RunMove.AGAIN, by=by, at=at)
    run.save(update_fields=["progress", "pages", "error", "last_attempt", "edition_asked_by"])
    record(by=by, at=at, action=action, subject=run, data={"attempts": run.attempts})
    return run


@operation
def cancel(*, run: ReportRun, by: User, at: datetime) -> ReportRun:
    """Call a run off: its worker notices at its next step and keeps nothing. Raises Refused."""
    run = lock(ReportRun.objects.select_related("call").filter(pk=run.pk), Rung.APPLICATION)[0]
    require(why_not_make(by))
    require(policies.why_not_cancel(run))
    was = RunState(run.state)
    run.finished_at, run.edition_asked_by = at, None
    run.save(update_fields=["finished_at", "edition_asked_by"])
    move(subject=run, workflow=RUN_WORKFLOW, move=RunMove.CANCEL, by=by, at=at)
    record(by=by, at=at, action="requesting.cancel", subject=run, data={"was": was.value})
    return run


def _written(asked: dict[str, Any], *, by: User | None, at: datetime) -> ReportRun:
    """The row, ours or that of whoever asked the same in the same instant: the constraint tells which."""
    try:
        with transaction.atomic():
            run = ReportRun.objects.create(**asked, requested_at=at, requested_by=by)
    except IntegrityError:
        return ReportRun.objects.get(**asked)
    data = {"kind": run.kind, "as_of_at": run.as_of_at.isoformat(), "parameters": run.parameters}
    record(by=by, at=at, action="requesting.request" if by else "requesting.draft", subject=run, data=data)
    return run
