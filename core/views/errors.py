"""Requests that the portal cannot take as they came, each with a sentence that says what to do."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.defaults import bad_request

from core.figures import ROME

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


# The limits by network address count the last minute (ACCOUNT_RATE_LIMITS).
WAIT = timedelta(minutes=1)


def too_often(request: HttpRequest) -> HttpResponse:
    """429: what was asked for too many times, and from when on it may be tried again."""
    again_at = timezone.localtime(request.received_at + WAIT, ROME)  # type: ignore[attr-defined]
    response = render(request, "429.html", {"again_at": f"{again_at:%H:%M:%S}"}, status=429)
    response["Retry-After"] = str(int(WAIT.total_seconds()))
    return response


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """413 for more text than a form may carry, 400 for anything else."""
    if not isinstance(exception, TOO_MUCH):
        return bad_request(request, exception)
    limit = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 2**20
    return render(request, "too_large.html", {"limit": limit}, status=413)
