"""When an officer records what she has found about a requirement."""

from collections.abc import Container, Mapping

from django.utils.translation import gettext as _

from applications.enums import State
from applications.models import Application

OVER = frozenset(
    {
        State.INADMISSIBLE,
        State.BELOW_MINIMUM,
        State.RENOUNCED,
        State.FORFEITED,
        State.PAID,
        State.CLOSED,
        State.REVOKED,
    }
)


def why_not_confirm_facts(application: Application) -> str | None:
    """From the sending to the payment, while something can still follow from it."""
    if application.state == State.DRAFT:
        return _("La domanda non è ancora stata inviata.")
    if application.state in OVER:
        return _("La domanda è «%(state)s»: non c’è più nulla da verificare.") % {"state": application.get_state_display()}
    return None


def why_not_note(note: str) -> str | None:
    """A finding says where it was looked up."""
    return None if note.strip() else _("Scrivete come l’avete verificato: quale registro o documento, in che data.")


def why_not_say(words: Mapping[str, bool | None], asked: Container[str]) -> str | None:
    """Something is said, of requirements of the call only."""
    if not words:
        return _("Dite che cosa risulta di almeno un requisito.")
    return None if all(code in asked for code in words) else _("Scegliete un requisito di questo bando.")
