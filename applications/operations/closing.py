"""Closes the file of a grant that was paid and has nothing left to do."""

from datetime import datetime

from accounts.models import User
from applications.domain.workflow import WORKFLOW
from applications.enums import Move
from applications.models import Application
from applications.permissions import why_not_check
from applications.policies import revoking as policies
from core.locks import Rung, lock, operation
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require


@operation
def close(*, application: Application, by: User, at: datetime) -> None:
    """The last step: done by the Chamber that paid."""
    rows = Application.objects.select_related("pot").filter(pk=application.pk)
    application = lock(rows, Rung.APPLICATION)[0]
    require(why_not_check(by, application))
    require(policies.why_not_close(application))
    move(subject=application, workflow=WORKFLOW, move=Move.CLOSE, by=by, at=at)
    record(by=by, at=at, action="closing.close", subject=application)
