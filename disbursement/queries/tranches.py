"""The regional money of a call: what each fund plans, what came in, what each Chamber has had."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet, Sum

from bando.domain.routes import KEPT
from bando.enums import FundKind, Gate, MovementKind, TrancheKind
from bando.models import BudgetLine, Call, Fund, Movement, TrancheRule
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
    came = Tranche.objects.filter(rule__fund=fund).exclude(state=TrancheState.REQUESTED)
    return came.aggregate(total=Sum("amount"))["total"] or ZERO


def paid_by(fund: Fund, *, until: datetime) -> Decimal:
    """What the fund's lines had paid at an instant, recoveries taken off."""
    moved = Movement.objects.filter(line__fund=fund, at__lte=until)
    out = moved.filter(kind=MovementKind.PAY).aggregate(total=Sum("amount"))["total"] or ZERO
    back = moved.filter(kind=MovementKind.RECOVER).aggregate(total=Sum("amount"))["total"] or ZERO
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
    """(pot, share) of a tranche that is about to be passed on, in proportion to the fund's money in each pot now."""
    lines = list(BudgetLine.objects.filter(fund=tranche.rule.fund_id).order_by("pot_id"))
    had = TrancheShare.objects.filter(tranche__rule__fund=tranche.rule.fund_id).exclude(tranche=tranche)
    given = dict(had.order_by().values_list("pot_id").annotate(total=Sum("amount")))
    weights: Sequence[Decimal] = [sum((getattr(line, bucket.value) for bucket in KEPT), ZERO) for line in lines]
    parts = tranches.passed_on(tranche.amount, [given.get(line.pot_id, ZERO) for line in lines], weights)
    return [(line.pot_id, part) for line, part in zip(lines, parts, strict=True)]


def requestable() -> QuerySet[TrancheRule]:
    """The parts of regional funds of published calls that nobody has asked for yet, in order."""
    rules = TrancheRule.objects.filter(
        fund__call__rehearsal=False, fund__kind=FundKind.REGIONAL, fund__call__published_at__isnull=False, tranche=None
    )
    return rules.select_related("fund__call").order_by("fund__call", "fund", "order")


def evidence_for(rule: TrancheRule) -> Evidence | None:
    """The latest report that opens the tranche, if one was sent."""
    if rule.gate == Gate.NONE:
        return None
    return Evidence.objects.filter(call=rule.fund.call_id, kind=rule.gate).order_by("-pk").first()
