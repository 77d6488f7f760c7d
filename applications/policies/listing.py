"""When the list of a call's arrivals is published: once nobody can arrive any more."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from bando.enums import CallStatus
from bando.models import Call
from bando.models.situation import situation_of
from core.figures import instant

OVER = (CallStatus.CLOSED, CallStatus.DECIDED, CallStatus.CONCLUDED)
# Who sent at the last instant may still wait in the queue.
PATIENCE = timedelta(minutes=10)


def why_not_list(call: Call, *, at: datetime) -> str | None:
    """After the last closing instant of a call that no act has suspended."""
    situation = situation_of(call)
    if situation.status(at) == CallStatus.SUSPENDED:
        return _("Il bando è sospeso: l’elenco degli arrivi è pubblicato quando un atto lo chiude.")
    from_at = situation.closes_at + PATIENCE
    if at <= from_at or situation.status(at) not in OVER:
        return _("L’elenco degli arrivi è pubblicato dopo la chiusura del bando: da %(when)s.") % {"when": instant(from_at)}
    return None
