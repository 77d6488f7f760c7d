"""Takes an application back while its call is open: its arrival stays on record, the money that it had reserved is free again."""

from datetime import datetime

from accounts.models import User
from applications.domain.workflow import WORKFLOW
from applications.enums import Move, NoticeKind
from applications.models import Application
from applications.notifications.telling import tell
from applications.operations.copying import copy_of
from applications.operations.releasing import release
from applications.permissions import why_not_take_back
from applications.policies.submitting import why_not_withdraw
from core.locks import Rung, lock, operation
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
    release(application=fresh, by=by, at=at)
    move(subject=fresh, workflow=WORKFLOW, move=Move.WITHDRAW, by=by, at=at)
    tell(fresh, NoticeKind.WITHDRAWN, at=at)
    draft = copy_of(application=fresh, by=by, at=at)
    record(by=by, at=at, action="withdrawing.withdraw", subject=fresh, data={"draft": draft.pk})
    return draft
