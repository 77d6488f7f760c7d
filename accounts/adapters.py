"""How allauth behaves here; the seam where SPID and CIE will enter as providers."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """Sends staff to the admin after log-in, firms to their own page. Says in words when to try again."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Troppi tentativi di accesso con questo indirizzo. Aspettate cinque minuti e riprovate, oppure scegliete una nuova "
            "password con «Password dimenticata?»."
        ),
        "rate_limited": _("Troppe richieste in poco tempo: aspettate un minuto e riprovate."),
    }

    def get_login_redirect_url(self, request: Any) -> str:
        if request.user.is_staff:
            return "/admin/"
        # Who was invited reads that first, however she came here.
        return "/imprese/" if request.user.is_invited(request.received_at) else "/domande/"


def has_second_factor(user: Any) -> bool:
    """Whether a second factor is set up; who has one has shown it at this log-in."""
    return bool(is_mfa_enabled(user))
