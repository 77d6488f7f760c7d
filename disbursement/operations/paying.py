"""A settled grant is paid, once, by the competent Chamber's director, with the withholding that the law asks for."""

from datetime import date, datetime

from accounts.models import User
from applications.domain.workflow import WORKFLOW
from applications.enums import Move
from applications.operations.evaluating import ask
from applications.queries.findings import confirmed_in
from applications.queries.granting import reference_of
from applications.queries.promised import figures_of
from bando.domain.contribution import withhold
from bando.enums import ActKind, MovementKind, Phase
from bando.models import Act
from bando.operations.acts import adopt
from bando.operations.ledger import Posting, post
from core.locks import operation
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require
from disbursement import notifications
from disbursement.models import Payout, Settlement
from disbursement.permissions import why_not_pay as why_not_person
from disbursement.policies import paying as policies
from disbursement.policies.cash import why_not_beyond_cash
from disbursement.queries.cash import drawn_on
from disbursement.queries.commitments import commitments_of
from disbursement.queries.locked import locked_account
from disbursement.queries.requirements import facts_at_payment


@operation
def pay(
    *,
    settlement: Settlement,
    number: str,
    issued_on: date,
    issuer: str,
    signer: str,
    paid_on: date,
    by: User,
    at: datetime,
) -> Payout:
    """Adopt (or join) the act of payment and pay what each line still has committed. `gross = net + withheld`."""
    account = locked_account(settlement.account_id)
    settlement = Settlement.objects.select_related("account").get(pk=settlement.pk)
    settlement.account = account
    require(why_not_person(by, settlement))
    require(policies.why_not_pay(settlement, at=at, paid_on=paid_on))
    application = account.application
    due = commitments_of(application)
    require(why_not_beyond_cash(application.call, drawn_on(due)))
    _require_requirements(settlement, by, at)
    act = _act(settlement, number=number, issued_on=issued_on, issuer=issuer, signer=signer, by=by, at=at)
    payout = _written(settlement, act, paid_on=paid_on, by=by, at=at)
    out = [Posting(one.line_id, MovementKind.PAY, one.amount) for one in due]
    post(postings=out, reference=reference_of(application), act=act, by=by, at=at)
    # The lines are held from here on: what another payment took meanwhile is seen now.
    require(why_not_beyond_cash(application.call, drawn_on(due, paid=True)))
    move(subject=application, workflow=WORKFLOW, move=Move.PAY, by=by, at=at)
    data = {"gross": str(payout.gross), "withheld": str(payout.withheld), "net": str(payout.net), "act": act.pk}
    record(by=by, at=at, action="paying.pay", subject=application, data=data)
    notifications.paid(payout, at=at)
    return payout


def _require_requirements(settlement: Settlement, by: User, at: datetime) -> None:
    """Ask the rules of the payment, keep what they answer, and refuse where one is not met or not looked up."""
    application = settlement.account.application
    more = facts_at_payment(settlement)
    _kept, findings = ask(application=application, phase=Phase.PAYMENT, by=by, at=at, more=more)
    require(policies.why_not_fit(findings, confirmed_in(application)))


def _act(settlement: Settlement, *, number: str, issued_on: date, issuer: str, signer: str, by: User, at: datetime) -> Act:
    """One act may pay many firms: known by issuer, number and date, it is adopted with the first."""
    call = settlement.account.application.call
    known = call.acts.filter(kind=ActKind.PAYMENT, issuer=issuer, number=number, issued_on=issued_on).first()
    return known or adopt(
        call=call,
        kind=ActKind.PAYMENT,
        number=number,
        issued_on=issued_on,
        issuer=issuer,
        signer=signer,
        subject=f"Liquidazione e pagamento dei contributi, {issuer}",
        by=by,
        at=at,
    )


def _written(settlement: Settlement, act: Act, *, paid_on: date, by: User, at: datetime) -> Payout:
    account = settlement.account
    sums = withhold(settlement.final_grant, figures_of(account.application).withholding_rate)
    return Payout.objects.create(
        settlement=settlement,
        act=act,
        gross=sums.gross,
        withheld=sums.withheld,
        net=sums.net,
        iban=account.iban,
        paid_on=paid_on,
        at=at,
        by=by,
    )
