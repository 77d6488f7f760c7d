"""The regional money in its parts: asked of the Region, received, passed on to the Chambers to the cent."""

from datetime import date, datetime

from accounts.models import User
from bando.models import TrancheRule
from core.locks import operation
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require
from disbursement.domain.workflow import TRANCHE_WORKFLOW
from disbursement.enums import TrancheMove
from disbursement.models import Evidence, Tranche, TrancheShare
from disbursement.permissions import why_not_fund
from disbursement.policies import tranches as policies
from disbursement.queries.locked import locked_fund, locked_tranche
from disbursement.queries.tranches import amount_of, division_of


@operation
def request(*, rule: TrancheRule, evidence: Evidence | None, by: User, at: datetime) -> Tranche:
    """Ask the Region for one part of a fund; the balance is what the final cost leaves, and may be money to give back."""
    require(why_not_fund(by))
    locked_fund(rule.fund_id)
    rule = TrancheRule.objects.select_related("fund__call").get(pk=rule.pk)
    require(policies.why_not_request(rule, evidence=evidence))
    amount = amount_of(rule, evidence)
    tranche = Tranche.objects.create(rule=rule, evidence=evidence, amount=amount, requested_at=at, requested_by=by)
    data = {"rule": rule.pk, "evidence": evidence.pk if evidence else None, "amount": str(amount)}
    record(by=by, at=at, action="tranches.request", subject=tranche, data=data)
    return tranche


@operation
def receive(*, tranche: Tranche, received_on: date, reference: str, by: User, at: datetime) -> Tranche:
    """Record that the money came in (or, for a negative balance, went back)."""
    require(why_not_fund(by))
    tranche = locked_tranche(tranche)
    require(policies.why_not_receive(tranche, received_on=received_on, at=at))
    tranche.received_on, tranche.receipt_reference = received_on, reference[:60]
    tranche.save(update_fields=["received_on", "receipt_reference"])
    move(subject=tranche, workflow=TRANCHE_WORKFLOW, move=TrancheMove.RECEIVE, by=by, at=at)
    data = {"received_on": received_on.isoformat(), "reference": reference, "amount": str(tranche.amount)}
    record(by=by, at=at, action="tranches.receive", subject=tranche, data=data)
    return tranche


@operation
def pass_on(*, tranche: Tranche, by: User, at: datetime) -> list[TrancheShare]:
    """Pass a received tranche on to the Chambers in proportion to their regional endowment; the shares add up to the cent."""
    require(why_not_fund(by))
    tranche = locked_tranche(tranche)
    require(policies.why_not_pass_on(tranche))
    shares = [
        TrancheShare.objects.create(tranche=tranche, pot_id=pot_id, amount=amount, passed_on_at=at, by=by)
        for pot_id, amount in division_of(tranche)
    ]
    move(subject=tranche, workflow=TRANCHE_WORKFLOW, move=TrancheMove.PASS_ON, by=by, at=at)
    data = {"shares": {str(share.pot_id): str(share.amount) for share in shares}}
    record(by=by, at=at, action="tranches.pass_on", subject=tranche, data=data)
    return shares
