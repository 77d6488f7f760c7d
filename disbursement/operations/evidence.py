"""Reports that were sent to the Region, kept as the evidence that opens a tranche, and their approval."""

from datetime import date, datetime
from decimal import Decimal

from accounts.models import User
from bando.models import Call
from core.locks import operation, queue_lock
from core.operations import recording
from core.refusals import require
from disbursement.models import Evidence, EvidenceApproval
from disbursement.permissions import why_not_report
from disbursement.policies import evidence as policies


@operation
def record(
    *,
    call: Call,
    kind: str,
    as_of_at: datetime,
    data_sha256: str,
    file_sha256: str,
    protocol: str,
    regional_cost: Decimal | None,
    by: User,
    at: datetime,
) -> Evidence:
    """Keep which report was sent, as of when, with the digests of its data and file; a final one states the regional cost."""
    require(why_not_report(by))
    require(policies.why_not_record(kind=kind, as_of_at=as_of_at, protocol=protocol, regional_cost=regional_cost, at=at))
    row = Evidence.objects.create(
        call=call,
        kind=kind,
        as_of_at=as_of_at,
        data_sha256=data_sha256,
        file_sha256=file_sha256,
        protocol=protocol,
        regional_cost=regional_cost,
        sent_at=at,
        by=by,
    )
    cost = None if regional_cost is None else str(regional_cost)
    data = {"kind": kind, "protocol": protocol, "data_sha256": data_sha256, "regional_cost": cost}
    recording.record(by=by, at=at, action="evidence.record", subject=row, data=data)
    return row


@operation
def approve(*, evidence: Evidence, protocol: str, approved_on: date, by: User, at: datetime) -> EvidenceApproval:
    """Record that the Region has approved the report, under its protocol: it opens its tranche from now on."""
    require(why_not_report(by))
    queue_lock(f"evidence:{evidence.pk}")
    require(policies.why_not_approve(evidence, protocol=protocol, approved_on=approved_on, at=at))
    row = EvidenceApproval.objects.create(
        evidence=evidence, protocol=protocol.strip()[:60], approved_on=approved_on, at=at, by=by
    )
    data = {"protocol": row.protocol, "approved_on": approved_on.isoformat()}
    recording.record(by=by, at=at, action="evidence.approve", subject=evidence, data=data)
    return row
