"""Gives roles to users and ends them."""

from datetime import datetime

from accounts.domain.declarations import NOT_READ
from accounts.domain.roles import ROLES, Representative
from accounts.enums import Basis, Permission
from accounts.models import Invitation, Membership, RepresentativeDeclaration, User
from accounts.permissions import why_not_act_for
from accounts.policies.appointing import why_not_appoint, why_not_dismiss
from core.locks import Rung, lock, operation
from core.operations.recording import record
from core.refusals import require
from registry.models import Chamber, Firm


@operation
def appoint(
    *,
    user: User,
    role: str,
    firm: Firm | None = None,
    chamber: Chamber | None = None,
    until_at: datetime | None = None,
    declaration: RepresentativeDeclaration | None = None,
    invitation: Invitation | None = None,
    by: User | None,
    at: datetime,
) -> Membership:
    """Give `user` the role (a code of `accounts.domain.roles`) where it counts, up to `until_at` if it is given.

    A delegate can do nothing until her power of attorney is there, whatever `until_at` says. A representative who makes no
    `declaration` is taken for one on the word of who appoints her. Raises Refused.
    """
    if firm is not None:
        lock(Firm.objects.filter(pk=firm.pk), Rung.FIRM)
    require(why_not_appoint(user, role, firm, chamber, invited=invitation is not None))
    if role == Representative.code and firm is not None and declaration is None:
        declaration = RepresentativeDeclaration.objects.create(
            user=user, firm=firm, basis=Basis.FOUND, text_version=NOT_READ, at=at, by=by
        )
    membership = Membership.objects.create(
        user=user, role=role, firm=firm, chamber=chamber, since_at=at, declaration=declaration, invitation=invitation,
        until_at=at if ROLES[role].needs_power_of_attorney else until_at,
    )  # fmt: skip
    _forget_roles(user)
    where = {"firm": firm.tax_code if firm else "", "chamber": chamber.code if chamber else ""}
    record(by=by, at=at, action="appointing.appoint", subject=membership, data={"user": user.email, "role": role, **where})
    return membership


@operation
def dismiss(*, membership: Membership, by: User | None, at: datetime) -> Membership:
    """End the role; the row stays and says until when it held. The last representative of a firm stays. Raises Refused."""
    if membership.firm_id is not None:
        lock(Firm.objects.filter(pk=membership.firm_id), Rung.FIRM)
    membership.refresh_from_db(fields=["ended_at"])
    require(why_not_dismiss(membership))
    membership.ended_at = at
    membership.save(update_fields=["ended_at"])
    _forget_roles(membership.user)
    record(by=by, at=at, action="appointing.dismiss", subject=membership, data={"user": membership.user.email})
    return membership


@operation
def send_away(*, membership: Membership, by: User, at: datetime) -> Membership:
    """The representative ends a role in her firm; anybody ends her own there. Raises Refused."""
    if membership.user_id != by.pk:
        firm = Firm.objects.get(memberships=membership.pk)
        require(why_not_act_for(by, firm, Permission.INVITE))
    return dismiss(membership=membership, by=by, at=at)


def _forget_roles(user: User) -> None:
    """`current_memberships` is read once a request; this object has just changed them."""
    user.__dict__.pop("current_memberships", None)
