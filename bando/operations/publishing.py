"""Publishes a call by act: its money is posted on the lines, and its configuration is kept as version 1 and frozen."""

from datetime import date, datetime

from accounts.models import User
from bando import permissions
from bando.enums import ActKind, MovementKind
from bando.models import Act, BudgetLine, Call
from bando.operations import acts, ledger, versioning
from bando.policies.publishing import why_not_publish
from core.locks import operation, queue_lock
from core.operations.recording import record
from core.refusals import require


@operation
def publish(*, call: Call, number: str, issued_on: date, issuer: str, signer: str, by: User, at: datetime) -> Act:
    """The act of publication. From here on the call changes by act only. Raises Refused with all that the call lacks."""
    require(permissions.why_not_adopt(by, ActKind.PUBLICATION))
    queue_lock(f"call:{call.pk}")
    call.refresh_from_db()
    require(why_not_publish(call, at=at))
    act = acts.adopt(
        call=call,
        kind=ActKind.PUBLICATION,
        number=number,
        issued_on=issued_on,
        issuer=issuer,
        signer=signer,
        subject=f"Approvazione e pubblicazione del bando «{call.title}»"[:250],
        by=by,
        at=at,
    )
    _endow(call=call, act=act, by=by, at=at)
    version = versioning.begin(call=call, act=act, by=by, at=at)
    versioning.seal(version=version, changes={"published_at": at}, by=by, at=at)
    record(by=by, at=at, action="publishing.publish", subject=call, data={"act": act.pk, "number": act.number})
    return act


def _endow(*, call: Call, act: Act, by: User, at: datetime) -> None:
    lines = BudgetLine.objects.filter(pot__call=call, fund__act=None)
    postings = [ledger.Posting(line.pk, MovementKind.ENDOW, line.endowment) for line in lines]
    ledger.post(postings=postings, reference=f"call:{call.pk}", act=act, by=by, at=at)
