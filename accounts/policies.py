"""What is possible now: reasons in words why a user or a membership cannot come or go."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.roles import ROLES
from accounts.enums import Scope
from accounts.models import Membership, User
from registry.models import Chamber, Firm

_WANTED = {
    Scope.FIRM: gettext_lazy("Indicate l’impresa, e solo l’impresa: il ruolo vale per un’impresa."),
    Scope.CHAMBER: gettext_lazy("Indicate la Camera, e solo la Camera: il ruolo vale per una Camera."),
    Scope.EVERYWHERE: gettext_lazy("Non indicate né imprese né Camere: il ruolo vale per tutto il portale."),
}


def why_not_enrol(email: str) -> str | None:
    """An address belongs to one user, however it is written."""
    if User.objects.filter(email__iexact=email).exists():
        return _("Esiste già un’utenza con questo indirizzo: assegnatele un incarico.")
    return None


def why_not_appoint(user: User, role: str, firm: Firm | None, chamber: Chamber | None) -> str | None:
    """A role has the place that it counts in, and is held once."""
    if role not in ROLES:
        return _("Il ruolo non esiste: sceglietelo dall’elenco.")
    given = (firm is not None, chamber is not None)
    wanted = {Scope.FIRM: (True, False), Scope.CHAMBER: (False, True), Scope.EVERYWHERE: (False, False)}
    if given != wanted[ROLES[role].scope]:
        return str(_WANTED[ROLES[role].scope])
    if not user.is_active:
        return _("L’utenza non è attiva: riattivatela prima di darle un incarico.")
    if Membership.objects.filter(user=user, role=role, firm=firm, chamber=chamber, ended_at=None).exists():
        return _("Questa persona ha già questo incarico.")
    return None


def why_not_dismiss(membership: Membership) -> str | None:
    """An ended membership stays ended."""
    if membership.ended_at is not None:
        return _("L’incarico è già cessato.")
    return None


def why_not_have_roles_ended(user: User) -> str | None:
    """There must be a role in force to end."""
    if not user.memberships.filter(ended_at=None).exists():
        return _("La persona non ha incarichi in vigore.")
    return None
