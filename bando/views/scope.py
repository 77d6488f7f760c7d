"""Which calls have public pages: those that are published, rehearsals too, for who knows their address."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest

from bando.models import Call
from bando.queries.calls import reachable_calls


def published(slug: str, at: datetime) -> Call:
    """The call at this address, if it is published. Raises Http404 for one in preparation as for one that is not there."""
    call = reachable_calls().filter(slug=slug, published_at__lte=at).first()
    if call is None:
        raise Http404
    return call


def received_at(request: HttpRequest) -> datetime:
    """The instant at which the request came in."""
    moment: Any = request.received_at  # type: ignore[attr-defined]
    found: datetime = moment
    return found
