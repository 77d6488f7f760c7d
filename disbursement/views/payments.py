"""The firm's steps on its payment: another account when the bank has sent the money back, what was withheld on paper."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.refusals import Refused
from core.views.files import private_file
from disbursement.forms.orders import RedirectForm
from disbursement.operations import redirecting
from disbursement.permissions import visible_certificates
from disbursement.views.pages import account_of, show


@login_required
@require_POST
def redirect_payment(request: Any, pk: int) -> HttpResponse:
    """Name the account on which the Chamber is to pay."""
    account, form = account_of(request, pk), RedirectForm(request.POST)
    if form.is_valid():
        try:
            iban = form.cleaned_data["iban"]
            redirecting.redirect(account=account, iban=iban, by=request.user, at=request.received_at)
        except Refused as refused:
            form.add_error("iban", refused.reason)
        else:
            messages.success(request, _("Conto registrato: la Camera ripete il pagamento su questo IBAN."))
            return redirect("account", pk=pk)
    return show(request, account, forms={"redirect": form})


@login_required
@require_safe
def certificate(request: Any, pk: int, certificate_pk: int) -> HttpResponse:
    """What the Chamber has withheld in a year; until it is made it is not there."""
    firm = account_of(request, pk).application.firm_id
    row = get_object_or_404(visible_certificates(request.user), pk=certificate_pk, firm=firm, made_at__isnull=False)
    return private_file(row.file, f"ritenute-{row.year}.pdf", "application/pdf")
