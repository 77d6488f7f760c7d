"""The versions of a call and what changed between two of them, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bando.queries.versions import comparison
from bando.views.public import shown
from bando.views.scope import published, received_at


@require_safe
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """The versions with their acts, and the differences between the two asked for (`from`, `to`), or the last two."""
    call = published(slug, received_at(request))
    found = comparison(call, request.GET.get("from"), request.GET.get("to"))
    return shown(request, "bando/versions.html", {"call": call, "comparison": found})
