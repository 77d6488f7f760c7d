"""Report runs: who asked for which, where it stands, its files; made again and compared on request."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from accounts.models import User
from core.admin import ListAction, ObjectAction, Panel, PortalModelAdmin, Waiting, moment, site
from reports import policies, tasks
from reports.enums import RunState
from reports.forms import DeliverForm, RequestForm
from reports.models import ReportRun
from reports.operations import delivering, requesting
from reports.permissions import visible_runs
from reports.queries.comparing import compare


def _request(data: dict[str, Any], *, by: User, at: datetime) -> ReportRun:
    run = requesting.request(call=data["call"], kind=data["kind"], as_of_at=data["as_of_at"], by=by, at=at)
    tasks.hurry(run.pk)
    return run


def _page_of(run: ReportRun) -> str:
    return reverse("admin:reports_reportrun_change", args=[run.pk])


def _compared(run: ReportRun, request: Any) -> Sequence[Panel]:
    if policies.why_not_compare(run):
        return ()
    rows = compare(run, redraw=False)
    context = {"rows": rows, "all_equal": all(row.is_equal for row in rows)}
    return [Panel(_("Esito del confronto"), "reports/comparison.html", context)]


class ReportRunAdmin(PortalModelAdmin):
    """The desk of reports."""

    read_permission = Permission.READ_REPORTS
    page_template = "admin/reports/run.html"
    list_display = ["__str__", moment("as_of_at", _("dati alla data")), "state", moment("requested_at", _("richiesto il"))]
    list_filter = ["kind", "state", "call"]
    list_select_related = ["call"]
    fields = ["call", "kind", "as_of_at", "requested_at", "requested_by", "finished_at", "attempts", "data_sha256"]
    list_actions = [
        ListAction(
            name="richiedi",
            label=_("Richiedi un rapporto"),
            permission=Permission.MAKE_REPORTS,
            form_class=RequestForm,
            description=_(
                "Il rapporto descrive il bando com’era all’istante scelto. Si produce in sottofondo, in PDF, XLSX e CSV."
            ),
            success=_("Il rapporto è richiesto: questa pagina mostra a che punto è la produzione."),
            run=_request,
            go_to=_page_of,
        ),
    ]
    object_actions = [
        ObjectAction(
            name="invia",
            label=_("Registra l’invio a Regione"),
            permission=Permission.MAKE_REPORTS,
            form_class=DeliverForm,
            description=_("Il rapporto inviato è la prova che apre la quota regionale corrispondente."),
            success=_("L’invio a Regione è registrato: la quota corrispondente si può richiedere."),
            run=lambda run, data, *, by, at: delivering.deliver(run=run, protocol=data["protocol"], by=by, at=at),
            why_not=lambda run, user, at: policies.why_not_deliver(run),
        ),
    ]

    def visible(self, request: Any) -> QuerySet[ReportRun]:
        return visible_runs(request.user)

    def panels(self, obj: ReportRun, request: Any) -> Sequence[Panel]:
        shown = [Panel(_("Produzione e file"), "reports/production.html", {"run": obj})]
        return [*shown, *_compared(obj, request)] if "confronta" in request.GET else shown


site.register(ReportRun, ReportRunAdmin)


@site.register_waiting
def unfinished(user: Any, at: datetime) -> Iterator[Waiting]:
    """Reports that did not come out."""
    if not user.holds(Permission.MAKE_REPORTS):
        return
    failed = visible_runs(user).filter(state=RunState.FAILED)
    oldest = failed.order_by("requested_at").values_list("requested_at", flat=True).first()
    url = f"{reverse('admin:reports_reportrun_changelist')}?state__exact={RunState.FAILED}"
    yield Waiting(_("Rapporti non riusciti"), failed.count(), url, oldest=oldest)
