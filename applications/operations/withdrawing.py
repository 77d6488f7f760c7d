"""Takes an application back while its call is open: its arrival stays on record, the money that it had reserved is free again."""

from datetime import datetime

from accounts.models import User
from applications.domain.workflow import WORKFLOW
from applications.enums import Move, NoticeKind
from applications.models import Application
from applications.notifications.telling import tell
from applications.operations.copying import copy_of
from applications.permissions import why_not_take_back
from applications.policies.submitting import why_not_withdraw
from applications.queries.reserving import reservation_of
from bando.enums import MovementKind
from bando.models import Movement
from bando.operations.ledger import Posting, post
from core.locks import Rung, lock, operation, queue_lock
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require


@operation
def withdraw(*, application: Application, by: User, at: datetime) -> Application:
    """End a sent application and begin a draft with the same content, to be sent again: the new arrival will count.

    Returns the draft. Raises Refused once the window has closed.
    """
    (fresh,) = lock(Application.objects.select_related("call", "firm").filter(pk=application.pk), Rung.APPLICATION)
    require(why_not_take_back(by, fresh))
    require(why_not_withdraw(fresh, at=at))
    move(subject=fresh, workflow=WORKFLOW, move=Move.WITHDRAW, by=by, at=at)
    tell(fresh, NoticeKind.WITHDRAWN, at=at)
    draft = copy_of(application=fresh, by=by, at=at)
    record(by=by, at=at, action="withdrawing.withdraw", subject=fresh, data={"draft": draft.pk})
    queue_lock(f"call:{fresh.call_id}")
    _release(fresh, by=by, at=at)
    return draft


def _release(application: Application, *, by: User, at: datetime) -> None:
    reserved = Movement.objects.filter(reference=reservation_of(application), kind=MovementKind.RESERVE)
    postings = [Posting(line_id=one.line_id, kind=MovementKind.RELEASE, amount=one.amount) for one in reserved]
    if postings:
        post(postings=postings, reference=reservation_of(application), act=None, by=by, at=at)
