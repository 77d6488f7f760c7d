"""The regional money of a call: what each fund plans, what came in, what each Chamber has had."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from bando.domain.routes import KEPT
from bando.enums import Bucket, FundKind, MovementKind, TrancheKind
from bando.models import BudgetLine, Call, Fund, Movement, TrancheRule
from bando.queries.pots import moved
from core.money import ZERO
from disbursement.domain import tranches
from disbursement.enums import TrancheState
from disbursement.models import Evidence, Tranche, TrancheShare


def regional_funds(call: Call) -> list[Fund]:
    """The regional funds of the call, oldest first."""
    return list(call.funds.filter(kind=FundKind.REGIONAL).order_by("pk"))


def planned_amounts(fund: Fund) -> dict[int, Decimal]:
    """Rule → its planned part of the fund, by the shares of the rules."""
    rules = list(fund.tranche_rules.order_by("order", "pk"))
    return dict(zip([rule.pk for rule in rules], tranches.planned(fund.amount, [rule.share for rule in rules]), strict=True))


def received(fund: Fund) -> Decimal:
    """What has come in of the fund."""
    came = Tranche.objects.filter(rule__fund=fund, state__in=(TrancheState.RECEIVED, TrancheState.PASSED_ON))
    return came.aggregate(total=Sum("amount"))["total"] or ZERO


def progress_of(fund: Fund, evidence: Evidence | None) -> Decimal:
    """The part of the fund (share of one) that was granted or paid when the report was drawn; now, where there is no report."""
    until = evidence.as_of_at if evidence is not None else None
    lines = fund.lines.annotate(granted=moved(Bucket.COMMITTED, until) + moved(Bucket.PAID, until))
    return sum((line.granted for line in lines), ZERO) / fund.amount


def paid_by(fund: Fund, *, until: datetime) -> Decimal:
    """What the fund's lines had paid at an instant, recoveries taken off."""
    rows = Movement.objects.filter(line__fund=fund, at__lte=until)
    out = rows.filter(kind__in=(MovementKind.PAY, MovementKind.UNRECOVER)).aggregate(total=Sum("amount"))["total"] or ZERO
    back = rows.filter(kind=MovementKind.RECOVER).aggregate(total=Sum("amount"))["total"] or ZERO
    return out - back


def final_cost(fund: Fund, evidence: Evidence) -> Decimal:
    """The final regional cost that the report states, on this fund alone when the call has several."""
    funds = regional_funds(fund.call)
    paid = [paid_by(one, until=evidence.as_of_at) for one in funds]
    costs = tranches.cost_of_each(evidence.regional_cost or ZERO, paid, [one.amount for one in funds])
    return costs[[one.pk for one in funds].index(fund.pk)]


def amount_of(rule: TrancheRule, evidence: Evidence | None) -> Decimal:
    """What the tranche is: its planned part, or for the balance what the final cost leaves, negative to give back."""
    if rule.kind == TrancheKind.BALANCE and evidence is not None:
        return tranches.balance(rule.fund.amount, final_cost(rule.fund, evidence), received(rule.fund))
    return planned_amounts(rule.fund)[rule.pk]


def division_of(tranche: Tranche) -> list[tuple[int, Decimal]]:
    """(pot, share) of a tranche that is about to be passed on, in proportion to the fund's money in each pot now.

    A share is negative where the pot has had more than its part of all that has come in: money to give back."""
    lines = list(BudgetLine.objects.filter(fund=tranche.rule.fund_id).order_by("pot_id"))
    had = TrancheShare.objects.filter(tranche__rule__fund=tranche.rule.fund_id).exclude(tranche=tranche)
    given = dict(had.order_by().values_list("pot_id").annotate(total=Sum("amount")))
    weights: Sequence[Decimal] = [sum((getattr(line, bucket.value) for bucket in KEPT), ZERO) for line in lines]
    parts = tranches.passed_on(tranche.amount, [given.get(line.pot_id, ZERO) for line in lines], weights)
    return [(line.pot_id, part) for line, part in zip(lines, parts, strict=True)]


def standing_shares(tranche: Tranche) -> list[TrancheShare]:
    """What the Chambers have of it, without what was undone, by name of Chamber."""
    rows = tranche.shares.filter(reverses=None, reversal=None).select_related("pot__chamber")
    return sorted(rows, key=lambda share: str(share.pot))


def proposable() -> QuerySet[TrancheRule]:
    """The parts of regional funds of published calls that no act has asked for yet, in order."""
    rules = TrancheRule.objects.filter(
        Q(tranche=None) | Q(tranche__state=TrancheState.PROPOSED),
        fund__call__rehearsal=False,
        fund__kind=FundKind.REGIONAL,
        fund__call__published_at__isnull=False,
    )
    return rules.select_related("fund__call").order_by("fund__call", "fund", "order")
