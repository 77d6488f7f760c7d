"""How allauth behaves here; the seam where SPID and CIE will enter as providers."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sends staff to the admin after log-in, firms to their own page."""

    def get_login_redirect_url(self, request: Any) -> str:
        return "/admin/" if request.user.is_staff else "/domande/"
