"""Takes the firm's word that its summary is complete and true: the slow part of sending, done before it."""

import secrets
from datetime import datetime
from hashlib import sha256

from accounts.models import User
from applications.domain.chain import leaf_of
from applications.models import Application, Snapshot
from applications.operations.drafting import open_draft
from applications.operations.evaluating import ask
from applications.operations.preparing import ask_for
from applications.operations.renewing import renew
from applications.permissions import why_not_act
from applications.policies.drafting import is_outdated, why_not_confirm
from applications.policies.signed import asks_for_signature
from applications.queries.completeness import all_missing
from applications.queries.content import canonical
from applications.queries.estimates import estimate_of
from applications.queries.firm import current
from applications.queries.steadiness import holds_until
from bando.enums import Phase
from core.locks import operation
from core.operations.recording import record
from core.refusals import require


@operation
def confirm(*, application: Application, by: User, at: datetime) -> Application:
    """Check completeness and rules, keep the evaluation, and fix what may be sent: content, digest, leaf. Then it is ready.

    A draft made under an earlier version of its call is brought to the one in force first: all is asked under that one. The
    same content confirmed again keeps its snapshot, and with it whatever was signed.
    """
    fresh = open_draft(application=application, by=by, at=at)
    require(why_not_act(by, fresh))
    if is_outdated(fresh):
        fresh = renew(application=fresh, by=by, at=at)
        fresh.content.refresh_from_db()
    fresh.firm_version = current(fresh)
    _evaluation, findings = ask(application=fresh, phase=Phase.SUBMISSION, by=by, at=at)
    require(why_not_confirm(fresh, all_missing(fresh, findings), at=at))
    fresh.snapshot = _snapshot(fresh, by=by, at=at)
    if asks_for_signature(fresh):
        ask_for(snapshot=fresh.snapshot, by=by, at=at)
    fresh.confirmed_at, fresh.confirmed_until_at = at, holds_until(fresh, findings, at=at)
    fresh.save(update_fields=["firm_version", "snapshot", "confirmed_at", "confirmed_until_at"])
    data = {"digest": fresh.snapshot.digest, "version": fresh.snapshot.version, "call_version": fresh.call_version}
    record(by=by, at=at, action="confirming.confirm", subject=fresh, data=data)
    return fresh


def _snapshot(application: Application, *, by: User, at: datetime) -> Snapshot:
    content = canonical(application)
    digest, salt = sha256(content.encode()).hexdigest(), secrets.token_hex(32)
    found, _created = Snapshot.objects.get_or_create(
        application=application, digest=digest,
        defaults={
            "version": application.content.version, "call_version": application.call_version, "content": content, "salt": salt,
            "leaf": leaf_of(digest, salt), "grant": estimate_of(application).grant, "at": at, "by": by,
        },
    )  # fmt: skip
    return found
