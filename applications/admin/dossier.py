"""The dossier: list and page of an application for whoever works on it."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.admin.chambers import ChamberFilter
from accounts.enums import Permission
from accounts.permissions import everywhere
from applications.admin import assigned, coding, panels
from applications.admin.answers import ACTIONS as ANSWERS
from applications.admin.awaited import AwaitedFilter
from applications.admin.buttons import ACTIONS
from applications.admin.found import FoundByApplicant
from applications.admin.opening import DECLARE, NAME, OpenedByDeclaration, opened
from applications.enums import State
from applications.models import Application, Signature
from applications.permissions import visible_applications
from applications.policies.papers import why_not_open
from applications.queries.letters import letter_name, letter_of
from applications.queries.papers import inside_of
from applications.queries.terms import with_terms
from applications.tasks import hurry_letters, hurry_notices
from core.admin import Panel, amount, moment, site
from core.views.files import private_bytes, private_file, withheld_file

TERM = moment("term_at", _("da concludere entro"))


class ApplicationAdmin(FoundByApplicant, OpenedByDeclaration, coding.WithCodes):
    """Sent applications of one's own Chamber (of all, for who works on all): read here, moved by buttons."""

    read_permission = Permission.READ_FILES
    call_path = "call"
    list_display = [
        "number", "applicant", "tax_code", "chamber", "state",
        moment("arrival__received_at", pgettext_lazy("domanda", "ricevuta")), amount("verdict__grant", _("contributo")),
    ]  # fmt: skip
    list_display_links = ["number", "applicant"]
    list_filter = ["state", assigned.GivenFilter, AwaitedFilter, ("pot__chamber", ChamberFilter), "call"]
    list_select_related = ["call", "firm_version", "pot__chamber", "arrival", "verdict"]
    application_path = ""
    # As the indexes of arrivals give them: the newest call, the newest arrival first.
    ordering = ["-call_id", "-arrival_number"]
    is_ordering_total = True
    fields = ["call", "call_version", "measure", "applicant", "pot", "started_at", "confirmed_at"]
    object_actions = (*ACTIONS, *ANSWERS, assigned.REASSIGN, DECLARE)
    list_actions = (*assigned.LIST_ACTIONS, *coding.ACTIONS)
    bulk_actions = (assigned.ASSIGN_CHOSEN,)

    def visible(self, request: Any) -> QuerySet[Application]:
        rows = visible_applications(request.user).exclude(state=State.DRAFT)
        rows = with_terms(rows, at=request.received_at) if _is_own_queue(request) else rows
        return rows.select_related(
            "call", "firm", "firm_version", "pot__chamber", "arrival", "verdict", "grant", "measure", "content__seat_province"
        )

    def in_order(self, rows: QuerySet[Application], request: Any) -> QuerySet[Application]:
        """The index of numbers holds those of drafts too, which have none."""
        return rows.exclude(arrival_number=None)

    def application_of(self, obj: Application) -> Application:
        return obj

    def panels(self, obj: Application, request: Any) -> Sequence[Panel]:
        chosen = request.GET.get("documento", "")
        return [
            panels.summary(obj, request.received_at),
            assigned.panel(obj, request.user),
            panels.firm(obj),
            panels.pot(obj),
            panels.requirements(obj, request.received_at),
            panels.twins(obj, request.user),
            panels.expenses(obj),
            panels.project(obj),
            panels.documents(obj, chosen),
            panels.signatures(obj),
            *panels.between_firm_and_chamber(obj),
            *panels.how_it_went(obj, request.user),
        ]

    def object_action_view(self, request: Any, object_id: str, name: str) -> HttpResponse:
        """What a button has told the firm leaves at once, and the letter of a grant is drawn."""
        request.is_declaring = name == NAME
        response = super().object_action_view(request, object_id, name)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            hurry_notices()
            hurry_letters()
        return response

    def get_list_display(self, request: Any) -> list[Any]:
        """The Chamber is named to those who work with several; the term of the procedure in one's own queue."""
        columns = [*self.list_display, *([TERM] if _is_own_queue(request) else [])]
        several = everywhere(request.user, Permission.READ_FILES)
        return [column for column in columns if several or column != "chamber"]

    def get_ordering(self, request: Any) -> Any:
        """One's own queue begins with the term that ends first."""
        return ["term_at", "pk"] if _is_own_queue(request) else self.ordering

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.document_view)
        own = path("<int:object_id>/documenti/<int:document_id>/", view, name="applications_application_document")
        signed = self.admin_site.admin_view(self.signed_view)
        file = path("<int:object_id>/firma/<int:signature_id>/", signed, name="applications_application_signed")
        view = self.admin_site.admin_view(self.letter_view)
        letter = path("<int:object_id>/lettera/", view, name="applications_application_letter")
        return [own, file, letter, *super().get_urls()]

    @opened
    def document_view(self, request: Any, object_id: int, document_id: int) -> HttpResponse:
        """The bytes of one document, shown in the page where a browser can, else saved."""
        application = self._found(request, str(object_id))
        document = get_object_or_404(application.documents, pk=document_id)
        if reason := why_not_open(document):
            return withheld_file(request, reason)
        if "contenuto" in request.GET:
            found = inside_of(document)
            return private_bytes(found.content, found.name, found.media_type, inline=True)
        return private_file(document.file, document.name, document.media_type, inline=True)

    @opened
    def signed_view(self, request: Any, object_id: int, signature_id: int) -> HttpResponse:
        """The signed file as the firm brought it: saved, never shown."""
        application = self._found(request, str(object_id))
        row = get_object_or_404(Signature, form__snapshot=application.snapshot_id, pk=signature_id)
        if reason := why_not_open(row):
            return withheld_file(request, reason)
        return private_file(row.file, row.name, "application/octet-stream")

    @opened
    def letter_view(self, request: Any, object_id: int) -> HttpResponse:
        """The letter of the grant; until it is made it is not there."""
        application = self._found(request, str(object_id))
        letter = letter_of(application)
        if letter is None or not letter.is_made:
            raise Http404
        return private_file(letter.file, letter_name(application), "application/pdf", inline=True)

    @admin.display(description=_("n. di arrivo"), ordering="arrival_number")
    def number(self, obj: Application) -> int | None:
        return obj.arrival_number

    @admin.display(description=_("impresa"), ordering="firm_version__name")
    def applicant(self, obj: Application) -> str:
        return str(obj.applicant)

    @admin.display(description=_("codice fiscale"), ordering="firm_version__tax_code")
    def tax_code(self, obj: Application) -> str:
        return obj.applicant.tax_code

    @admin.display(description=_("Camera"), ordering="pot__chamber__name")
    def chamber(self, obj: Application) -> str:
        return str(obj.pot)


def _is_own_queue(request: Any) -> bool:
    return bool(request.GET.get(assigned.GivenFilter.parameter_name) == "me")


site.register(Application, ApplicationAdmin)
