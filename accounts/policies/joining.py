"""Why somebody cannot be invited, accept, or ask to be invited."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.domain.roles import OF_FIRMS, ROLES
from accounts.domain.terms import day_of
from accounts.enums import Scope
from accounts.models import Invitation, JoinRequest, Membership, User, in_force
from core.figures import day, instant
from registry.models import Firm

# A person asks so many firms a day, no more: nobody tries out lists of tax codes.
REQUESTS_A_DAY = 5


def why_not_invite(firm: Firm, email: str, role: str, until_on: date | None, *, at: datetime) -> str | None:
    """A role of a firm, with its last day where it needs one, for somebody who does not hold it."""
    if role not in OF_FIRMS:
        return _("Scegliete un ruolo tra quelli delle imprese.")
    if ROLES[role].needs_power_of_attorney and until_on is None:
        return _("Indicate fino a quando vale la delega: la procura ha un ultimo giorno.")
    if until_on is not None and until_on < day_of(at):
        return _("L’ultimo giorno è già passato: indicatene uno futuro.")
    held = Membership.objects.filter(in_force(at), firm=firm, role=role, user__email__iexact=email)
    if ROLES[role].scope == Scope.FIRM and held.exists():
        return _("Questa persona ha già questo incarico nell’impresa.")
    return None


def why_not_withdraw(invitation: Invitation) -> str | None:
    """What was answered is not withdrawn."""
    if invitation.accepted_at is not None:
        return _("L’invito è già stato accettato: se serve, fate cessare l’incarico.")
    if invitation.withdrawn_at is not None:
        return _("L’invito è già stato ritirato.")
    return None


def why_not_use(invitation: Invitation, *, at: datetime) -> str | None:
    """An invitation is accepted once, in time, while it stands."""
    if invitation.withdrawn_at is not None:
        return _("L’invito è stato ritirato: se vi serve ancora, chiedetene un altro a chi vi ha invitato.")
    if invitation.accepted_at is not None:
        return _("L’invito è già stato usato il %(instant)s: non si accetta due volte.") % {
            "instant": instant(invitation.accepted_at)
        }
    if invitation.has_expired(at):
        return _("L’invito è scaduto il %(instant)s: chiedetene un altro a chi vi ha invitato.") % {
            "instant": instant(invitation.expires_at)
        }
    if invitation.until_on is not None and invitation.until_on < day_of(at):
        return _("L’incarico offerto valeva fino al %(day)s: chiedete un altro invito.") % {"day": day(invitation.until_on)}
    return None


def why_not_accept(invitation: Invitation, user: User, *, at: datetime) -> str | None:
    """By the person whose address it was sent to, and nobody else."""
    refused = why_not_use(invitation, at=at)
    if refused:
        return refused
    if user.email.lower() == invitation.email:
        return None
    return _(
        "L’invito è per un altro indirizzo di posta, voi siete entrati come %(email)s. "
        "Uscite e rientrate con l’indirizzo che ha ricevuto l’invito, oppure chiedete di essere invitati a questo."
    ) % {"email": user.email}


def why_not_ask(user: User, firm: Firm, *, at: datetime) -> str | None:
    """Somebody who does not work for the firm yet, and does not ask all day."""
    if Membership.objects.filter(in_force(at), user=user, firm=firm).exists():
        return _("Agite già per questa impresa: la trovate in «Le mie imprese».")
    asked = JoinRequest.objects.filter(user=user, on=day_of(at)).exclude(firm=firm).count()
    if asked >= REQUESTS_A_DAY:
        return _("Oggi avete già chiesto l’accesso a %(n)s imprese: riprovate domani.") % {"n": asked}
    return None
