"""Gives back to its funder what a fund has left unspent: an act, and a movement on each line that gives."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from accounts.models import User
from bando import permissions
from bando.enums import ActKind, MovementKind
from bando.models import Act, Fund
from bando.operations import acts, ledger
from bando.policies.returning import why_not_give_back
from core.locks import operation
from core.money import ZERO
from core.operations.recording import record
from core.refusals import require


@operation
def give_back(
    *,
    fund: Fund,
    amounts: Mapping[int, Decimal],
    number: str,
    issued_on: date,
    issuer: str,
    signer: str,
    by: User,
    at: datetime,
) -> Act:
    """`amounts` (euro by primary key of line) leave what the lines of the fund have available, for good. Raises Refused."""
    require(permissions.why_not_adopt(by, ActKind.RETURN))
    require(why_not_give_back(fund, amounts=amounts, at=at))
    kind, subject = ActKind.RETURN, f"Restituzione al finanziatore: {fund}"[:250]
    act = acts.adopt(
        call=fund.call, kind=kind, number=number, issued_on=issued_on, issuer=issuer, signer=signer, subject=subject, by=by, at=at
    )
    postings = [ledger.Posting(line, MovementKind.GIVE_BACK, amount) for line, amount in amounts.items()]
    ledger.post(postings=postings, reference=f"act:{act.pk}", act=act, by=by, at=at)
    data = {"call": fund.call.code, "fund": fund.pk, "amount": str(sum(amounts.values(), ZERO))}
    record(by=by, at=at, action="returning.give_back", subject=act, data=data)
    return act
