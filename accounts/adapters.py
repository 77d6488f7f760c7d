"""How allauth behaves here; the seam where SPID and CIE will enter as providers."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sends staff to the admin after log-in, firms to their own page."""

    def get_login_redirect_url(self, request: Any) -> str:
        if request.user.is_staff:
            return "/admin/"
        # Who was invited reads that first, however she came here.
        return "/imprese/" if request.user.is_invited(request.received_at) else "/domande/"
