"""Whether the firm can accept its grant, or renounce it."""

from django.utils.translation import gettext as _

from applications.domain.workflow import WORKFLOW
from applications.enums import Move, State
from applications.models import Application
from core.operations.moving import why_not_move


def why_not_accept(application: Application) -> str | None:
    """Once, after the grant."""
    if application.state == State.ACCEPTED:
        return _("Avete già accettato il contributo: ora potete caricare il rendiconto.")
    return why_not_move(application, WORKFLOW, Move.ACCEPT)


def why_not_renounce(application: Application) -> str | None:
    """From the act of the ranking until the accounts are sent."""
    return why_not_move(application, WORKFLOW, Move.RENOUNCE)


def why_not_leave(reason: str) -> str | None:
    """A renunciation says why: the portal learns from it."""
    return None if reason.strip() else _("Scrivete in poche parole perché rinunciate.")
