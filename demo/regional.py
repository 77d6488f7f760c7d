"""The Region's money in the call at its end: half at the start, two fifths on the interim report."""

from datetime import datetime, timedelta

from bando.enums import TrancheKind
from bando.models import Call, TrancheRule
from demo.cast import Cast
from disbursement.models import Evidence, Tranche
from disbursement.operations import tranches
from reports.enums import ReportKind
from reports.operations import delivering, producing, requesting

CODE = "ECOMMERCE-2020-A"


def flow(cast: Cast, now: datetime) -> None:
    """First tranche, interim report sent to the Region, second tranche received; the balance is left to the reader."""
    call = Call.objects.get(code=CODE)
    if Tranche.objects.filter(rule__fund__call=call).exists():
        return
    _pass(_rule(call, TrancheKind.FIRST), None, cast, now - timedelta(days=280))
    evidence = _report(call, cast, now - timedelta(days=15))
    _pass(_rule(call, TrancheKind.SECOND), evidence, cast, now - timedelta(days=10))


def _rule(call: Call, kind: TrancheKind) -> TrancheRule:
    return TrancheRule.objects.get(fund__call=call, kind=kind)


def _pass(rule: TrancheRule, evidence: Evidence | None, cast: Cast, at: datetime) -> None:
    tranche = tranches.request(rule=rule, evidence=evidence, by=cast.operator, at=at)
    later = at + timedelta(days=4)
    tranches.receive(
        tranche=tranche, received_on=later.date(), reference=f"Mandato {rule.order}/2020", by=cast.operator, at=later
    )
    tranches.pass_on(tranche=tranche, by=cast.operator, at=later + timedelta(hours=3))


def _report(call: Call, cast: Cast, at: datetime) -> Evidence:
    run = requesting.request(call=call, kind=ReportKind.INTERIM, as_of_at=at, by=cast.operator, at=at)
    producing.produce(run_id=run.pk, at=at)
    run.refresh_from_db()
    return delivering.deliver(run=run, protocol="UL-2020-0815", by=cast.operator, at=at + timedelta(days=1))
