"""Moves money of a fund from one pot of a call to another: an act, and the two movements that it makes."""

from datetime import date, datetime
from decimal import Decimal

from accounts.models import User
from bando import permissions
from bando.enums import ActKind, MovementKind
from bando.models import Act, BudgetLine, Call
from bando.operations import acts, ledger
from bando.policies.transferring import why_not_transfer
from core.locks import operation
from core.operations.recording import record
from core.refusals import require


@operation
def transfer(
    *,
    call: Call,
    source: BudgetLine,
    target: BudgetLine,
    amount: Decimal,
    number: str,
    issued_on: date,
    issuer: str,
    signer: str,
    by: User,
    at: datetime,
) -> Act:
    """`amount` (euro) goes from what `source` has available to what `target` has, under a new act. Raises Refused."""
    require(permissions.why_not_adopt(by, ActKind.TRANSFER))
    require(why_not_transfer(call, source=source, target=target, amount=amount))
    subject = f"Trasferimento da {source.pot} a {target.pot}: {source.fund}"[:250]
    kind = ActKind.TRANSFER
    act = acts.adopt(
        call=call, kind=kind, number=number, issued_on=issued_on, issuer=issuer, signer=signer, subject=subject, by=by, at=at
    )
    postings = [
        ledger.Posting(source.pk, MovementKind.HAND_OVER, amount),
        ledger.Posting(target.pk, MovementKind.TAKE_OVER, amount),
    ]
    ledger.post(postings=postings, reference=f"act:{act.pk}", act=act, by=by, at=at)
    data = {"call": call.code, "from": source.pk, "to": target.pk, "amount": str(amount)}
    record(by=by, at=at, action="transferring.transfer", subject=act, data=data)
    return act
