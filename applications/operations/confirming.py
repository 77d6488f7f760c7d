"""Takes the firm's word that its summary is complete and true: the slow part of sending, done before it."""

import secrets
from datetime import datetime
from hashlib import sha256

from accounts.models import User
from applications.domain.chain import leaf_of
from applications.models import Application, Snapshot
from applications.operations.drafting import open_draft
from applications.operations.evaluating import keep
from applications.operations.preparing import ask_for
from applications.operations.renewing import renew
from applications.permissions import why_not_act
from applications.policies.drafting import is_outdated, why_not_confirm
from applications.policies.signed import asks_for_signature
from applications.queries.completeness import all_missing
from applications.queries.content import canonical
from applications.queries.facts import facts_of
from applications.queries.findings import rules_asked
from applications.queries.locked import with_its_call, with_its_terms
from applications.queries.reading import Reading
from applications.queries.steadiness import holds_until
from bando.domain.rules.engine import evaluate
from bando.enums import Phase
from core.locks import operation
from core.operations.inserting import Inserting
from core.operations.recording import record
from core.refusals import require


@operation
def confirm(*, application: Application, by: User, at: datetime) -> Application:
    """Check completeness and rules, keep the evaluation, and fix what may be sent: content, digest, leaf. Then it is ready.

    A draft made under an earlier version of its call is brought to the one in force first: all is asked under that one. The
    same content confirmed again keeps its snapshot, and with it whatever was signed.
    """
    return check(application=with_its_call(open_draft(application=application, by=by, at=at)), by=by, at=at)


def check(*, application: Application, by: User, at: datetime) -> Application:
    """`confirm`, of a draft that the caller has opened."""
    fresh = application
    require(why_not_act(by, fresh))
    if is_outdated(fresh):
        fresh = renew(application=fresh, by=by, at=at)
        fresh.content.refresh_from_db()
    reading, rules = Reading(with_its_terms(fresh)), rules_asked(fresh, Phase.SUBMISSION)
    facts = facts_of(fresh, at=at, rules=rules, reading=reading)
    findings = evaluate(rules, facts)
    require(why_not_confirm(fresh, all_missing(fresh, findings, reading), at=at))
    keep(application=fresh, phase=Phase.SUBMISSION, facts=facts, findings=findings, by=by, at=at)
    fresh.firm_version, fresh.snapshot = reading.firm, _snapshot(reading, by=by, at=at)
    if asks_for_signature(fresh):
        ask_for(snapshot=fresh.snapshot, by=by, at=at)
    fresh.confirmed_at, fresh.confirmed_until_at = at, holds_until(fresh, findings, facts, at=at)
    fresh.save(update_fields=["firm_version", "snapshot", "confirmed_at", "confirmed_until_at"])
    data = {"digest": fresh.snapshot.digest, "version": fresh.snapshot.version, "call_version": fresh.call_version}
    record(by=by, at=at, action="confirming.confirm", subject=fresh, data=data)
    return fresh


def _snapshot(reading: Reading, *, by: User, at: datetime) -> Snapshot:
    """The one that says the same, or a new one: nobody makes another meanwhile, the application is locked."""
    application, content = reading.application, canonical(reading.application, reading)
    digest, salt = sha256(content.encode()).hexdigest(), secrets.token_hex(32)
    known = Snapshot.objects.filter(application=application, digest=digest).first() if application.snapshot_id else None
    return known or _snapshots.one(
        application=application, digest=digest, version=application.content.version, call_version=application.call_version,
        content=content, salt=salt, leaf=leaf_of(digest, salt), grant=reading.worth.estimate.grant, at=at, by=by,
    )  # fmt: skip


_snapshots = Inserting(Snapshot)
