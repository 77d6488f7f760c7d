"""Variations and extensions: the firm asks, the Chamber decides; an extension moves the days of its one application."""

from datetime import date, datetime
from typing import Any

from accounts.models import User
from applications.domain.workflow import CHANGE
from applications.enums import ChangeKind, ChangeMove, ChangeState
from applications.models import Application, ChangeDecision, ChangeRequest
from applications.notifications import dialogue as notifications
from applications.notifications.review import files_since
from applications.permissions import why_not_act, why_not_check
from applications.policies import changing as policies
from applications.queries.content import closed_at
from applications.queries.deadlines import deadlines_of
from applications.queries.locked import locked_application
from core.locks import operation
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require


@operation
def ask_variation(*, application: Application, text: str, reason: str, by: User, at: datetime) -> ChangeRequest:
    """Ask to change the project or how its spending is divided; the grant stays what it is."""
    application = locked_application(application.pk)
    require(why_not_act(by, application))
    require(policies.why_not_ask(application, ChangeKind.VARIATION))
    require(policies.why_not_vary(text) or policies.why_not_explain(reason))
    return _ask(application, by, at, kind=ChangeKind.VARIATION, text=text.strip(), reason=reason.strip())


@operation
def ask_extension(*, application: Application, until_on: date, reason: str, by: User, at: datetime) -> ChangeRequest:
    """Ask for spending until a later day."""
    application = locked_application(application.pk)
    require(why_not_act(by, application))
    require(policies.why_not_ask(application, ChangeKind.EXTENSION))
    require(policies.why_not_until(until_on, deadlines_of(application), at=at) or policies.why_not_explain(reason))
    return _ask(application, by, at, kind=ChangeKind.EXTENSION, until_on=until_on, reason=reason.strip())


def _ask(application: Application, by: User, at: datetime, **asked: Any) -> ChangeRequest:
    documents = files_since(application, closed_at(application))
    request = ChangeRequest.objects.create(application=application, asked_at=at, by=by, **asked)
    data = {name: str(value) for name, value in asked.items()} | {"request": str(request.pk)}
    record(by=by, at=at, action="changing.ask", subject=application, data=data)
    notifications.change_asked(request, documents)
    return request


@operation
def grant(*, request: ChangeRequest, reason: str, until_on: date | None = None, by: User, at: datetime) -> ChangeDecision:
    """Say yes; to an extension with its last day of spending, which moves the accounts by as many days."""
    request = _open(request, reason, by)
    now = deadlines_of(request.application)
    require(policies.why_not_extend(request, until_on, now))
    if request.kind != ChangeKind.EXTENSION or until_on is None:
        return _decide(request, ChangeState.GRANTED, reason, by, at)
    given = now.extended(until_on)
    days = {"spend_until_on": given.spend_until_on, "accounts_due_on": given.accounts_due_on}
    return _decide(request, ChangeState.GRANTED, reason, by, at, **days)


@operation
def refuse(*, request: ChangeRequest, reason: str, by: User, at: datetime) -> ChangeDecision:
    """Say no, and why: everything stays as it was."""
    return _decide(_open(request, reason, by), ChangeState.REFUSED, reason, by, at)


def _open(request: ChangeRequest, reason: str, by: User) -> ChangeRequest:
    """The request as it is now, behind the lock of its application, if it can be decided."""
    application = locked_application(request.application_id)
    request = application.change_requests.get(pk=request.pk)
    require(why_not_check(by, application))
    require(policies.why_not_decide(request) or policies.why_not_explain(reason))
    return request


def _decide(request: ChangeRequest, outcome: ChangeState, reason: str, by: User, at: datetime, **days: date) -> ChangeDecision:
    step = ChangeMove.GRANT if outcome is ChangeState.GRANTED else ChangeMove.REFUSE
    decision = ChangeDecision.objects.create(request=request, outcome=outcome, reason=reason.strip(), at=at, by=by, **days)
    move(subject=request, workflow=CHANGE, move=step, by=by, at=at, reason=reason.strip())
    data = {"request": request.pk, "outcome": outcome.value, **{name: value.isoformat() for name, value in days.items()}}
    record(by=by, at=at, action="changing.decide", subject=request.application, data=data)
    notifications.change_decided(decision)
    return decision
