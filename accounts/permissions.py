"""Who may, and where: read from memberships, one query a request."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.enums import Permission, Scope
from accounts.models import Membership, PowerOfAttorney, User
from core.figures import day
from core.models import Job
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
    """The firms in whose name she may act (or do what `permission` says), in all that concerns them.

    Who may act in a single application only is told by `applications.permissions`.
    """
    return {m.firm_id for m in _with(user, permission) if m.firm_id is not None and m.role_class.scope == Scope.FIRM}


def visible_firms(user: Person) -> QuerySet[Firm]:
    """The firms that she works for; everybody's for roles that read files everywhere."""
    if everywhere(user, Permission.READ_FILES):
        return Firm.objects.all()
    return Firm.objects.filter(pk__in=firm_ids(user, Permission.PREPARE))


def own_firms(user: Person) -> QuerySet[Firm]:
    """The firms that she works for, as what she may."""
    return Firm.objects.filter(pk__in=firm_ids(user, Permission.PREPARE))


def visible_papers(user: Person) -> QuerySet[PowerOfAttorney]:
    """The powers of attorney that she gave as a representative, or acts on."""
    if not isinstance(user, User) or not user.is_active:
        return PowerOfAttorney.objects.none()
    given = Q(membership__firm__in=firm_ids(user, Permission.INVITE))
    return PowerOfAttorney.objects.filter(given | Q(membership__user=user.pk))


def visible_chambers(user: Person) -> QuerySet[Chamber]:
    """The Chambers that she works in; all for roles that count everywhere."""
    if not isinstance(user, User) or not user.is_active:
        return Chamber.objects.none()
    if any(m.role_class.scope == Scope.EVERYWHERE for m in user.current_memberships):
        return Chamber.objects.all()
    return Chamber.objects.filter(pk__in=chamber_ids(user, Permission.READ_FILES))


def visible_jobs(user: Person) -> QuerySet[Job]:
    """The jobs that she has proposed; all of them for who reads all files and the trail of who did what."""
    if not isinstance(user, User) or not holds(user, Permission.READ_FILES):
        return Job.objects.none()
    reads_all = everywhere(user, Permission.READ_FILES) and everywhere(user, Permission.READ_TRAIL)
    return Job.objects.all() if reads_all else Job.objects.filter(by_id=user.pk)


def why_not_view_job(user: Person, job: Job) -> str | None:
    """The row's own answer to `visible_jobs`."""
    mine = isinstance(user, User) and job.by_id == user.pk and holds(user, Permission.READ_FILES)
    reads_all = everywhere(user, Permission.READ_FILES) and everywhere(user, Permission.READ_TRAIL)
    return None if mine or reads_all else _("Questo lavoro lo vede chi lo ha preparato.")


def why_not(user: Person, permission: Permission, *, chamber_id: int | None = None) -> str | None:
    """Why she may not do it (in that Chamber), as a sentence."""
    allowed = everywhere(user, permission) or (chamber_id is not None and chamber_id in chamber_ids(user, permission))
    if allowed or (chamber_id is None and holds(user, permission)):
        return None
    return _("Il vostro ruolo non permette di: %(what)s. Rivolgetevi a chi gestisce gli incarichi.") % {
        "what": Permission(permission).label
    }


def why_not_act_for(user: Person, firm: Firm, permission: Permission = Permission.APPLY) -> str | None:
    """Why she may not act in the name of the firm."""
    return None if firm.pk in firm_ids(user, permission) else why_without(user, firm.pk, permission)


def why_without(user: Person, firm_id: int, permission: Permission = Permission.APPLY) -> str:
    """The sentence for somebody who may not: what she lacks in the firm, and who can give it to her."""
    if isinstance(user, User) and firm_id in firm_ids(user, Permission.PREPARE):
        return _("Il vostro ruolo nell’impresa non permette di: %(what)s. Rivolgetevi al legale rappresentante.") % {
            "what": Permission(permission).label
        }
    late = _late(user, firm_id)
    if late is None:
        return _("Non agite per questa impresa: chiedete una delega al legale rappresentante.")
    if late.waits_for_paper:
        return _("Caricate la procura: la trovate da caricare in «Le mie imprese». Prima non potete agire per l’impresa.")
    return _("La vostra delega è scaduta il %(day)s: chiedete al legale rappresentante di rinnovarla.") % {
        "day": day(late.last_day)
    }


def _late(user: Person, firm_id: int) -> Membership | None:
    """Her role in the firm whose last day has passed, or whose first has not come."""
    if not isinstance(user, User) or not user.is_active:
        return None
    rows = Membership.objects.filter(user=user.pk, firm=firm_id, ended_at=None, until_at__isnull=False)
    return rows.order_by("-until_at", "-pk").first()


def why_not_hold_paper(user: Person, membership: Membership) -> str | None:
    """A power of attorney is uploaded and read by who gives it (the representative) and by who acts on it."""
    if isinstance(user, User) and user.pk == membership.user_id and user.is_active:
        return None
    return (
        None
        if membership.firm_id in firm_ids(user, Permission.INVITE)
        else _("Questa procura non è tra quelle che potete vedere.")
    )
