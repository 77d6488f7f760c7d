"""Requests that the portal cannot take as they came, each with a sentence that says what to do."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import bad_request

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """413 for more text than a form may carry, 400 for anything else."""
    if not isinstance(exception, TOO_MUCH):
        return bad_request(request, exception)
    limit = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 2**20
    return render(request, "too_large.html", {"limit": limit}, status=413)
