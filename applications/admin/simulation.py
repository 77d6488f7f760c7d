"""The what-if of a call: a demand tried on its configuration and on variants of it. Only read: the address is the whole input."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.enums import Permission
from applications.admin.simulated import PLACE, columns_of, panels
from applications.domain.demand import drawn, scaled
from applications.domain.scenario import Plan, Request
from applications.domain.simulation import compared
from applications.forms.simulation import SimulationForm
from applications.permissions import why_not_simulate
from applications.queries.demand import demand_of, plan_of
from bando.admin.calls import CallAdmin
from bando.models import Call
from core.admin import PageLink, Panel, PortalModelAdmin

NAME = "bando_call_simulate"


def pages(admin: PortalModelAdmin) -> list[URLPattern]:
    """The page, under the address of the call."""

    def show(request: Any, pk: int) -> HttpResponse:
        return _show(admin, request, pk)

    return [path("<int:pk>/simulazione/", admin.admin_site.admin_view(require_safe(show)), name=NAME)]


def _show(admin: PortalModelAdmin, request: Any, pk: int) -> HttpResponse:
    call = admin._found(request, str(pk))
    if reason := why_not_simulate(request.user):
        raise PermissionDenied(reason)
    plan = plan_of(call)
    form = SimulationForm(request.GET, plan=plan, user=request.user)
    context = {"title": _("Simula la domanda"), "subject": call, "form": form, "panels": _tried(form, call, plan)}
    return admin._page(request, f"{PLACE}simulation.html", context)


def _tried(form: SimulationForm, call: Call, plan: Plan) -> list[Panel]:
    """What the demand of the form does on the call and on its variants; nothing where the form is not in order."""
    if not form.is_valid():
        return []
    return panels(columns_of(compared(_demand(form, call), form.seeded(plan), list(form.changes.values())), form.changes))


def _demand(form: SimulationForm, call: Call) -> list[Request]:
    source = form.cleaned_data["source"]
    if source is None:
        return drawn(form.sketch)
    return scaled(demand_of(source, call, form.user), form.cleaned_data["scale"])


SIMULATE = PageLink(
    name="simula",
    label=_("Simula la domanda"),
    permission=Permission.READ_FILES,
    href=lambda call: reverse(f"admin:{NAME}", args=[call.pk]),
    why_not=lambda call, user, at: why_not_simulate(user),
)
CallAdmin.more_pages.append(pages)
CallAdmin.object_actions.append(SIMULATE)
