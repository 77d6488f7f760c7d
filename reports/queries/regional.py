"""The regional money as of an instant: tranches, what each Chamber has had of them, the cost and the balance of each fund."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bando.enums import FundKind
from bando.models import Act, Call, Fund, TrancheRule
from core.models import Transition
from core.money import ZERO
from disbursement.domain import tranches
from disbursement.enums import TrancheState
from disbursement.models import Tranche, TrancheShare
from reports.queries.dossiers import Dossier
from reports.queries.ledger import settled_costs

CAME = (TrancheState.RECEIVED, TrancheState.PASSED_ON)


@dataclass(frozen=True)
class Part:
    """One tranche: planned by its rule, and what had become of it by the instant."""

    rule: TrancheRule
    planned: Decimal
    tranche: Tranche | None
    state: TrancheState | None
    received_on: date | None = None

    @property
    def received(self) -> Decimal:
        """What had come in, in euro; negative for money given back."""
        return self.tranche.amount if self.tranche is not None and self.state in CAME else ZERO


@dataclass(frozen=True)
class Balance:
    """One regional fund at the end: `due = min(cost; endowment) − received`, negative when money is to be given back."""

    fund: Fund
    cost: Decimal
    received: Decimal

    @property
    def recognised(self) -> Decimal:
        return min(self.cost, self.fund.amount)

    @property
    def due(self) -> Decimal:
        return tranches.balance(self.fund.amount, self.cost, self.received)


def parts(call: Call, as_of: datetime) -> list[Part]:
    """The tranches of the call's regional funds, fund by fund, in order."""
    rules = list(
        TrancheRule.objects.filter(fund__call=call, fund__kind=FundKind.REGIONAL)
        .select_related("fund__act", "tranche")
        .prefetch_related("tranche__receipts")
        .order_by("fund", "order", "pk")
    )
    known = [rule for rule in rules if rule.fund.act is None or rule.fund.act.recorded_at <= as_of]
    states = _states([rule.tranche.pk for rule in known if hasattr(rule, "tranche")], as_of)
    return [_part(rule, planned, states, as_of) for rule, planned in _planned(known)]


def _planned(rules: list[TrancheRule]) -> Iterable[tuple[TrancheRule, Decimal]]:
    for fund_id in dict.fromkeys(rule.fund_id for rule in rules):
        mine = [rule for rule in rules if rule.fund_id == fund_id]
        yield from zip(mine, tranches.planned(mine[0].fund.amount, [rule.share for rule in mine]), strict=True)


def _part(rule: TrancheRule, planned: Decimal, states: dict[int, TrancheState], as_of: datetime) -> Part:
    tranche: Tranche | None = getattr(rule, "tranche", None)
    state = states.get(tranche.pk, TrancheState.PROPOSED) if tranche is not None else None
    # A proposal may be made anew: what it is worth is known since it was requested.
    if tranche is None or state == TrancheState.PROPOSED:
        return Part(rule, planned, None, None)
    came = [row for row in tranche.receipts.all() if row.reverses_id is None and row.at <= as_of]
    return Part(rule, planned, tranche, state, came[-1].received_on if came and state in CAME else None)


def _states(ids: list[int], as_of: datetime) -> dict[int, TrancheState]:
    steps = Transition.objects.filter(subject_type=Tranche._meta.label_lower, subject_id__in=ids, at__lte=as_of)
    return {pk: TrancheState(target) for pk, target in steps.order_by("at", "pk").values_list("subject_id", "target")}


def passed_on(call: Call, as_of: datetime) -> list[TrancheShare]:
    """What the Chambers have had, tranche by tranche, in order of Chamber."""
    rows = TrancheShare.objects.filter(tranche__rule__fund__call=call, passed_on_at__lte=as_of)
    found = rows.select_related("tranche__rule__fund", "pot__chamber").order_by("tranche", "pk")
    return sorted(found, key=lambda share: (share.tranche_id, str(share.pot)))


def balances(call: Call, as_of: datetime, listed: list[Dossier], came: list[Part]) -> list[Balance]:
    """Each regional fund with the cost that the final accounts leave on it and what has come in of it."""
    settled = [dossier.reference for dossier in listed if dossier.settlement is not None]
    cost = settled_costs(call, as_of, settled)
    funds = list(call.funds.filter(kind=FundKind.REGIONAL).select_related("act").order_by("pk"))
    known = [fund for fund in funds if fund.act is None or fund.act.recorded_at <= as_of]
    return [
        Balance(fund, cost.get(fund.pk, ZERO), sum((part.received for part in came if part.rule.fund_id == fund.pk), ZERO))
        for fund in known
    ]


def acts(call: Call, as_of: datetime) -> list[Act]:
    """The acts recorded by then, in order of date."""
    return list(call.acts.filter(recorded_at__lte=as_of).select_related("publication").order_by("issued_on", "pk"))
