"""The firm's files: upload, remove, download."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.enums import Section, State
from applications.forms.sections import UploadForm
from applications.models import Application, Document
from applications.operations import uploading
from applications.permissions import visible_applications
from applications.queries.completeness import documents_asked, is_due
from applications.views.scope import DraftPage, OwnPage
from bando.models import RequiredDocument
from bando.queries.terms import documents_of
from core.refusals import Refused
from core.views.files import private_file


@dataclass
class Slot:
    """A document that the call asks for, what is there already, and the form to change it."""

    asked: RequiredDocument
    present: Document | None
    form: UploadForm
    due: bool = True

    @property
    def formats(self) -> str:
        return ", ".join(each.upper() for each in self.asked.formats)

    @property
    def megabytes(self) -> int:
        return self.asked.maximum_bytes // 10**6


class DocumentsPage(DraftPage):
    """One box for each document that the call asks for."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.slots())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        asked = next((slot for slot in self.slots() if f"{slot.form.prefix}-send" in request.POST), None)
        if asked is None:
            return self.page(self.slots())
        form = UploadForm(request.POST, request.FILES, prefix=asked.form.prefix)
        if take(self, form, asked.asked):
            messages.success(request, _("«%(document)s»: file caricato.") % {"document": asked.asked})
            return redirect("application_documents", pk)
        return self.page([replace(s, form=form) if s.asked == asked.asked else s for s in self.slots()])

    def slots(self) -> list[Slot]:
        there = {document.requirement_id: document for document in self.application.documents.all()}
        asked = documents_asked(self.application)
        content = self.application.content
        return [Slot(each, there.get(each.pk), UploadForm(prefix=f"d{each.pk}"), is_due(each, content)) for each in asked]

    def page(self, slots: list[Slot]) -> HttpResponse:
        others = self.application.documents.filter(requirement=None)
        context = {"application": self.application, "slots": slots, "others": others, "section": Section.DOCUMENTS}
        return render(self.request, "applications/documents.html", context)


def take(page: Any, form: UploadForm, asked: RequiredDocument | None) -> bool:
    """Upload the form's file; what is wrong with it is said at its field."""
    if not form.is_valid():
        return False
    file = form.cleaned_data["file"]
    limit = asked.maximum_bytes if asked else uploading.MAXIMUM_BYTES
    about = {"application": page.application, "requirement": asked, "name": file.name, "content": file.read(limit + 1)}
    try:
        uploading.upload(**about, by=page.request.user, at=page.request.received_at)
    except Refused as refused:
        form.add_error("file", refused.reason)
        return False
    return True


class RemoveDocument(OwnPage):
    """Takes a file away."""

    def post(self, request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
        application: Application = self.application
        document = get_object_or_404(application.documents, pk=document_pk)
        uploading.remove(document=document, by=self.request.user, at=self.request.received_at)
        messages.success(request, _("«%(document)s»: file tolto.") % {"document": document})
        return redirect("application_documents" if application.state == State.DRAFT else "application_integration", pk)


@login_required
@require_safe
def download(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    """The bytes, to whoever may see the application; `?mostra` shows PDFs and images in the page."""
    application = get_object_or_404(visible_applications(request.user), pk=pk)
    document = get_object_or_404(application.documents, pk=document_pk)
    return private_file(document.file, document.name, document.media_type, inline="mostra" in request.GET)


@login_required
@require_safe
def template(request: HttpRequest, pk: int, requirement_pk: int) -> HttpResponse:
    """The form that the call gives to be filled in."""
    application = get_object_or_404(visible_applications(request.user).select_related("call"), pk=pk)
    asked = get_object_or_404(documents_of(application.call, application.call_version).exclude(template=""), pk=requirement_pk)
    return private_file(asked.template, asked.template_name or asked.label, "application/octet-stream")
