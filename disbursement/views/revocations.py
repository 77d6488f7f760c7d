"""The firm's answer to the revocation of what it was paid."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.refusals import Refused
from disbursement.forms.recovery import ObservationForm
from disbursement.operations import recovering
from disbursement.permissions import visible_revocations
from disbursement.views.pages import account_of, show


@login_required
@require_POST
def observe_revocation(request: Any, pk: int, notice_pk: int) -> HttpResponse:
    """Send the observations to the Chamber."""
    account, form = account_of(request, pk), ObservationForm(request.POST)
    notice = get_object_or_404(visible_revocations(request.user).filter(application=pk), pk=notice_pk)
    if form.is_valid():
        try:
            recovering.observe(notice=notice, text=form.cleaned_data["text"], by=request.user, at=request.received_at)
        except Refused as refused:
            form.add_error("text", refused.reason)
        else:
            messages.success(request, _("Osservazioni inviate: la Camera le legge prima di decidere."))
            return redirect("account", pk=pk)
    return show(request, account, forms={"observation": form})
