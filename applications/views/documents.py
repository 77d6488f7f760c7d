"""The firm's files: upload, remove, download."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.enums import Section, State
from applications.forms.papers import UploadForm
from applications.models import Application
from applications.operations import uploading
from applications.permissions import visible_applications, why_not_opened
from applications.policies.papers import why_not_open
from applications.queries.completeness import documents_asked, is_due
from applications.queries.papers import inside_of
from applications.views.scope import DraftPage, OwnPage
from applications.views.uploads import Slot, is_script, spoken, take
from bando.queries.terms import documents_of
from core.refusals import require
from core.views.files import private_bytes, private_file, withheld_file

OTHERS = "altri"
# The page on which the files of an application come and go, by its state.
WHERE_FILES_ARE: dict[str, str] = {
    State.DRAFT: "application_documents",
    State.INTEGRATION: "application_integration",
    State.REJECTION_NOTICED: "application_observations",
    State.ACCEPTED: "application_changes",
}


class DocumentsPage(DraftPage):
    """One box for each document that the call asks for, and one for whatever else the firm wants to show."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.slots())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        # The button comes last in the request: of one that broke off on the way nothing is taken.
        chosen = next((slot for slot in self.slots() if slot.send in request.POST), None)
        if chosen is None:
            return self.page(self.slots())
        chosen.form = UploadForm(request.POST, request.FILES, prefix=chosen.form.prefix, many=chosen.form.many)
        said = take(self, chosen)
        if is_script(request):
            return spoken(chosen, said)
        for sentence in said:
            messages.success(request, sentence)
        if not chosen.form.errors:
            return redirect("application_documents", pk)
        return self.page([chosen.instead_of(slot) for slot in self.slots()])

    def slots(self) -> list[Slot]:
        present = list(self.application.documents.filter(expense=None))
        slots = []
        for asked in documents_asked(self.application):
            there = [document for document in present if document.requirement_id == asked.pk]
            form, due = UploadForm(prefix=f"d{asked.pk}"), is_due(asked, self.application.content)
            slots.append(Slot(asked, there, form, f"{form.prefix}-send", due))
        listed = {slot.asked.pk for slot in slots if slot.asked}
        others = [document for document in present if document.requirement_id not in listed]
        return [*slots, Slot(None, others, UploadForm(prefix=OTHERS, many=True), f"{OTHERS}-send", due=False)]

    def page(self, slots: list[Slot]) -> HttpResponse:
        context = {"application": self.application, "slots": slots, "section": Section.DOCUMENTS}
        return render(self.request, "applications/documents.html", context)


class RemoveDocument(OwnPage):
    """Takes a file away."""

    def post(self, request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
        application: Application = self.application
        document = get_object_or_404(application.documents, pk=document_pk)
        uploading.remove(document=document, by=self.request.user, at=self.request.received_at)
        messages.success(request, _("«%(document)s»: file tolto.") % {"document": document})
        if document.expense_id and application.state == State.DRAFT:
            return redirect("application_expense", pk, document.expense_id)
        return redirect(WHERE_FILES_ARE.get(application.state, "application"), pk)


@login_required
@require_safe
def download(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    """The bytes, to whoever may see the application; `?mostra` shows it in the page, `?contenuto` opens an envelope."""
    application = get_object_or_404(visible_applications(request.user).select_related("pot"), pk=pk)
    require(why_not_opened(request.user, application))
    document = get_object_or_404(application.documents, pk=document_pk)
    if reason := why_not_open(document):
        return withheld_file(request, reason)
    if "contenuto" in request.GET:
        found = inside_of(document)
        return private_bytes(found.content, found.name, found.media_type)
    return private_file(document.file, document.name, document.media_type, inline="mostra" in request.GET)


@login_required
@require_safe
def template(request: HttpRequest, pk: int, requirement_pk: int) -> HttpResponse:
    """The form that the call gives to be filled in."""
    application = get_object_or_404(visible_applications(request.user).select_related("call"), pk=pk)
    asked = get_object_or_404(documents_of(application.call, application.call_version).exclude(template=""), pk=requirement_pk)
    return private_file(asked.template, asked.template_name or asked.label, "application/octet-stream")
