"""Forms that need no cookie: what they post is kept nowhere or is the visitor's own choice; no other site may post to them."""

import functools
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


def from_this_site(view: View) -> View:
    """Take POSTs without a CSRF cookie, if the browser says that they come from the portal itself.

    A token would set a cookie on who only looks: here `Origin` and `Sec-Fetch-Site` say it, which a page of another site
    can neither leave out nor forge. Who sends neither is no browser, and has no visitor's cookie to abuse.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not _is_ours(request):
            raise PermissionDenied(_("Il modulo è stato inviato da un altro sito: compilatelo dalle pagine del portale."))
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)


def _is_ours(request: HttpRequest) -> bool:
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    return origin in (None, f"{request.scheme}://{request.get_host()}") and site in (None, "same-origin", "none")
