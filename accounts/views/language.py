"""The two letters in the header: the language of the pages, and of the messages to whoever is logged in."""

from typing import Any

from django.http import HttpResponse
from django.views.i18n import set_language

from accounts.enums import Language
from accounts.operations.choosing import choose_language


def change_language(request: Any) -> HttpResponse:
    """Set the language of the pages; who is logged in is written to in it as well."""
    chosen = request.POST.get("language", "")
    if request.method == "POST" and request.user.is_authenticated and chosen in Language.values:
        choose_language(language=Language(chosen), by=request.user, at=request.received_at)
    return set_language(request)
