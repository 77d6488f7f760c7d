"""COR and CUP for many grants: the sheet to fill in, the page that hands it out, the button that takes it back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from accounts.models import User
from applications.domain.coding import COLUMNS
from applications.domain.terms import register_due
from applications.forms.coding import CodesForm
from applications.operations import coding
from applications.queries.codes import calls_to_code, committed_amounts, to_code
from bando.permissions import visible_calls
from core.admin import ListAction, PageLink, PortalModelAdmin
from core.admin.bulk import BULK_PAGE, START
from core.domain import sheets
from core.models import Job


def _propose(data: dict[str, Any], *, by: User, at: datetime) -> Job:
    return coding.propose(act=data["act"], content=data["sheet"], by=by, at=at)


def _start(job: Job) -> str:
    return reverse(BULK_PAGE, args=[job.pk, START])


ACTIONS: Sequence[ListAction | PageLink] = [
    PageLink(
        name="codici",
        label=_("COR e CUP da file"),
        permission=Permission.READ_FILES,
        href=lambda _subject: reverse("admin:applications_application_codes"),
    ),
    ListAction(
        name="carica-codici",
        label=_("Carica COR e CUP"),
        description=_(
            "Il portale controlla ogni riga e vi mostra quali vanno bene e quali no, con il motivo. Finché non confermate non "
            "concede nulla."
        ),
        permission=Permission.SIGN_ACTS,
        form_class=CodesForm,
        run=_propose,
        go_to=_start,
        success=_("Il file è letto: guardate le righe, poi avviate."),
    ),
]


class WithCodes(PortalModelAdmin):
    """The two addresses of the sheet, beside those of the applications."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("codici/", wrap(self.codes_view), name="applications_application_codes"),
            path("codici/<int:call_id>/modello.csv", wrap(self.sheet_view), name="applications_application_sheet"),
        ]
        return [*own, *super().get_urls()]

    def codes_view(self, request: Any) -> HttpResponse:
        """Where applications wait for their codes, until when, and the sheet to fill in."""
        self._only_readers(request)
        rows = [(one, register_due(one.financed_on)) for one in calls_to_code(request.user)]
        context = {"title": _("COR e CUP da file"), "rows": rows, "may_grant": request.user.holds(Permission.SIGN_ACTS)}
        return self._page(request, "admin/applications/codes.html", context)

    def sheet_view(self, request: Any, call_id: int) -> HttpResponse:
        """The sheet of a call with the applications that she sees; what she does not see looks like what is not there."""
        self._only_readers(request)
        call = get_object_or_404(visible_calls(request.user), pk=call_id)
        rows = list(to_code(request.user, call))
        if not rows:
            raise Http404
        response = HttpResponse(_sheet(rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="cor-cup-{call.slug}.csv"'
        return response

    def _only_readers(self, request: Any) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied


def _sheet(rows: list[Any]) -> bytes:
    amounts = committed_amounts(rows)
    lines = [
        [
            str(row.arrival.number),
            sheets.guarded(str(row.applicant)),
            row.firm.tax_code,
            f"{amounts[row.pk]:f}".replace(".", ","),
            "",
            "",
        ]
        for row in rows
    ]
    return sheets.written([list(COLUMNS.values()), *lines])
