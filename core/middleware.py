"""Stamps the instant a request reached the application, shows refusals as sentences, leads back to pages what has none."""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from core.refusals import Refused

Handler = Callable[[HttpRequest], HttpResponse]


class ReceivedAtMiddleware:
    """First in line: `request.received_at` is when the request came in, before anything has taken its time."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.received_at = timezone.now()  # type: ignore[attr-defined]
        return self.get_response(request)


class AskedAtMiddleware:
    """The person of a request carries its instant (`user.asked_at`): what she holds until a day is judged by it.

    Nobody is read from the database for that: the instant is put on her when she is asked for.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = request.user
        request.user = SimpleLazyObject(lambda: _asking(found, request))  # type: ignore[assignment]
        return self.get_response(request)


def _asking(user: Any, request: Any) -> Any:
    user.asked_at = request.received_at
    return user


class RefusalMiddleware:
    """A refused operation takes the person back to where they were, with the reason on top and nothing half-saved."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
            return JsonResponse({"text": exception.reason}, status=409)
        back = request.META.get("HTTP_REFERER", "")
        if request.method == "POST" and url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
            messages.error(request, exception.reason)
            return redirect(back)
        return render(request, "refused.html", {"reason": exception.reason}, status=409)


class BackToPageMiddleware:
    """An address that only takes what is sent to it has no page: who opens it is led to the nearest page above it.

    People come there by the log-in after their session has ended while they wrote, by the language of a page that showed what
    was wrong, by reloading such a page's address. Only browsers are led on; programs read the 405.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method != "GET":
            return response
        if "text/html" not in request.headers.get("Accept", ""):
            return response
        told = _("Ecco la pagina com’è salvata. Se stavate inviando qualcosa, non è stato registrato: controllate e rimandatelo.")
        pending: Any = messages.get_messages(request)
        if told not in [str(each) for each in pending]:
            messages.warning(request, told)
        pending.used = False
        return redirect(_page_above(request.path))


def _page_above(path: str) -> str:
    """The nearest address above it that has a name: what the admin catches besides has none."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        with suppress(Resolver404):
            if resolve(path).url_name:
                break
    return path
