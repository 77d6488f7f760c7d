"""The firm's answer to its grant: it accepts, renounces, or lets the term pass; in the last two the money is free again."""

from datetime import datetime

from accounts.models import User
from applications.domain.terms import GRACE
from applications.domain.workflow import WORKFLOW
from applications.enums import Move, State
from applications.models import Application
from applications.notifications import review as notifications
from applications.permissions import why_not_act
from applications.policies import accepting as policies
from applications.queries.granting import committed_by_line, reference_of
from bando.enums import MovementKind
from bando.operations.ledger import Posting, post, post_all
from core.locks import Rung, lock, operation
from core.money import ZERO
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require


@operation
def accept(*, application: Application, by: User, at: datetime) -> None:
    """Accept the grant, within its term; from now on the accounts can be opened."""
    application = _locked(application.pk)
    require(why_not_act(by, application))
    require(policies.why_not_accept(application, at=at))
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


@operation
def expire_acceptances(*, at: datetime) -> int:
    """Take back, as the portal itself, every grant that was not accepted by its term; returns how many.

    What each line had committed for it is available again, in one posting of the ledger, so that lines are locked in order.
    """
    late = Application.objects.filter(state=State.GRANTED, grant__acceptance_due_at__lt=at - GRACE).select_related(
        "call", "firm", "grant"
    )
    # The row may have been answered while its lock was waited for.
    waiting = [row for row in lock(late, Rung.APPLICATION) if row.state == State.GRANTED]
    freed = {row.pk: committed_by_line(row) for row in waiting}
    postings = {
        reference_of(row): [Posting(line, MovementKind.FORFEIT, amount) for line, amount in freed[row.pk].items()]
        for row in waiting
    }
    post_all(postings=postings, act=None, by=None, at=at)
    for application in waiting:
        back = sum(freed[application.pk].values(), ZERO)
        move(subject=application, workflow=WORKFLOW, move=Move.FORFEIT, by=None, at=at)
        record(by=None, at=at, action="accepting.forfeit", subject=application, data={"freed": str(back)})
        notifications.forfeited(application, back, at)
    return len(waiting)


def _locked(pk: int) -> Application:
    rows = Application.objects.select_related("call", "firm", "grant").filter(pk=pk)
    return lock(rows, Rung.APPLICATION)[0]
