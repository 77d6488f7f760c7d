"""What Chambers have withheld from firms, certified year by year."""

from datetime import datetime
from typing import Any

from django.contrib.admin import display
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from accounts.admin.chambers import ChamberFilter
from accounts.enums import Permission
from core.admin import PageLink, PortalModelAdmin, again, amount, moment
from core.queries.trying import trouble
from core.views.files import private_file
from disbursement import permissions
from disbursement.admin.order_lines import OfTheChamber
from disbursement.models import WithholdingCertificate
from disbursement.operations import certifying
from disbursement.tasks import hurry_certificates

PDF = "disbursement_withholdingcertificate_pdf"


def _why_not_read(row: WithholdingCertificate, user: Any, at: datetime) -> str | None:
    if row.made_at:
        return None
    return trouble(row) or str(_("La certificazione è in preparazione: ricaricate la pagina tra poco."))


class CertificateAdmin(PortalModelAdmin):
    """The certificates of the reader's Chambers, the latest year first."""

    read_permission = Permission.READ_FILES
    list_display = [
        "firm",
        "in_year",
        "chamber",
        amount("withheld", _("ritenute")),
        "edition",
        moment("asked_at", _("emessa il")),
    ]
    list_filter = ["year", ("chamber", ChamberFilter)]
    list_select_related = ["firm", "chamber"]
    ordering = ["-year", "-pk"]
    fields = ["chamber", "firm", "in_year", "edition", "gross", "withheld", "asked_at", "made_at", "sha256"]
    object_actions = [
        PageLink(
            name="pdf",
            label=_("Scarica la certificazione (PDF)"),
            why_not=_why_not_read,
            href=lambda row: reverse(f"admin:{PDF}", args=[row.pk]),
        ),
        again(
            lambda row, by, at: certifying.again(certificate=row, by=by, at=at), hurry=hurry_certificates, kind=OfTheChamber,
            why_not=lambda user, row: permissions.why_not_certify(user, row.chamber),
        ),
    ]  # fmt: skip

    @display(description=_("anno"), ordering="year")
    def in_year(self, row: WithholdingCertificate) -> str:
        """A year is no quantity: nothing parts its thousands."""
        return str(row.year)

    def visible(self, request: Any) -> QuerySet[WithholdingCertificate]:
        return permissions.visible_certificates(request.user).select_related("firm", "chamber")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.pdf_view)
        return [path("<int:object_id>/pdf/", view, name=PDF), *super().get_urls()]

    def pdf_view(self, request: Any, object_id: int) -> HttpResponse:
        """The paper, once it is made."""
        row = self._found(request, str(object_id))
        if row.made_at is None:
            raise Http404
        return private_file(row.file, f"ritenute-{row.year}-{row.pk}.pdf", "application/pdf")
