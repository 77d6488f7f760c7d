"""In which firms a person acts, and as what; who acts and signs for a firm."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from accounts.domain.keys import digest_of
from accounts.domain.roles import ROLES, Representative
from accounts.enums import Permission, Scope
from accounts.models import Invitation, JoinRequest, Membership, PowerOfAttorney, User, in_force
from accounts.permissions import Person
from registry.models import Firm

SIGNING = [code for code, role in ROLES.items() if role.scope == Scope.FIRM and Permission.APPLY in role.permissions]


@dataclass(frozen=True)
class Signatory:
    """Somebody whose signature binds the firm: her tax code, and as what she signs."""

    tax_code: str
    name: str
    role: str

    @property
    def role_label(self) -> str:
        """The role in Italian, as it stands in `accounts.domain.roles`."""
        return ROLES[self.role].label


def memberships_in_firms(user: Person) -> QuerySet[Membership]:
    """Her roles in firms that nobody has ended, by the firm's name; some may be over, or wait for their paper."""
    rows = Membership.objects.filter(user=user.pk, ended_at=None, firm__isnull=False)
    return rows.select_related("firm__province").order_by("firm__name", "pk")


def members_of(firm_id: int, *, at: datetime) -> list[str]:
    """The addresses of who works for the whole firm at `at`: where its messages go."""
    whole = [code for code, role in ROLES.items() if role.scope == Scope.FIRM]
    rows = Membership.objects.filter(in_force(at), firm=firm_id, role__in=whole, user__is_active=True).order_by("user")
    return list(dict.fromkeys(rows.values_list("user__email", flat=True)))


def signatories_of(firm_id: int, *, at: datetime, invitations: Collection[int] = ()) -> list[Signatory]:
    """Whose signature binds the firm at `at`: its representatives, the delegates whose power of attorney holds.

    With `invitations`, those too who accepted one of them: delegates for one application, whom
    `applications.queries.signatories` finds. Only who has given her tax code is listed, representatives first.
    """
    firm = Firm.objects.get(pk=firm_id)
    found = [Signatory(firm.representative_tax_code, firm.representative_name, Representative.code)]
    mine = Q(role__in=SIGNING, firm=firm_id) | Q(invitation__in=list(invitations), firm=firm_id)
    rows = Membership.objects.filter(mine & in_force(at), user__is_active=True).exclude(user__tax_code="")
    found += [Signatory(row.user.tax_code, row.user.name, row.role) for row in rows.select_related("user").order_by("pk")]
    found.sort(key=lambda one: one.role != Representative.code)
    return list({one.tax_code: one for one in reversed(found)}.values())[::-1]


def people_of(firm_id: int) -> QuerySet[Membership]:
    """Everybody who has or had a role in the firm: first those that nobody has ended."""
    rows = Membership.objects.filter(firm=firm_id).select_related("user", "invitation").prefetch_related("papers")
    return rows.order_by(F("ended_at").desc(nulls_first=True), "since_at", "pk")


def open_invitations(firm_id: int) -> QuerySet[Invitation]:
    """Those that wait for an answer, or have expired without one."""
    return Invitation.objects.filter(firm=firm_id, accepted_at=None, withdrawn_at=None).select_related("invited_by")


def join_requests(firm_id: int) -> QuerySet[JoinRequest]:
    """Who has asked to be invited and works for the firm in no way yet."""
    inside = Membership.objects.filter(firm=firm_id, ended_at=None).values("user")
    return JoinRequest.objects.filter(firm=firm_id).exclude(user__in=inside).select_related("user")


def firm_with_code(code: str) -> Firm | None:
    """The firm that has this tax code or this VAT number, as `identifiers.compact` leaves them."""
    return Firm.objects.filter(Q(tax_code=code) | Q(vat_number=code)).first()


def invitation_with_key(key: str) -> Invitation | None:
    """The invitation that the key opens: found by its hash."""
    return Invitation.objects.select_related("firm", "invited_by").filter(digest=digest_of(key)).first()


def invitations_to(user: User, *, at: datetime) -> QuerySet[Invitation]:
    """Those that wait for her, by the address that she has confirmed."""
    rows = Invitation.objects.filter(email=user.email.lower(), accepted_at=None, withdrawn_at=None, expires_at__gt=at)
    return rows.select_related("firm", "invited_by")


def paper_of(membership: Membership) -> PowerOfAttorney | None:
    """The power of attorney that was uploaded last."""
    return membership.papers.order_by("pk").last()
