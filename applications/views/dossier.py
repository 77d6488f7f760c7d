"""The page of one application: a task list while it is a draft, then everything that happened to it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from applications.permissions import own_applications


@login_required
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """What to do next, on top; then the rest."""
    found = get_object_or_404(own_applications(request.user), pk=pk)
    return render(request, "applications/dossier.html", {"application": found})
