"""Whether a grant can be taken back, or its file closed."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from applications.domain.workflow import WORKFLOW
from applications.enums import Move
from applications.models import Application
from bando.enums import ActKind
from bando.models import Act
from core.operations.moving import why_not_move

# What later apps know that holds a grant where it is: each says why, or nothing.
HOLDS: list[Callable[[Application], str | None]] = []


def why_not_revoke(application: Application) -> str | None:
    """Once the act of the ranking has committed it, whatever has happened since, unless something holds it (`HOLDS`)."""
    if why_not_move(application, WORKFLOW, Move.REVOKE) is None:
        return next(filter(None, (hold(application) for hold in HOLDS)), None)
    return _("Si revoca un contributo finanziato o concesso: questa domanda è «%(state)s».") % {
        "state": application.get_state_display()
    }


def why_not_under(application: Application, act: Act) -> str | None:
    """A revocation needs an act of revocation of the same call."""
    if act.kind == ActKind.REVOCATION and act.call_id == application.call_id:
        return None
    return _("Registrate prima l’atto di revoca di questo bando, poi indicatelo qui.")


def why_not_explain(reason: str) -> str | None:
    """A revocation is motivated (art. 3 L. 241/1990)."""
    return None if reason.strip() else _("Scrivete la motivazione della revoca: l’impresa la leggerà.")


def why_not_close(application: Application) -> str | None:
    """Once it is paid."""
    if why_not_move(application, WORKFLOW, Move.CLOSE) is None:
        return None
    return _("La pratica si chiude dopo il pagamento: ora è «%(state)s».") % {"state": application.get_state_display()}
