"""Takes the firm's word that its summary is complete and true: the slow part of sending, done before it."""

from datetime import datetime

from accounts.models import User
from applications.models import Application
from applications.operations.drafting import open_draft
from applications.operations.evaluating import evaluate
from applications.operations.renewing import renew
from applications.permissions import why_not_act
from applications.policies.drafting import is_outdated, why_not_confirm
from applications.queries.completeness import all_missing
from applications.queries.content import digest
from applications.queries.findings import findings_of
from applications.queries.firm import current
from bando.enums import Phase
from core.locks import operation
from core.operations.recording import record
from core.refusals import require


@operation
def confirm(*, application: Application, by: User, at: datetime) -> Application:
    """Check completeness and rules, keep the evaluation, and fix version and digest of what may be sent.

    A draft made under an earlier version of its call is brought to the one in force first: all is asked under that one.
    """
    fresh = open_draft(application=application, by=by, at=at)
    require(why_not_act(by, fresh))
    if is_outdated(fresh):
        fresh = renew(application=fresh, by=by, at=at)
        fresh.content.refresh_from_db()
    fresh.firm_version = current(fresh)
    require(why_not_confirm(fresh, all_missing(fresh, findings_of(fresh, Phase.SUBMISSION, at=at)), at=at))
    evaluate(application=fresh, phase=Phase.SUBMISSION, by=by, at=at)
    fresh.confirmed_digest = digest(fresh)
    fresh.confirmed_version = fresh.content.version
    fresh.confirmed_at = at
    fresh.save(update_fields=["firm_version", "confirmed_digest", "confirmed_version", "confirmed_at"])
    data = {"digest": fresh.confirmed_digest, "version": fresh.confirmed_version, "call_version": fresh.call_version}
    record(by=by, at=at, action="confirming.confirm", subject=fresh, data=data)
    return fresh
