"""Lists to read and search: arrivals, integration requests, grants; each only of files that the reader may see."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.admin.chambers import ChamberFilter
from accounts.enums import Permission
from applications.admin.found import FoundByApplicant
from applications.admin.opening import OpenedByDeclaration
from applications.models import Arrival, Grant, IntegrationRequest
from applications.permissions import visible_applications
from core.admin import amount, moment, site


class OfApplications(FoundByApplicant, OpenedByDeclaration):
    """Rows that hang on an application: seen by whoever sees it."""

    read_permission = Permission.READ_FILES
    list_filter = ["application__call", ("application__pot__chamber", ChamberFilter)]

    def visible(self, request: Any) -> QuerySet[Any]:
        """The rows of the applications that the reader sees."""
        rows: QuerySet[Any] = self.model._default_manager.filter(application__in=visible_applications(request.user))
        return rows.select_related("application__firm_version", "application__call", "application__pot__chamber")

    @admin.display(description=_("impresa"), ordering="application__firm_version__name")
    def firm(self, obj: Any) -> str:
        return str(obj.application.applicant)

    @admin.display(description=_("Camera"), ordering="application__pot__chamber__name")
    def chamber(self, obj: Any) -> str:
        return str(obj.application.pot)


class ArrivalAdmin(OfApplications):
    """The queue of each call, with the chain that proves it."""

    list_display = [
        "number", "code", "firm", "chamber",
        moment("received_at", pgettext_lazy("domanda", "ricevuta")), moment("at", _("arrivata")),
    ]  # fmt: skip
    list_select_related = ["call"]
    call_path = "call"
    list_filter = ["call", ("application__pot__chamber", ChamberFilter)]
    ordering = ["-call_id", "-number"]
    is_ordering_total = True
    fields = ["call", "application", "number", "received_at", "at", "digest", "previous_hash", "hash", "sent_by"]

    @admin.display(description=_("bando"), ordering="call__code")
    def code(self, obj: Arrival) -> str:
        return obj.call.code


class IntegrationRequestAdmin(OfApplications):
    """What the Chambers have asked, the term nearest its end on top."""

    list_display = ["firm", "chamber", moment("requested_at", _("richiesta il")), moment("due_at", _("entro")), "answered"]
    list_select_related = ["answer"]
    ordering = ["-due_at", "pk"]

    @admin.display(description=_("risposta"), boolean=True)
    def answered(self, obj: IntegrationRequest) -> bool:
        return hasattr(obj, "answer")


class GrantAdmin(OfApplications):
    """Every grant with its two shares and its codes."""

    list_display = [
        "firm", "chamber", amount("amount", _("concesso")), amount("regional_share", _("quota regionale")),
        amount("chamber_share", _("quota camerale")), "cor", "cup", moment("granted_at", _("concesso il")),
    ]  # fmt: skip
    list_select_related = ["act"]
    codes = ("cup", "cor")
    search_help_text = _("Numero di arrivo, COR, CUP, denominazione, codice fiscale o partita IVA")
    ordering = ["-granted_at", "pk"]


site.register(Arrival, ArrivalAdmin)
site.register(IntegrationRequest, IntegrationRequestAdmin)
site.register(Grant, GrantAdmin)
