"""The firm's answer to its grant: it accepts, or renounces and the money is free again."""

from datetime import datetime

from accounts.models import User
from applications.domain.workflow import WORKFLOW
from applications.enums import Move
from applications.models import Application
from applications.notifications import review as notifications
from applications.permissions import why_not_act
from applications.policies import accepting as policies
from applications.queries.granting import committed_by_line, reference_of
from bando.enums import MovementKind
from bando.operations.ledger import Posting, post
from core.locks import Rung, lock, operation
from core.money import ZERO
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require


@operation
def accept(*, application: Application, by: User, at: datetime) -> None:
    """Accept the grant; from now on the accounts can be opened."""
    application = _locked(application.pk)
    require(why_not_act(by, application))
    require(policies.why_not_accept(application))
    move(subject=application, workflow=WORKFLOW, move=Move.ACCEPT, by=by, at=at)
    record(by=by, at=at, action="accepting.accept", subject=application)
    notifications.accepted(application, at)


@operation
def renounce(*, application: Application, reason: str, by: User, at: datetime) -> None:
    """Renounce the grant, or what the ranking has financed: what each line had committed for it is available again."""
    application = _locked(application.pk)
    require(why_not_act(by, application))
    require(policies.why_not_renounce(application) or policies.why_not_leave(reason))
    freed = committed_by_line(application)
    postings = [Posting(line_id=line, kind=MovementKind.RENOUNCE, amount=amount) for line, amount in freed.items()]
    post(postings=postings, reference=reference_of(application), act=None, by=by, at=at)
    move(subject=application, workflow=WORKFLOW, move=Move.RENOUNCE, by=by, at=at, reason=reason.strip())
    data = {"reason": reason.strip(), "freed": {str(line): str(amount) for line, amount in freed.items()}}
    record(by=by, at=at, action="accepting.renounce", subject=application, data=data)
    notifications.renounced(application, sum(freed.values(), ZERO), reason.strip(), at)


def _locked(pk: int) -> Application:
    rows = Application.objects.select_related("call", "firm", "grant").filter(pk=pk)
    return lock(rows, Rung.APPLICATION)[0]
