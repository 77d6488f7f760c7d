"""«Le mie imprese»: which firms a person acts for, and how to add one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import FirmForm
from accounts.operations.representing import represent
from accounts.queries.firms import memberships_in_firms
from core.refusals import Refused


@login_required
@require_safe
def my_firms(request: HttpRequest) -> HttpResponse:
    """The firms that the person acts for, with her role in each."""
    return render(request, "accounts/firms.html", {"memberships": memberships_in_firms(request.user)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_firm(request: Any) -> HttpResponse:
    """Add a firm; what is wrong is said at its field and nothing typed is lost."""
    form = FirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            membership = represent(firm=form.cleaned_data, by=request.user, at=request.received_at)
        except Refused as refused:
            form.add_error(None, refused.reason)
        else:
            told = _("%(firm)s è tra le vostre imprese: ora potete presentare una domanda.")
            messages.success(request, told % {"firm": membership.firm})
            return redirect("my_firms")
    return render(request, "accounts/new_firm.html", {"form": form})
