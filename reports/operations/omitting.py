"""Leaves a person unnamed in the published list, or names it again (D.Lgs. 33/2013, art. 26 c. 4)."""

from datetime import datetime

from accounts.models import User
from applications.models import Grant
from core.locks import operation
from core.operations.recording import record
from core.refusals import require
from reports import policies
from reports.models import Omission
from reports.permissions import why_not_omit


@operation
def omit(*, grant: Grant, hidden: bool, reason: str, by: User, at: datetime) -> Omission:
    """Say whether the person of a grant is left unnamed, and why; the page of the call shows it at once. Raises Refused."""
    require(why_not_omit(by, grant))
    require(policies.why_not_omit(grant) if hidden else policies.why_not_name(grant))
    row = Omission.objects.create(grant=grant, hidden=hidden, reason=reason.strip(), at=at, by=by)
    record(by=by, at=at, action="omitting.omit", subject=grant, data={"hidden": hidden, "reason": row.reason})
    return row
