"""Gives roles to users and ends them."""

from datetime import datetime

from accounts.models import Membership, User
from accounts.policies import why_not_appoint, why_not_dismiss
from core.locks import operation
from core.operations.recording import record
from core.refusals import require
from registry.models import Chamber, Firm


@operation
def appoint(
    *, user: User, role: str, firm: Firm | None = None, chamber: Chamber | None = None, by: User | None, at: datetime
) -> Membership:
    """Give `user` the role (a code of `accounts.domain.roles`) where it counts. Raises Refused."""
    require(why_not_appoint(user, role, firm, chamber))
    membership = Membership.objects.create(user=user, role=role, firm=firm, chamber=chamber, since_at=at)
    _forget_roles(user)
    where = {"firm": firm.tax_code if firm else "", "chamber": chamber.code if chamber else ""}
    record(by=by, at=at, action="appointing.appoint", subject=membership, data={"user": user.email, "role": role, **where})
    return membership


@operation
def dismiss(*, membership: Membership, by: User | None, at: datetime) -> Membership:
    """End the role; the row stays and says until when it held. Raises Refused."""
    membership.refresh_from_db(fields=["ended_at"])
    require(why_not_dismiss(membership))
    membership.ended_at = at
    membership.save(update_fields=["ended_at"])
    _forget_roles(membership.user)
    record(by=by, at=at, action="appointing.dismiss", subject=membership, data={"user": membership.user.email})
    return membership


def _forget_roles(user: User) -> None:
    """`current_memberships` is read once a request; this object has just changed them."""
    user.__dict__.pop("current_memberships", None)
