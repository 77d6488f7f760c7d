"""Takes a grant back by act: what is still committed returns to the lines it came from."""

from datetime import date, datetime

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import why_not
from applications.domain.workflow import WORKFLOW
from applications.enums import Move
from applications.models import Application
from applications.notifications import review as notifications
from applications.policies import revoking as policies
from applications.queries.granting import committed_by_line, reference_of
from bando.enums import ActKind, MovementKind
from bando.models import Act
from bando.operations import acts
from bando.operations.ledger import Posting, post
from core.locks import Rung, lock, operation
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require


@operation
def revoke(*, application: Application, act: Act, reason: str, by: User, at: datetime) -> None:
    """Revoke under `act`. What was already paid stays in the ledger as paid until it is recovered."""
    require(why_not(by, Permission.SIGN_ACTS))
    revoke_under(application=application, act=act, reason=reason, by=by, at=at)


@operation
def revoke_under(*, application: Application, act: Act, reason: str, by: User, at: datetime) -> None:
    """The same for a caller who has asked whether `by` may: whoever takes a paid grant back, at its Chamber."""
    rows = Application.objects.select_related("call", "firm_version").filter(pk=application.pk)
    application = lock(rows, Rung.APPLICATION)[0]
    require(policies.why_not_revoke(application) or policies.why_not_under(application, act))
    require(policies.why_not_explain(reason))
    freed = committed_by_line(application)
    postings = [Posting(line_id=line, kind=MovementKind.REVOKE, amount=amount) for line, amount in freed.items()]
    post(postings=postings, reference=reference_of(application), act=act, by=by, at=at)
    move(subject=application, workflow=WORKFLOW, move=Move.REVOKE, by=by, at=at, reason=reason.strip())
    data = {"act": act.pk, "freed": str(sum(freed.values()))}
    record(by=by, at=at, action="revoking.revoke", subject=application, data=data)
    notifications.revoked(application, reason.strip(), at)


@operation
def adopt_and_revoke(
    *, application: Application, number: str, issued_on: date, issuer: str, signer: str, reason: str, by: User, at: datetime
) -> Act:
    """Adopt the act of revocation of this one grant, and revoke under it."""
    act = acts.adopt(
        call=application.call,
        kind=ActKind.REVOCATION,
        number=number,
        issued_on=issued_on,
        issuer=issuer,
        signer=signer,
        subject=f"Revoca del contributo a {application.applicant}"[:250],
        by=by,
        at=at,
    )
    revoke(application=application, act=act, reason=reason, by=by, at=at)
    return act
