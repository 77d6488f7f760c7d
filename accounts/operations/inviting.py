"""Invites people into a firm by e-mail, and takes their yes: the key of an invitation is mailed, and kept as its hash."""

from datetime import date, datetime

from accounts.domain.keys import digest_of, new_key
from accounts.domain.roles import ROLES, Representative
from accounts.domain.terms import INVITATION_LASTS, end_of
from accounts.enums import Permission
from accounts.models import Invitation, Membership, User
from accounts.notifications import invited
from accounts.operations.appointing import appoint
from accounts.operations.representing import become_representative
from accounts.permissions import why_not_act_for
from accounts.policies.joining import why_not_accept, why_not_invite, why_not_withdraw
from core.locks import Rung, lock, operation
from core.operations.recording import record
from core.refusals import require
from registry.models import Firm


@operation
def invite(*, firm: Firm, email: str, role: str, until_on: date | None = None, by: User, at: datetime) -> Invitation:
    """Offer a role in the firm to whoever reads the mail of `email`; an open offer of the same is withdrawn for it.

    For a delegate `until_on` is the last day on which she may act. Raises Refused.
    """
    lock(Firm.objects.filter(pk=firm.pk), Rung.FIRM)
    require(why_not_act_for(by, firm, Permission.INVITE))
    require(why_not_invite(firm, email, role, until_on, at=at))
    if ROLES[role].scope == "firm":
        Invitation.objects.filter(firm=firm, email=email.lower(), role=role, accepted_at=None, withdrawn_at=None).update(
            withdrawn_at=at
        )
    key = new_key()
    invitation = Invitation.objects.create(
        firm=firm, email=email.lower(), role=role, until_on=until_on, digest=digest_of(key), invited_at=at, invited_by=by,
        expires_at=at + INVITATION_LASTS,
    )  # fmt: skip
    record(by=by, at=at, action="inviting.invite", subject=invitation, data={"email": invitation.email, "role": role})
    invited(invitation, key=key)
    return invitation


@operation
def withdraw(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """The offer no longer stands; its link says so. Raises Refused."""
    fresh = _locked(invitation)
    require(why_not_act_for(by, fresh.firm, Permission.INVITE))
    require(why_not_withdraw(fresh))
    fresh.withdrawn_at = at
    fresh.save(update_fields=["withdrawn_at"])
    record(by=by, at=at, action="inviting.withdraw", subject=fresh, data={"email": fresh.email})
    return fresh


@operation
def accept(*, invitation: Invitation, declares: bool = False, by: User, at: datetime) -> Membership:
    """Take the role, once, if the address is the person's own; accepting again gives the same role. Raises Refused.

    Who becomes a representative declares it. What she held in that role before, and is over, is ended.
    """
    fresh = _locked(invitation)
    if fresh.accepted_by_id == by.pk:
        return fresh.membership
    require(why_not_accept(fresh, by, at=at))
    _end_what_is_over(fresh, by, at)
    if fresh.role == Representative.code:
        membership = become_representative(firm=fresh.firm, declares=declares, invitation=fresh, by=by, at=at)
    else:
        until_at = end_of(fresh.until_on) if fresh.until_on else None
        membership = appoint(user=by, role=fresh.role, firm=fresh.firm, until_at=until_at, invitation=fresh, by=by, at=at)
    fresh.accepted_at, fresh.accepted_by = at, by
    fresh.save(update_fields=["accepted_at", "accepted_by"])
    record(by=by, at=at, action="inviting.accept", subject=fresh, data={"email": fresh.email, "role": fresh.role})
    return membership


def _locked(invitation: Invitation) -> Invitation:
    """The invitation as it stands once its firm's row is held: two answers at once come one after the other."""
    lock(Firm.objects.filter(pk=invitation.firm_id), Rung.FIRM)
    return Invitation.objects.select_related("firm").get(pk=invitation.pk)


def _end_what_is_over(invitation: Invitation, by: User, at: datetime) -> None:
    """A delegation that has run out makes room for the new one."""
    over = Membership.objects.filter(user=by, firm=invitation.firm_id, role=invitation.role, ended_at=None, until_at__lte=at)
    if ROLES[invitation.role].scope == "firm":
        over.update(ended_at=at)
