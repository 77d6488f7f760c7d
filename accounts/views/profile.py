"""«I miei dati»: who the person is, as she tells it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.person import ProfileForm
from accounts.operations.identifying import identify
from core.refusals import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: Any) -> HttpResponse:
    """Name and tax code, to read and to change; what was verified is only read."""
    form = ProfileForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            identify(user=request.user, **form.cleaned_data, by=request.user, at=request.received_at)
        except Refused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("I vostri dati sono salvati."))
            return redirect("profile")
    return render(request, "accounts/profile.html", {"form": form})
