"""Whether the firm can accept its grant, or renounce it."""

from datetime import datetime

from django.utils.translation import gettext as _

from applications.domain.workflow import WORKFLOW
from applications.enums import Move, State
from applications.models import Application
from core.figures import instant
from core.operations.moving import why_not_move


def why_not_accept(application: Application, *, at: datetime) -> str | None:
    """Once, after the grant, within the term of the call, its last moment included."""
    due_at = application.grant.acceptance_due_at if hasattr(application, "grant") else None
    if application.state == State.FINANCED:
        return _(
            "Il contributo non è ancora concesso: si accetta dopo l’atto di concessione. Se rinunciate, potete farlo già ora."
        )
    if application.state == State.ACCEPTED:
        return _accepted(due_at)
    if due_at and (application.state == State.FORFEITED or (application.state == State.GRANTED and at > due_at)):
        return _(
            "Il termine per accettare il contributo è scaduto il %(due)s: l’accettazione non può più essere accolta. "
            "Il contributo decade e la somma torna a disposizione delle altre imprese."
        ) % {"due": instant(due_at)}
    return why_not_move(application, WORKFLOW, Move.ACCEPT)


def _accepted(due_at: datetime | None) -> str:
    """Nobody was asked where there was no term."""
    if due_at is None:
        return _("Il contributo è accettato: ora potete caricare il rendiconto.")
    return _("Avete già accettato il contributo: ora potete caricare il rendiconto.")


def why_not_renounce(application: Application) -> str | None:
    """From the act of the ranking until the accounts are sent."""
    return why_not_move(application, WORKFLOW, Move.RENOUNCE)


def why_not_leave(reason: str) -> str | None:
    """A renunciation says why: the portal learns from it."""
    return None if reason.strip() else _("Scrivete in poche parole perché rinunciate.")
