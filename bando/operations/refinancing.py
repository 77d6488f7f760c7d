"""Adds money to a published call: a fund with its act, its lines on the pots and its own tranches, in a new version."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from accounts.models import User
from bando import permissions
from bando.domain.tranches import Part
from bando.enums import ActKind, FundKind, MovementKind
from bando.models import BudgetLine, Call, Fund, TrancheRule
from bando.operations import acts, ledger, versioning
from bando.policies.refinancing import why_not_refinance
from core.locks import operation, queue_lock
from core.money import ZERO
from core.operations.recording import record
from core.refusals import require


@operation
def refinance(
    *,
    call: Call,
    kind: FundKind,
    label: str,
    amounts: Mapping[int, Decimal],
    number: str,
    issued_on: date,
    issuer: str,
    signer: str,
    tranche_rules: Sequence[Part] = (),
    by: User,
    at: datetime,
) -> Fund:
    """A fund of `amounts` (euro by primary key of pot), available at once. Raises Refused.

    Regional money needs `tranche_rules` whose shares make up one: each funding act brings its own.
    """
    require(permissions.why_not_adopt(by, ActKind.REFINANCING))
    queue_lock(f"call:{call.pk}")
    call = Call.objects.get(pk=call.pk)
    require(why_not_refinance(call, kind=kind, amounts=amounts, parts=tranche_rules))
    act = acts.adopt(
        call=call,
        kind=ActKind.REFINANCING,
        number=number,
        issued_on=issued_on,
        issuer=issuer,
        signer=signer,
        subject=f"Rifinanziamento: {label}"[:250],
        by=by,
        at=at,
    )
    version = versioning.begin(call=call, act=act, by=by, at=at)
    amount = sum(amounts.values(), ZERO)
    fund = Fund.objects.create(call=call, kind=kind, label=label, legal_act=str(act)[:120], amount=amount, act=act)
    foresee(fund=fund, parts=tranche_rules, by=by, at=at)
    lines = BudgetLine.objects.bulk_create(
        BudgetLine(fund=fund, pot_id=pot, endowment=part) for pot, part in sorted(amounts.items()) if part
    )
    postings = [ledger.Posting(line.pk, MovementKind.REFINANCE, line.endowment) for line in lines]
    ledger.post(postings=postings, reference=f"act:{act.pk}", act=act, by=by, at=at)
    versioning.seal(version=version, by=by, at=at)
    record(by=by, at=at, action="refinancing.refinance", subject=fund, data={"call": call.code, "amount": str(amount)})
    return fund


@operation
def foresee(*, fund: Fund, parts: Sequence[Part], by: User | None, at: datetime) -> list[TrancheRule]:
    """Write the parts in which the fund is paid, in their order."""
    return TrancheRule.objects.bulk_create(
        TrancheRule(
            fund=fund, kind=part.kind, order=order, share=part.share, gate=part.gate, due_on=part.due_on, progress=part.progress
        )
        for order, part in enumerate(parts, start=1)
    )
