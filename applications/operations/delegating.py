"""Delegates somebody for one application: an invitation, and the application that it is for."""

from datetime import date, datetime

from accounts.domain.roles import ApplicationDelegate
from accounts.models import User
from accounts.operations.inviting import invite
from applications.models import Application, Mandate
from core.locks import operation
from core.operations.recording import record


@operation
def delegate(*, application: Application, email: str, until_on: date, by: User, at: datetime) -> Mandate:
    """Invite whoever reads the mail of `email` to act in this application, up to `until_on`. Raises Refused."""
    invitation = invite(firm=application.firm, email=email, role=ApplicationDelegate.code, until_on=until_on, by=by, at=at)
    mandate = Mandate.objects.create(invitation=invitation, application=application)
    record(by=by, at=at, action="delegating.delegate", subject=application, data={"email": invitation.email})
    return mandate
