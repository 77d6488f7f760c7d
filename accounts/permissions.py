"""Who may, and where: read from memberships, one query a request."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.enums import Permission, Scope
from accounts.models import Membership, User
from registry.models import Chamber, Firm

Person = User | AnonymousUser


def _with(user: Person, permission: Permission) -> list[Membership]:
    if not isinstance(user, User) or not user.is_active:
        return []
    return [m for m in user.current_memberships if permission in m.role_class.permissions]


def holds(user: Person, permission: Permission) -> bool:
    """Whether any of her roles gives the permission, wherever it counts."""
    return isinstance(user, User) and user.holds(permission)


def everywhere(user: Person, permission: Permission) -> bool:
    """Whether a role gives it on the whole portal."""
    return any(m.role_class.scope == Scope.EVERYWHERE for m in _with(user, permission))


def chamber_ids(user: Person, permission: Permission) -> set[int]:
    """The Chambers in which a role gives it (roles that count everywhere are not listed)."""
    return {m.chamber_id for m in _with(user, permission) if m.chamber_id is not None}


def firm_ids(user: Person, permission: Permission = Permission.APPLY) -> set[int]:
    """The firms in whose name she may act."""
    return {m.firm_id for m in _with(user, permission) if m.firm_id is not None}


def visible_firms(user: Person) -> QuerySet[Firm]:
    """The firms that she acts for; everybody's for roles that read files everywhere."""
    if everywhere(user, Permission.READ_FILES):
        return Firm.objects.all()
    return Firm.objects.filter(pk__in=firm_ids(user))


def visible_chambers(user: Person) -> QuerySet[Chamber]:
    """The Chambers that she works in; all for roles that count everywhere."""
    if not isinstance(user, User) or not user.is_active:
        return Chamber.objects.none()
    if any(m.role_class.scope == Scope.EVERYWHERE for m in user.current_memberships):
        return Chamber.objects.all()
    return Chamber.objects.filter(pk__in=chamber_ids(user, Permission.READ_FILES))


def why_not(user: Person, permission: Permission, *, chamber_id: int | None = None) -> str | None:
    """Why she may not do it (in that Chamber), as a sentence."""
    allowed = everywhere(user, permission) or (chamber_id is not None and chamber_id in chamber_ids(user, permission))
    if allowed or (chamber_id is None and holds(user, permission)):
        return None
    return _("Il vostro ruolo non permette di: %(what)s. Rivolgetevi a chi gestisce gli incarichi.") % {
        "what": Permission(permission).label
    }


def why_not_act_for(user: Person, firm: Firm) -> str | None:
    """Why she may not act in the name of the firm."""
    return None if firm.pk in firm_ids(user) else _("Non agite per questa impresa: chiedete una delega al legale rappresentante.")
