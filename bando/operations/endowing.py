"""Lays the money of a call in preparation: which Chambers take part, which provinces they serve, which fund lies where."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from bando.domain.placing import place
from bando.domain.tranches import Part
from bando.enums import Placing
from bando.models import BudgetLine, Call, Fund, Pot, PotProvince
from bando.operations.editing import keep, opened
from bando.operations.refinancing import foresee
from bando.policies.editing import why_not_lose
from bando.policies.endowing import why_not_pay_in, why_not_place, why_not_serve
from core.locks import operation
from core.operations.recording import record
from core.refusals import Refused, require
from registry.models import Chamber


@operation
def put_pot(
    *,
    call: Call,
    pot: Pot | None = None,
    chamber: Chamber | None,
    provinces: Iterable[str] = (),
    overbooking: Decimal = Decimal(0),
    by: User | None,
    at: datetime,
) -> Pot:
    """A Chamber takes part with these provinces; without a Chamber it is the common pool, which serves none of its own."""
    call = opened(call=call, by=by, at=at)
    kept = _pot(call, pot) if pot else Pot(call=call)
    served = sorted(set(provinces)) if chamber else []
    kept.chamber, kept.overbooking = chamber, overbooking
    require(why_not_serve(kept, served))
    keep(row=kept, by=by, at=at)
    kept.provinces.exclude(province__in=served).delete()
    known = set(kept.provinces.values_list("province", flat=True))
    for code in served:
        if code not in known:
            keep(row=PotProvince(call=call, pot=kept, province_id=code), by=by, at=at)
    data = {"pot": str(kept), "provinces": served, "overbooking": str(overbooking)}
    record(by=by, at=at, action="endowing.put_pot", subject=call, data=data)
    return kept


@operation
def take_out_pot(*, pot: Pot, by: User | None, at: datetime) -> None:
    """A Chamber does not take part after all. Refused while the money of a fund lies with it."""
    call = opened(call=pot.call, by=by, at=at)
    kept = _pot(call, pot)
    require(why_not_lose(kept))
    kept.provinces.all().delete()
    kept.delete()
    record(by=by, at=at, action="endowing.take_out_pot", subject=call, data={"pot": str(pot)})


@operation
def put_fund(
    *,
    call: Call,
    fund: Fund | None = None,
    values: Mapping[str, Any],
    how: Placing,
    by_pot: Mapping[int, Decimal],
    parts: Sequence[Part] = (),
    by: User | None,
    at: datetime,
) -> Fund:
    """A fund with its lines on the pots and the parts in which it is paid, written together.

    `values` are kind, label, legal_act, amount. `by_pot` are euro for OWN and weights for SPLIT; POOL needs none: the money
    lies in the common pool, made if there is none. Raises Refused.
    """
    call = opened(call=call, by=by, at=at)
    kept = _fund(call, fund) if fund else Fund(call=call)
    for name in ("kind", "label", "legal_act", "amount"):
        setattr(kept, name, values[name])
    endowments = _endowments(call, kept.amount, how, by_pot)
    require(why_not_pay_in(kept.kind, parts))
    keep(row=kept, by=by, at=at)
    kept.lines.all().delete()
    kept.tranche_rules.all().delete()
    BudgetLine.objects.bulk_create(BudgetLine(fund=kept, pot_id=pot, endowment=part) for pot, part in sorted(endowments.items()))
    foresee(fund=kept, parts=parts, by=by, at=at)
    data = {"fund": kept.label, "amount": str(kept.amount), "lines": {str(pot): str(part) for pot, part in endowments.items()}}
    record(by=by, at=at, action="endowing.put_fund", subject=call, data=data)
    return kept


@operation
def take_out_fund(*, fund: Fund, by: User | None, at: datetime) -> None:
    """The fund goes, with its lines and its tranches."""
    call = opened(call=fund.call, by=by, at=at)
    kept = _fund(call, fund)
    kept.lines.all().delete()
    kept.tranche_rules.all().delete()
    kept.delete()
    record(by=by, at=at, action="endowing.take_out_fund", subject=call, data={"fund": fund.label})


def _endowments(call: Call, amount: Decimal, how: Placing, by_pot: Mapping[int, Decimal]) -> dict[int, Decimal]:
    if set(by_pot) - set(call.pots.values_list("pk", flat=True)):
        raise Refused(_("Una delle dotazioni indicate non è di questo bando."))
    if how == Placing.POOL:
        pool, _created = Pot.objects.get_or_create(call=call, chamber=None)
        by_pot = {pool.pk: Decimal(1)}
    require(why_not_place(amount, how, by_pot))
    return place(amount, how, by_pot)


def _pot(call: Call, pot: Pot) -> Pot:
    kept = Pot.objects.filter(pk=pot.pk, call=call).first()
    if kept is None:
        raise Refused(_("Questa dotazione non c’è più: qualcuno l’ha tolta nel frattempo."))
    return kept


def _fund(call: Call, fund: Fund) -> Fund:
    kept = Fund.objects.filter(pk=fund.pk, call=call).first()
    if kept is None:
        raise Refused(_("Questo fondo non c’è più: qualcuno l’ha tolto nel frattempo."))
    return kept
