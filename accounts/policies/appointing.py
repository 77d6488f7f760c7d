"""What is possible now: reasons in words why a user or a membership cannot come or go."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.roles import ROLES, Representative
from accounts.enums import Scope
from accounts.models import Membership, User
from registry.models import Chamber, Firm

# Whether a firm, and whether a Chamber, is named.
_PLACES = {
    Scope.FIRM: (True, False),
    Scope.APPLICATION: (True, False),
    Scope.CHAMBER: (False, True),
    Scope.EVERYWHERE: (False, False),
}
_WANTED = {
    Scope.FIRM: gettext_lazy("Indicate l’impresa, e solo l’impresa: il ruolo vale per un’impresa."),
    Scope.APPLICATION: gettext_lazy("Indicate l’impresa, e solo l’impresa: il ruolo vale per un’impresa."),
    Scope.CHAMBER: gettext_lazy("Indicate la Camera, e solo la Camera: il ruolo vale per una Camera."),
    Scope.EVERYWHERE: gettext_lazy("Non indicate né imprese né Camere: il ruolo vale per tutto il portale."),
}


def why_not_enrol(email: str) -> str | None:
    """An address belongs to one user, however it is written."""
    if User.objects.filter(email__iexact=email).exists():
        return _("Esiste già un’utenza con questo indirizzo: assegnatele un incarico.")
    return None


def why_not_appoint(user: User, role: str, firm: Firm | None, chamber: Chamber | None, *, invited: bool = False) -> str | None:
    """A role has the place that it counts in, and is held once."""
    if role not in ROLES:
        return _("Il ruolo non esiste: sceglietelo dall’elenco.")
    if ROLES[role].scope == Scope.APPLICATION and not invited:
        return _("La delega per una sola domanda la dà il legale rappresentante, dalla pagina della domanda.")
    if (firm is not None, chamber is not None) != _PLACES[ROLES[role].scope]:
        return str(_WANTED[ROLES[role].scope])
    if not user.is_active:
        return _("L’utenza non è attiva: riattivatela prima di darle un incarico.")
    held = Membership.objects.filter(user=user, role=role, firm=firm, chamber=chamber, ended_at=None)
    if ROLES[role].scope != Scope.APPLICATION and held.exists():
        return _("Questa persona ha già questo incarico.")
    return None


def why_not_dismiss(membership: Membership) -> str | None:
    """An ended membership stays ended; a firm keeps a representative."""
    if membership.ended_at is not None:
        return _("L’incarico è già cessato.")
    if membership.role != Representative.code:
        return None
    others = Membership.objects.filter(firm=membership.firm_id, role=Representative.code, ended_at=None).exclude(pk=membership.pk)
    if others.exists():
        return None
    return _("È l’unico legale rappresentante dell’impresa: prima invitate o nominate il nuovo, poi fate cessare questo.")


def why_not_have_roles_ended(user: User) -> str | None:
    """There must be a role in force to end."""
    if not user.memberships.filter(ended_at=None).exists():
        return _("La persona non ha incarichi in vigore.")
    return None
