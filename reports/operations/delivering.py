"""Records that a report was sent to the Region: the evidence that opens a tranche, with the digests of what was sent."""

from datetime import datetime

from accounts.models import User
from core.locks import Rung, lock, operation
from core.operations.recording import record
from core.refusals import require
from disbursement.models import Evidence
from disbursement.operations import evidence
from reports import policies
from reports.enums import FileFormat, ReportKind
from reports.models import ReportFile, ReportRun
from reports.permissions import why_not_make
from reports.queries.editions import given
from reports.queries.final import regional_cost


@operation
def deliver(*, run: ReportRun, protocol: str, by: User, at: datetime, edition: int | None = None) -> Evidence:
    """Record the sending of a run under its protocol number: of the edition that is given, or of the one that was sent.

    A final report states the regional cost that it computed.
    """
    run = lock(ReportRun.objects.select_related("call").filter(pk=run.pk), Rung.APPLICATION)[0]
    require(why_not_make(by))
    require(policies.why_not_deliver(run))
    editions = ReportFile.objects.filter(run=run, format=FileFormat.PDF, part="")
    sent = evidence.record(
        call=run.call,
        kind=run.kind,
        as_of_at=run.as_of_at,
        data_sha256=run.data_sha256,
        file_sha256=(editions.get(edition=edition) if edition else given(editions).get()).sha256,
        protocol=protocol.strip(),
        regional_cost=regional_cost(run.call, run.as_of_at) if run.kind == ReportKind.FINAL else None,
        by=by,
        at=at,
    )
    run.evidence = sent
    run.save(update_fields=["evidence"])
    record(by=by, at=at, action="delivering.deliver", subject=run, data={"protocol": protocol.strip(), "evidence": sent.pk})
    return sent
