"""Who did what for a firm: for its representative."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.enums import Permission
from accounts.permissions import own_firms, why_not_act_for
from applications.operations.resuming import resume
from applications.queries.deeds import deeds_for
from applications.views.scope import DraftPage
from core.refusals import require


@login_required
@require_safe
def deeds(request: Any, pk: int) -> HttpResponse:
    """The latest, the newest first."""
    firm = get_object_or_404(own_firms(request.user), pk=pk)
    require(why_not_act_for(request.user, firm, Permission.INVITE))
    return render(request, "applications/deeds.html", {"firm": firm, "deeds": deeds_for(firm)})


class ResumePage(DraftPage):
    """Takes the figures of the firm's last application, where this one has none yet."""

    def post(self, request: Any, pk: int) -> HttpResponse:
        filled = resume(application=self.application, by=request.user, at=request.received_at)
        some, none = _("Dati ripresi dall’ultima domanda: controllateli."), _("Non c’era nulla da riprendere.")
        messages.success(request, some if filled else none)
        return redirect("application_requirements", pk)
