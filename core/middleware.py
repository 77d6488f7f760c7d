"""Stamps the instant a request reached the application, and shows refusals as sentences."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

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
