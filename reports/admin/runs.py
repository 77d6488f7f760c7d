"""Report runs: who asked for which, where it stands, its files; made again and compared on request."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from accounts.models import User
from core.admin import ListAction, ObjectAction, Panel, PortalModelAdmin, Waiting, moment, site
from reports import policies, tasks
from reports.domain.wording import ROME
from reports.enums import RunState
from reports.forms import DeliverForm, RequestForm
from reports.models import ReportRun
from reports.operations import delivering, requesting
from reports.permissions import visible_runs, why_not_make
from reports.queries.comparing import compare
from reports.queries.downloads import downloads, with_lost_files
from reports.queries.falling_due import falling_due


def _request(data: dict[str, Any], *, by: User, at: datetime) -> ReportRun:
    run = requesting.request(
        call=data["call"],
        kind=data["kind"],
        as_of_at=data["as_of_at"],
        texts=data["texts"],
        parameters=data["parameters"],
        by=by,
        at=at,
    )
    tasks.hurry(run.pk)
    return run


def _again(run: ReportRun, data: dict[str, Any], *, by: User, at: datetime) -> ReportRun:
    run = requesting.again(run=run, by=by, at=at)
    tasks.hurry(run.pk)
    return run


def _renew(run: ReportRun, data: dict[str, Any], *, by: User, at: datetime) -> ReportRun:
    run = requesting.renew(run=run, by=by, at=at)
    tasks.hurry(run.pk)
    return run


def _deliver(run: ReportRun, data: dict[str, Any], *, by: User, at: datetime) -> None:
    delivering.deliver(run=run, protocol=data["protocol"], edition=data.get("edition"), by=by, at=at)


def _page_of(run: ReportRun) -> str:
    return reverse("admin:reports_reportrun_change", args=[run.pk])


def _compared(run: ReportRun, request: Any) -> Sequence[Panel]:
    if policies.why_not_compare(run):
        return ()
    rows = compare(run, redraw=False)
    context = {"rows": rows, "all_equal": all(row.is_equal for row in rows)}
    return [Panel(_("Esito del confronto"), "reports/comparison.html", context)]


class Lacking(SimpleListFilter):
    """Those of which a file was lost."""

    title, parameter_name = _("file"), "file"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        return [("mancano", _("da produrre di nuovo"))]

    def queryset(self, request: Any, queryset: QuerySet[ReportRun]) -> QuerySet[ReportRun]:
        return with_lost_files(queryset) if self.value() == "mancano" else queryset


class ReportRunAdmin(PortalModelAdmin):
    """The desk of reports."""

    read_permission = Permission.READ_REPORTS
    page_template = "admin/reports/run.html"
    list_display = ["__str__", moment("as_of_at", _("dati alla data")), "state", moment("requested_at", _("richiesto il"))]
    list_filter = ["kind", "state", Lacking, "call"]
    list_select_related = ["call"]
    fields = [
        "call", "kind", "as_of_at", "requested_at", "requested_by", "finished_at", "attempts", "rows", "pages", "discarded_at",
        "data_sha256",
    ]  # fmt: skip
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
            look="report_look",
            look_label=_("Guarda prima come comincia (si apre a parte)"),
        ),
    ]
    object_actions = [
        ObjectAction(
            name="annulla",
            label=_("Annulla la produzione"),
            permission=Permission.MAKE_REPORTS,
            description=_("Chi lo sta producendo si ferma al prossimo passo e non conserva nulla. Potrete richiederlo di nuovo."),
            success=_("La produzione è annullata."),
            danger=True,
            run=lambda run, data, *, by, at: requesting.cancel(run=run, by=by, at=at),
            why_not=lambda run, user, at: policies.why_not_cancel(run),
            concerns=lambda run: policies.why_not_cancel(run) is None,
        ),
        ObjectAction(
            name="rifai",
            label=_("Producilo di nuovo"),
            permission=Permission.MAKE_REPORTS,
            description=_(
                "Si rifà con i dati di allora: i file che prendono il posto di quelli eliminati o perduti devono essere uguali."
            ),
            success=_("Il rapporto è di nuovo in coda: questa pagina mostra a che punto è la produzione."),
            run=_again,
            why_not=lambda run, user, at: policies.why_not_again(run),
            concerns=lambda run: policies.why_not_again(run) is None,
        ),
        ObjectAction(
            name="edizione",
            label=_("Producilo nell’aspetto di oggi"),
            permission=Permission.MAKE_REPORTS,
            description=_(
                "I file che mancano si rifanno con i dati di allora, controllati con la loro impronta, e come li disegna il "
                "programma di oggi: saranno una nuova edizione. Le impronte di quella di prima restano; se i dati risultano "
                "diversi non si fa nulla. Di un rapporto già inviato a Regione la nuova edizione non è quella inviata, e la "
                "pagina lo dice."
            ),
            success=_("La nuova edizione è in coda: questa pagina mostra a che punto è la produzione."),
            run=_renew,
            why_not=lambda run, user, at: policies.why_not_renew(run),
            concerns=lambda run: policies.why_not_renew(run) is None,
        ),
        ObjectAction(
            name="invia",
            label=_("Registra l’invio a Regione"),
            permission=Permission.MAKE_REPORTS,
            form_class=DeliverForm,
            description=_("Il rapporto inviato è la prova che apre la quota regionale corrispondente."),
            success=_("L’invio a Regione è registrato: la quota corrispondente si può richiedere."),
            run=_deliver,
            why_not=lambda run, user, at: policies.why_not_deliver(run),
        ),
    ]

    def visible(self, request: Any) -> QuerySet[ReportRun]:
        return visible_runs(request.user)

    def panels(self, obj: ReportRun, request: Any) -> Sequence[Panel]:
        prefetch_related_objects([obj], "files__asked_by", "seals")
        context = {"run": obj, "downloads": downloads(obj), "may_make": why_not_make(request.user) is None}
        shown = [Panel(_("Produzione e file"), "reports/production.html", context)]
        return [*shown, *_compared(obj, request)] if "confronta" in request.GET else shown


site.register(ReportRun, ReportRunAdmin)


@site.register_waiting
def unfinished(user: Any, at: datetime) -> Iterator[Waiting]:
    """Reports that did not come out, and those that fall due and were not sent."""
    if not user.holds(Permission.MAKE_REPORTS):
        return
    due = list(falling_due(at))
    if due:
        by = datetime.combine(due[0].due_on, time.max, ROME)
        yield Waiting(_("Rapporti da inviare a Regione"), len(due), reverse("admin:reports_reportrun_changelist"), due=by)
    mine, url = visible_runs(user), reverse("admin:reports_reportrun_changelist")
    failed = mine.filter(state=RunState.FAILED)
    oldest = failed.order_by("requested_at").values_list("requested_at", flat=True).first()
    yield Waiting(_("Rapporti non riusciti"), failed.count(), f"{url}?state__exact={RunState.FAILED}", oldest=oldest)
    yield Waiting(_("Rapporti con file da produrre di nuovo"), with_lost_files(mine).count(), f"{url}?file=mancano")
