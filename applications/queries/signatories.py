"""Whose signature binds the firm in one application."""

from datetime import datetime

from accounts.queries import firms
from accounts.queries.firms import Signatory
from applications.models import Application


def signatories_of(application: Application, *, at: datetime) -> list[Signatory]:
    """The firm's signatories at `at`, and the delegates for this application: tax codes with names and roles."""
    invitations = application.mandates.values_list("invitation", flat=True)
    return firms.signatories_of(application.firm_id, at=at, invitations=list(invitations))
