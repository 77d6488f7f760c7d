"""The notice of rejection and the firm's observations: the procedure's terms stand still meanwhile."""

from datetime import datetime

from accounts.models import User
from applications.domain.terms import GRACE, last_moment
from applications.domain.workflow import WORKFLOW
from applications.enums import Move, RejectionReason, State
from applications.models import Application, Observation, RejectionNotice
from applications.notifications import dialogue as notifications
from applications.permissions import why_not_act, why_not_check
from applications.policies import rejecting as policies
from applications.policies.reviewing import why_not_reason
from applications.queries.locked import locked_application
from core.locks import Rung, lock, operation
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require


@operation
def notice(*, application: Application, reason_code: str, text: str, by: User, at: datetime) -> RejectionNotice:
    """Tell the firm why its application cannot be accepted; its days for observations run from `at`."""
    application = locked_application(application.pk)
    require(why_not_check(by, application))
    require(policies.why_not_notice(application, at=at) or why_not_reason(reason_code, text))
    return give_notice(application=application, reason=RejectionReason(reason_code), text=text.strip(), by=by, at=at)


@operation
def give_notice(
    *, application: Application, reason: RejectionReason, text: str, by: User | None, at: datetime
) -> RejectionNotice:
    """The same for an application that the caller has locked; by nobody: by the portal itself."""
    due_at = last_moment(at, application.call.rejection_days)
    told = RejectionNotice.objects.create(
        application=application, reason_code=reason, text=text, noticed_at=at, due_at=due_at, by=by
    )
    move(subject=application, workflow=WORKFLOW, move=Move.NOTICE_REJECTION, by=by, at=at, reason=text)
    data = {"reason": reason.value, "due_at": due_at.isoformat()}
    record(by=by, at=at, action="rejecting.notice", subject=application, data=data)
    notifications.rejection_noticed(told)
    return told


@operation
def observe(*, application: Application, text: str, by: User, at: datetime) -> Observation:
    """Take the firm's observations, within the term; the file is back on the Chamber's desk with them."""
    application = locked_application(application.pk)
    require(why_not_act(by, application))
    require(policies.why_not_observe(application, at=at) or policies.why_not_said(text))
    told = application.rejection_notices.latest("pk")
    observation = Observation.objects.create(notice=told, text=text.strip(), observed_at=at, by=by)
    move(subject=application, workflow=WORKFLOW, move=Move.OBSERVE, by=by, at=at)
    record(by=by, at=at, action="rejecting.observe", subject=application, data={"notice": told.pk})
    notifications.observed(observation)
    return observation


@operation
def expire_observations(*, at: datetime) -> int:
    """Give back to their desks, as the portal itself, the files whose firm has not observed by its term; returns how many."""
    late = Application.objects.filter(state=State.REJECTION_NOTICED).exclude(rejection_notices__due_at__gte=at - GRACE)
    # The row may have been answered while its lock was waited for.
    waiting = [row for row in lock(late, Rung.APPLICATION) if row.state == State.REJECTION_NOTICED]
    for application in waiting:
        move(subject=application, workflow=WORKFLOW, move=Move.END_OBSERVATIONS, by=None, at=at)
        record(by=None, at=at, action="rejecting.expire_observations", subject=application)
    return len(waiting)
