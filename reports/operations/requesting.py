"""Asks for a report: a row that says which, of what instant, for whom; a worker makes it."""

from datetime import datetime

from accounts.models import User
from bando.models import Call
from core.locks import operation
from core.operations.recording import record
from core.refusals import require
from reports import policies
from reports.enums import ReportKind
from reports.models import ReportRun
from reports.permissions import why_not_make


@operation
def request(*, call: Call, kind: str, as_of_at: datetime, by: User, at: datetime) -> ReportRun:
    """Request a report of the call as it stood at `as_of_at`. Raises Refused."""
    require(why_not_make(by))
    require(policies.why_not_request(call, kind=kind, as_of_at=as_of_at, at=at))
    run = ReportRun.objects.create(call=call, kind=ReportKind(kind), as_of_at=as_of_at, requested_at=at, requested_by=by)
    record(by=by, at=at, action="requesting.request", subject=run, data={"kind": run.kind, "as_of_at": as_of_at.isoformat()})
    return run
