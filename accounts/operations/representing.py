"""A person enters her firm, and from then on acts for it."""

from datetime import datetime
from typing import Any

from accounts.domain.roles import Representative
from accounts.models import Membership, User
from accounts.operations.appointing import appoint
from core.locks import operation
from registry.operations.registering import register


@operation
def represent(*, firm: dict[str, Any], by: User, at: datetime) -> Membership:
    """Register the firm described by `firm` (the parameters of `registering.register`) and make `by` its representative.

    Raises Refused, and then neither the firm nor the role has come about.
    """
    return appoint(user=by, role=Representative.code, firm=register(**firm, by=by, at=at), by=by, at=at)
