"""When firm and Chamber may write to each other about a dossier."""

from django.utils.translation import gettext as _

from applications.enums import State
from applications.models import Application

LONGEST = 4000


def why_not_write(application: Application) -> str | None:
    """From the sending on: before it there is no Chamber to write to."""
    if application.state == State.DRAFT:
        return _("Potete scrivere alla Camera dopo l’invio della domanda.")
    return None


def why_not_text(text: str) -> str | None:
    """A message says something, in a few words."""
    if not text.strip():
        return _("Scrivete il messaggio.")
    if len(text) > LONGEST:
        return _("Il messaggio supera %(limit)s caratteri: accorciatelo.") % {"limit": LONGEST}
    return None
