"""Records acts and their publication: decisions with number, date and signer."""

from datetime import date, datetime

from accounts.models import User
from bando import permissions
from bando.enums import ActKind
from bando.models import Act, Call, Publication
from bando.policies import adopting as policies
from core.locks import operation
from core.operations.recording import record
from core.refusals import require


@operation
def adopt(
    *, call: Call, kind: ActKind, number: str, issued_on: date, issuer: str, signer: str, subject: str, by: User, at: datetime
) -> Act:
    """A new act on the call, for good. Raises Refused."""
    require(permissions.why_not_adopt(by, kind))
    require(policies.why_not_adopt(call, kind=kind, number=number, issued_on=issued_on, issuer=issuer, at=at))
    act = Act.objects.create(
        call=call,
        kind=kind,
        number=number,
        issued_on=issued_on,
        issuer=issuer,
        signer=signer,
        subject=subject,
        recorded_at=at,
        recorded_by=by,
    )
    record(by=by, at=at, action="acts.adopt", subject=act, data={"call": call.code, "kind": kind, "number": number})
    return act


@operation
def publish(*, act: Act, published_on: date, address: str, by: User, at: datetime) -> Publication:
    """Where and when the act was made public (D.Lgs. 33/2013, art. 26 and 27). Raises Refused."""
    require(permissions.why_not_make_public(by))
    require(policies.why_not_make_public(act, published_on=published_on, at=at) or policies.why_not_at(address))
    publication = Publication.objects.create(act=act, published_on=published_on, address=address, recorded_at=at, recorded_by=by)
    record(by=by, at=at, action="acts.publish", subject=act, data={"on": published_on.isoformat(), "address": address})
    return publication
