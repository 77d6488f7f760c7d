"""What the page of a run fetches by itself: how far it is, and its files; and for everybody the schema of a report as data."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from core.views.files import private_file
from reports.adapters import packaged
from reports.adapters.rendering import DRAWINGS
from reports.enums import FileFormat, RunState
from reports.models import ReportRun
from reports.operations import keeping
from reports.permissions import visible_runs


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The state of a run as a fragment that asks for itself again until the run has ended; then the whole page comes anew."""
    run = get_object_or_404(visible_runs(request.user).prefetch_related("files"), pk=pk)
    response = render(request, "reports/progress.html", {"run": run})
    if run.state in (RunState.DONE, RunState.FAILED, RunState.CANCELLED):
        # What can be done with a report (its buttons) is on the page around the fragment.
        response["HX-Refresh"] = "true"
    return response


@require_POST
def download(request: Any, pk: int, file_format: str) -> HttpResponse:
    """One file of a run; who took it is written down, so a page that is only read does not lead here."""
    run: ReportRun = get_object_or_404(visible_runs(request.user).select_related("call"), pk=pk)
    if file_format not in FileFormat.values:
        raise Http404
    found = get_object_or_404(run.files.select_related("run"), format=file_format)
    row: Any = keeping.download(file=found, by=request.user, at=request.received_at)
    drawing = DRAWINGS[FileFormat(file_format)]
    name = f"{run.call.slug}-{run.kind}-{run.as_of_at:%Y%m%d-%H%M}.{drawing.extension}"
    return private_file(row.file, name, drawing.media_type)


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The JSON schema of a report as data."""
    response = HttpResponse(packaged.schema(), content_type="application/schema+json; charset=utf-8")
    response["Cache-Control"], response["Access-Control-Allow-Origin"] = "public, max-age=86400", "*"
    return response
