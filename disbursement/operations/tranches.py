"""The regional money in its parts: proposed with the report that supports it, asked of the Region by act, approved, received,
passed on to the Chambers to the cent. What was recorded wrongly is undone by its opposite; nothing is edited."""

from datetime import date, datetime

from accounts.models import User
from bando.enums import ActKind
from bando.models import TrancheRule
from bando.operations.acts import adopt
from core.figures import euro, in_italian
from core.locks import operation
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require
from disbursement.domain.workflow import TRANCHE_WORKFLOW
from disbursement.enums import TrancheMove
from disbursement.models import Evidence, Tranche, TrancheReceipt, TrancheShare
from disbursement.permissions import why_not_fund, why_not_request
from disbursement.policies import tranches as policies
from disbursement.queries.locked import locked_fund, locked_tranche
from disbursement.queries.tranches import amount_of, division_of, progress_of, standing_shares


@operation
def propose(*, rule: TrancheRule, evidence: Evidence | None, by: User, at: datetime) -> Tranche:
    """Compute one part of a fund with the report that opens it. The balance is what the final cost leaves, and may be money to
    give back. A proposal that no act has requested yet is proposed anew."""
    require(why_not_fund(by))
    locked_fund(rule.fund_id)
    rule = TrancheRule.objects.select_related("fund__call").get(pk=rule.pk)
    progress = progress_of(rule.fund, evidence)
    require(policies.why_not_propose(rule, evidence=evidence, progress=progress))
    figures = {"evidence": evidence, "amount": amount_of(rule, evidence), "proposed_at": at, "proposed_by": by}
    tranche, _new = Tranche.objects.update_or_create(rule=rule, defaults=figures)
    data = {"rule": rule.pk, "amount": str(tranche.amount), "progress": str(progress)} | _digests(evidence)
    record(by=by, at=at, action="tranches.propose", subject=tranche, data=data)
    return tranche


def _digests(evidence: Evidence | None) -> dict[str, object]:
    if evidence is None:
        return {"evidence": None}
    return {"evidence": evidence.pk, "data_sha256": evidence.data_sha256, "file_sha256": evidence.file_sha256}


@operation
def request(*, tranche: Tranche, number: str, issued_on: date, issuer: str, signer: str, by: User, at: datetime) -> Tranche:
    """Ask the Region for it, by an act that somebody else than its proposer signs; the figures must still be those proposed."""
    tranche = locked_tranche(tranche)
    require(why_not_request(by, tranche))
    now = amount_of(tranche.rule, tranche.evidence)
    require(policies.why_not_request(tranche, amount=now, progress=progress_of(tranche.rule.fund, tranche.evidence)))
    subject = f"Richiesta a Regione: {in_italian(str)(tranche)}, {in_italian(euro)(tranche.amount)}"[:250]
    tranche.request = adopt(
        call=tranche.rule.fund.call, kind=ActKind.TRANCHE_REQUEST, number=number, issued_on=issued_on, issuer=issuer,
        signer=signer, subject=subject, by=by, at=at,
    )  # fmt: skip
    tranche.requested_at, tranche.requested_by = at, by
    tranche.save(update_fields=["request", "requested_at", "requested_by"])
    move(subject=tranche, workflow=TRANCHE_WORKFLOW, move=TrancheMove.REQUEST, by=by, at=at)
    record(
        by=by, at=at, action="tranches.request", subject=tranche, data={"act": tranche.request.pk, "amount": str(tranche.amount)}
    )
    return tranche


@operation
def approve(*, tranche: Tranche, protocol: str, approved_on: date, by: User, at: datetime) -> Tranche:
    """Record that the Region has approved the request, under its protocol."""
    require(why_not_fund(by))
    tranche = locked_tranche(tranche)
    require(policies.why_not_approve(tranche, protocol=protocol, approved_on=approved_on, at=at))
    tranche.approval_protocol, tranche.approved_on = protocol.strip()[:60], approved_on
    tranche.save(update_fields=["approval_protocol", "approved_on"])
    move(subject=tranche, workflow=TRANCHE_WORKFLOW, move=TrancheMove.APPROVE, by=by, at=at)
    data = {"protocol": tranche.approval_protocol, "approved_on": approved_on.isoformat()}
    record(by=by, at=at, action="tranches.approve", subject=tranche, data=data)
    return tranche


@operation
def receive(*, tranche: Tranche, received_on: date, reference: str, by: User, at: datetime) -> TrancheReceipt:
    """Record that the money came in (or, for a negative balance, went back) with value of a day."""
    require(why_not_fund(by))
    tranche = locked_tranche(tranche)
    require(policies.why_not_receive(tranche, received_on=received_on, at=at))
    receipt = TrancheReceipt.objects.create(
        tranche=tranche, amount=tranche.amount, received_on=received_on, reference=reference[:60], at=at, by=by
    )
    move(subject=tranche, workflow=TRANCHE_WORKFLOW, move=TrancheMove.RECEIVE, by=by, at=at)
    data = {"received_on": received_on.isoformat(), "reference": reference, "amount": str(tranche.amount)}
    record(by=by, at=at, action="tranches.receive", subject=tranche, data=data)
    return receipt


@operation
def pass_on(*, tranche: Tranche, by: User, at: datetime) -> list[TrancheShare]:
    """Pass a received tranche on to the Chambers in proportion to their regional endowment; the shares add up to the cent.

    A Chamber that has had more than its part by now (a pot has given money to another since) gives the difference back: its
    share is negative."""
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


@operation
def reverse_passing(*, tranche: Tranche, reason: str, by: User, at: datetime) -> list[TrancheShare]:
    """Undo the passing on: an opposite row for each share. The tranche is as it was when it had come in."""
    require(why_not_fund(by))
    tranche = locked_tranche(tranche)
    require(policies.why_not_reverse_passing(tranche) or policies.why_not_because(reason))
    back = [
        TrancheShare.objects.create(
            tranche=tranche, pot_id=had.pot_id, amount=-had.amount, passed_on_at=at, reverses=had, reason=reason.strip(), by=by
        )
        for had in standing_shares(tranche)
    ]
    move(subject=tranche, workflow=TRANCHE_WORKFLOW, move=TrancheMove.REVERSE_PASSING, by=by, at=at, reason=reason.strip())
    record(by=by, at=at, action="tranches.reverse_passing", subject=tranche, data={"reason": reason.strip(), "shares": len(back)})
    return back


@operation
def reverse_receipt(*, tranche: Tranche, reason: str, by: User, at: datetime) -> TrancheReceipt:
    """Undo the receipt by its opposite. The tranche is as it was when the Region had approved it."""
    require(why_not_fund(by))
    tranche = locked_tranche(tranche)
    require(policies.why_not_reverse_receipt(tranche) or policies.why_not_because(reason))
    had = tranche.receipt
    assert had is not None, "a received tranche has its receipt"
    back = TrancheReceipt.objects.create(
        tranche=tranche, amount=-had.amount, received_on=had.received_on, reference=had.reference, reverses=had,
        reason=reason.strip(), at=at, by=by,
    )  # fmt: skip
    move(subject=tranche, workflow=TRANCHE_WORKFLOW, move=TrancheMove.REVERSE_RECEIPT, by=by, at=at, reason=reason.strip())
    record(by=by, at=at, action="tranches.reverse_receipt", subject=tranche, data={"reason": reason.strip(), "receipt": had.pk})
    return back
