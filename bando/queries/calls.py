"""The calls that everybody may see, and where each stands: computed from instants and acts, never stored."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from bando.enums import ActKind, CallStatus
from bando.models import Act, Call


def decided() -> Exists:
    """Whether a ranking of the call was approved by act: an expression on its rows."""
    return Exists(Act.objects.filter(call=OuterRef("pk"), kind=ActKind.RANKING))


def visible_calls() -> QuerySet[Call]:
    """Published calls, newest opening first; each knows `is_decided`, so that its status asks nothing more."""
    return Call.objects.exclude(published_at=None).annotate(is_decided=decided())


def status(call: Call, at: datetime) -> CallStatus:
    """Where the call stands at an instant; it is open from the opening to the closing instant, both included."""
    if call.published_at is None or at < call.published_at:
        return CallStatus.PREPARED
    if at < call.opens_at:
        return CallStatus.ANNOUNCED
    if at <= call.closes_at:
        return CallStatus.OPEN
    known = getattr(call, "is_decided", None)
    is_decided = Act.objects.filter(call=call, kind=ActKind.RANKING).exists() if known is None else known
    return CallStatus.DECIDED if is_decided else CallStatus.CLOSED
