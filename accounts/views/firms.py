"""«Le mie imprese»: which firms a person acts for, and how to add one or to be let into one that is here already."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.firms import CodeForm, FirmForm
from accounts.operations.asking import ask_to_join
from accounts.operations.representing import represent
from accounts.queries.firms import firm_with_code, invitations_to, memberships_in_firms
from core.refusals import Refused


@login_required
@require_safe
def my_firms(request: Any) -> HttpResponse:
    """The firms that the person acts for, with her role in each; above them the invitations that wait for her."""
    rows = [
        {"membership": row, "over": row.is_over(request.received_at) and not row.waits_for_paper}
        for row in memberships_in_firms(request.user)
    ]
    waiting = invitations_to(request.user, at=request.received_at)
    return render(request, "accounts/firms.html", {"rows": rows, "invitations": waiting})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_firm(request: Any) -> HttpResponse:
    """First the tax code alone; then, if the firm is not here yet, all of it, with what is known filled in."""
    if "name" in request.POST:
        return _described(request)
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/new_firm_code.html", {"form": form})
    code = form.cleaned_data["tax_code"]
    if firm_with_code(code) is not None:
        return render(request, "accounts/known_firm.html", {"code": code})
    return render(request, "accounts/new_firm.html", {"form": FirmForm(initial=FirmForm.known(code, request.user))})


def _described(request: Any) -> HttpResponse:
    """What is wrong is said at its field and nothing typed is lost."""
    form = FirmForm(request.POST)
    if form.is_valid():
        firm, declares = dict(form.cleaned_data), form.cleaned_data["declares"]
        del firm["declares"]
        try:
            membership = represent(firm=firm, declares=declares, by=request.user, at=request.received_at)
        except Refused as refused:
            form.add_error(None, refused.reason)
        else:
            told = _("%(firm)s è tra le vostre imprese: ora potete presentare una domanda.")
            messages.success(request, told % {"firm": membership.firm})
            return redirect("my_firms")
    return render(request, "accounts/new_firm.html", {"form": form})


@login_required
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask the representative of a firm that is here for an invitation; she is told by mail, who asks learns no name."""
    form = CodeForm(request.POST)
    firm = firm_with_code(form.cleaned_data["tax_code"]) if form.is_valid() else None
    if firm is None:
        return redirect("new_firm")
    ask_to_join(firm=firm, by=request.user, at=request.received_at)  # type: ignore[arg-type, attr-defined]
    messages.success(
        request, _("Richiesta inviata: il legale rappresentante la riceve per posta. Se vi invita, riceverete un messaggio.")
    )
    return redirect("my_firms")
