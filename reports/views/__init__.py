"""What the page of a run fetches by itself: how far it is, and its files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from core.views.files import private_file
from reports.adapters.rendering import DRAWINGS
from reports.enums import FileFormat, RunState
from reports.models import ReportRun
from reports.permissions import visible_runs


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The state of a run as a fragment that asks for itself again until the run has ended; then the whole page comes anew."""
    run = get_object_or_404(visible_runs(request.user).prefetch_related("files"), pk=pk)
    response = render(request, "reports/progress.html", {"run": run})
    if run.state in (RunState.DONE, RunState.FAILED):
        # What can be done with a report (its buttons) is on the page around the fragment.
        response["HX-Refresh"] = "true"
    return response


def download(request: HttpRequest, pk: int, file_format: str) -> HttpResponse:
    """One file of a run."""
    run: ReportRun = get_object_or_404(visible_runs(request.user).select_related("call"), pk=pk)
    if file_format not in FileFormat.values:
        raise Http404
    row: Any = get_object_or_404(run.files, format=file_format)
    drawing = DRAWINGS[FileFormat(file_format)]
    name = f"{run.call.slug}-{run.kind}-{run.as_of_at:%Y%m%d-%H%M}.{drawing.extension}"
    return private_file(row.file, name, drawing.media_type)
