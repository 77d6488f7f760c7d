"""The versions of a call in its cockpit, what an amendment changes, and the page of the differences between two versions."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bando.models import Call
from bando.policies.amending import open_amendment
from bando.queries.versions import comparison, in_words, of_amendment, versions_of
from core.admin import Panel, PortalModelAdmin

PLACE = "bando/admin/"
TITLE = _("Differenze fra due versioni")


def panel(call: Call, _request: Any) -> Panel:
    """The versions with their acts; of a draft of an amendment, what it changes."""
    if call.amends_id is not None:
        return amendment(call)
    context = {"call": call, "versions": versions_of(call), "draft": open_amendment(call)}
    return Panel(_("Versioni"), f"{PLACE}versions.html", context)


def amendment(draft: Call) -> Panel:
    """What the draft would change in the call, before it is signed."""
    context = {"parent": draft.amends, "changes": in_words(of_amendment(draft))}
    return Panel(_("Che cosa cambia"), f"{PLACE}amendment.html", context)


def pages(calls: PortalModelAdmin) -> list[URLPattern]:
    """The page of the differences, for who may see the call."""
    wrap = calls.admin_site.admin_view
    return [path("<int:pk>/versioni/", wrap(require_safe(partial(_page, calls))), name="bando_call_versions")]


def _page(calls: PortalModelAdmin, request: Any, pk: int) -> HttpResponse:
    call = calls._found(request, str(pk))
    found = comparison(call, request.GET.get("from"), request.GET.get("to"))
    return calls._page(request, f"{PLACE}differences.html", {"title": TITLE, "subject": call, "comparison": found})
