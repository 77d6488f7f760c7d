"""The calls that everybody may see, and where each stands: computed from instants, acts and pots, never stored."""

from datetime import datetime

from django.db.models import QuerySet

from bando.enums import CallStatus
from bando.models import Call
from bando.models.situation import decided as decided
from bando.models.situation import situated, situation_of


def reachable_calls() -> QuerySet[Call]:
    """Published calls, rehearsals too: for who knows their address. Each knows where it stands without asking more."""
    return situated(Call.objects.exclude(published_at=None))


def visible_calls() -> QuerySet[Call]:
    """Published calls, newest opening first, for lists: rehearsals are not among them."""
    return reachable_calls().filter(rehearsal=False)


def status(call: Call, at: datetime) -> CallStatus:
    """Where the call stands at an instant; it is open from the opening to the closing instant of a window, both included."""
    return situation_of(call).status(at)
