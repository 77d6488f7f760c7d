"""Why a power of attorney cannot be taken."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.domain.terms import day_of
from accounts.models import Membership
from core.figures import day

MAXIMUM_BYTES = 10_000_000
KINDS = frozenset({"pdf", "p7m"})


def why_not_deposit(membership: Membership, until_on: date, *, at: datetime) -> str | None:
    """For a delegate in office, with a last day that is to come and not after the one that she was invited until."""
    if not membership.role_class.needs_power_of_attorney:
        return _("Questo incarico non ha bisogno di una procura.")
    if membership.ended_at is not None:
        return _("L’incarico è cessato: per agire ancora per l’impresa serve un nuovo invito.")
    if until_on < day_of(at):
        return _("La procura è già scaduta: caricatene una valida, con il suo ultimo giorno.")
    limit = membership.invitation.until_on if membership.invitation else None
    if limit is not None and until_on > limit:
        return _("L’invito vale fino al %(day)s: indicate quel giorno o uno precedente, oppure chiedete un nuovo invito.") % {
            "day": day(limit)
        }
    return None


def why_not_take(size: int, kind: str = "pdf") -> str | None:
    """What a power of attorney may be: a PDF, signed or scanned, not too large."""
    if size > MAXIMUM_BYTES:
        return _("Il file supera %(limit)s MB: riducetelo e caricatelo di nuovo.") % {"limit": MAXIMUM_BYTES // 10**6}
    if kind not in KINDS:
        return _("Per la procura si accetta un PDF, anche firmato (PDF o .p7m): convertite il file e caricatelo di nuovo.")
    return None
