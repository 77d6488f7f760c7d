"""What the page of a run fetches by itself: how far it is, and its files; and for everybody the schema of a report as data."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bando.views.opendata import as_schema
from core.adapters import storage
from core.refusals import Refused
from core.views.files import private_bytes, private_file
from reports.adapters import packaged
from reports.adapters.packing import packed
from reports.adapters.rendering import DRAWINGS
from reports.enums import FileFormat, RunState
from reports.forms import RequestForm
from reports.models import ReportFile, ReportRun, Seal
from reports.operations import keeping
from reports.permissions import visible_annexes, visible_runs
from reports.queries.looking import first_pages


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The state of a run as a fragment that asks for itself again until the run has ended; then the whole page comes anew."""
    run = get_object_or_404(visible_runs(request.user).prefetch_related("files", "seals"), pk=pk)
    response = render(request, "reports/progress.html", {"run": run})
    if run.state in (RunState.DONE, RunState.FAILED, RunState.CANCELLED):
        # What can be done with a report (its buttons) is on the page around the fragment.
        response["HX-Refresh"] = "true"
    return response


@require_POST
def look(request: Any) -> HttpResponse:
    """The first pages of the report that is about to be asked for, as PDF; nothing is written."""
    form = RequestForm(data=request.POST, user=request.user, at=request.received_at)
    if not form.is_valid():
        return _refused(request, _("Scegliete il bando e il rapporto, e una data che si possa leggere."))
    asked = {name: form.cleaned_data[name] for name in ("call", "kind", "as_of_at", "texts")}
    try:
        content = first_pages(**asked, by=request.user, at=request.received_at)
    except Refused as refused:
        return _refused(request, refused.reason)
    return private_bytes(content, "anteprima.pdf", "application/pdf", inline=True)


def _refused(request: HttpRequest, reason: str) -> HttpResponse:
    return render(request, "refused.html", {"reason": reason}, status=409)


@require_POST
def download(request: Any, pk: int, file_format: str) -> HttpResponse:
    """One file of a run; who took it is written down, so a page that is only read does not lead here."""
    run = _run(request, pk)
    if file_format not in FileFormat.values:
        raise Http404
    return _sent(request, run, run.given.get((file_format, "")))


@require_POST
def download_annex(request: Any, pk: int, part: str) -> HttpResponse:
    """One annex of a run."""
    run = _run(request, pk)
    return _sent(request, run, run.given.get((FileFormat.PDF.value, part)))


@require_POST
def download_of_chamber(request: Any, pk: int) -> HttpResponse:
    """The annex of a Chamber, for its people, in the edition that is given now; to others it does not exist."""
    file = get_object_or_404(visible_annexes(request.user).select_related("run__call"), pk=pk)
    return _sent(request, file.run, file.run.given[file.which])


@require_POST
def download_annexes(request: Any, pk: int) -> HttpResponse:
    """All annexes of a run in one ZIP."""
    run = _run(request, pk)
    if not run.annexes:
        raise Http404
    keeping.download(files=run.annexes, by=request.user, at=request.received_at)
    content = packed((_called(run, file), storage.kept(str(file.file.name))) for file in run.annexes)
    return private_bytes(content, f"{_stem(run)}-allegati.zip", "application/zip")


def _run(request: Any, pk: int) -> ReportRun:
    return get_object_or_404(visible_runs(request.user).select_related("call"), pk=pk)


def _sent(request: Any, run: ReportRun, file: ReportFile | None) -> HttpResponse:
    if file is None:
        raise Http404
    keeping.download(files=[file], by=request.user, at=request.received_at)
    return private_file(file.file, _called(run, file), DRAWINGS[FileFormat(file.format)].media_type)


def _called(run: ReportRun, file: ReportFile) -> str:
    part = f"-allegato-{file.part}" if file.part else ""
    edition = f"-edizione-{file.edition}" if file.edition > 1 else ""
    return f"{_stem(run)}{part}{edition}.{DRAWINGS[FileFormat(file.format)].extension}"


def _stem(run: ReportRun) -> str:
    return f"{run.call.slug}-{run.kind}-{run.as_of_at:%Y%m%d-%H%M}"


@require_POST
def download_sealed(request: Any, pk: int) -> HttpResponse:
    """The sealed copy of the PDF of a run as it is given, or of the edition whose digest is asked for."""
    run = _run(request, pk)
    document = request.POST.get("document") or (run.pdf.sha256 if run.pdf else "")
    there = Seal.objects.select_related("run").filter(gone_at=None).exclude(file="")
    found = get_object_or_404(there, run=run, document_sha256=document)
    keeping.download(files=[found], by=request.user, at=request.received_at)
    return private_file(found.file, f"{_stem(run)}-sigillato.pdf", DRAWINGS[FileFormat.PDF].media_type)


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The JSON schema of a report as data."""
    return as_schema(request, packaged.schema())
