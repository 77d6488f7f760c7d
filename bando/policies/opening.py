"""Why nobody can begin an application now, as the call's own page says it."""

from datetime import datetime

from django.utils.translation import gettext as _

from bando.models import Call
from core.figures import instant


def why_not_apply(call: Call, *, at: datetime) -> str | None:
    """The reason why the call takes no application, or draft of one, at an instant."""
    if at < call.draft_from_at:
        return _("La compilazione comincia il %(when)s: intanto fate la verifica preliminare.") % {
            "when": instant(call.draft_from_at)
        }
    if at > call.closes_at:
        return _("Il bando ha chiuso il %(when)s: non si possono più presentare domande. Guardate i bandi aperti.") % {
            "when": instant(call.closes_at)
        }
    return None
