"""Before the admin opens, who works there sets up a second factor (PORTAL_STAFF_SECOND_FACTOR)."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.adapters import has_second_factor


class SecondFactorGate:
    """Leads staff without a second factor from any page of the admin to the one where it is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.PORTAL_STAFF_SECOND_FACTOR or not request.path.startswith(reverse("admin:index")):
            return self.get_response(request)
        user = request.user
        if not user.is_authenticated or not user.is_staff or has_second_factor(user):
            return self.get_response(request)
        messages.warning(
            request, _("Per lavorare negli enti serve un secondo fattore: attivatelo qui, poi tornate alla gestione.")
        )
        return redirect("mfa_activate_totp")
