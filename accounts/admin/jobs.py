"""Work in bulk, for whoever has proposed it: what will be done, how far it is, what came of each row. Core knows no roles."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.enums import Permission
from accounts.permissions import visible_jobs
from core.admin import BulkAction, ObjectAction, PageLink, Panel, PortalModelAdmin, Waiting, moment, site
from core.admin.bulk import START
from core.domain import sheets
from core.domain.bulk import effect_of
from core.figures import instant
from core.models import Job, JobRow, Outcome
from core.operations import working
from core.tasks import hurry_job

PAGE = 100
COLUMNS = (_("Riga"), _("Che cosa"), _("Esito"), _("Che cosa è successo"), _("Quando"))


def declared(job: Job) -> BulkAction | None:
    """What the page of the job's things says of its act; nothing where it is proposed otherwise than from a list."""
    page: Any = site.get_model_admin(apps.get_model(job.subject_type))
    return next((each for each in page.bulk_actions if each.act == job.act), None)


def rows_of(job: Job, request: Any) -> QuerySet[JobRow]:
    """Its rows whose things the reader may see today, in order."""
    page: Any = site.get_model_admin(apps.get_model(job.subject_type))
    seen = page.visible(request).order_by().values("pk")
    return job.rows.filter(Q(subject_id=None) | Q(subject_id__in=seen)).order_by("number")


def counted(rows: QuerySet[JobRow]) -> list[tuple[Outcome, int]]:
    """How many of the rows have which outcome; those that none has are left out. One query."""
    found = dict(rows.order_by().values_list("outcome").annotate(Count("pk")))
    return [(outcome, found[outcome]) for outcome in Outcome if outcome in found]


@dataclass(frozen=True, kw_only=True)
class Begin(ObjectAction):
    """The button that confirms: it asks what the act of the job asks."""

    def asks(self, subject: Any) -> type[Form] | None:
        act = declared(subject)
        return act.form_class if act else None


def _initial(job: Job, user: Any, at: datetime) -> Mapping[str, Any]:
    act = declared(job)
    return act.initial(user, at) if act and act.initial else {}


def _begin(job: Job, data: dict[str, Any], *, by: Any, at: datetime) -> Job:
    job = working.confirm(job=job, parameters=data, by=by, at=at)
    hurry_job(job.pk)
    return job


def _preview(job: Job, request: Any) -> list[Panel]:
    rows = rows_of(job, request)
    todo = rows.filter(outcome=Outcome.WAITING).count()
    context = {
        "about": job.parameters.get("about", ""),
        "said": ngettext("Si esegue su %(n)s riga.", "Si esegue su %(n)s righe.", todo) % {"n": todo},
        "effect": effect_of(job.act),
    }
    shown = [Panel(job.label, "admin/core/job_preview.html", context)]
    return [*shown, _listed(job, rows, request)]


def _listed(job: Job, rows: QuerySet[JobRow], request: Any) -> Panel:
    outcome = request.GET.get("esito", "")
    chosen = rows.filter(outcome=outcome) if outcome in Outcome.values else rows
    page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
    kind = job.subject_type.replace(".", "_")
    context = {"page": page, "counts": counted(rows), "chosen": outcome, "address": f"admin:{kind}_change"}
    return Panel(_("Riga per riga"), "admin/core/job_rows.html", context)


def _results(job: Job) -> str:
    return reverse("admin:core_job_results", args=[job.pk])


class JobAdmin(PortalModelAdmin):
    """The desk of work in bulk."""

    read_permission = Permission.READ_FILES
    page_template = "admin/core/job.html"
    list_display = ["what", "by_label", moment("proposed_at", _("preparato il")), "standing", "progress"]
    fields = ["what", "by_label", "proposed_at", "confirmed_at", "stopped_at", "finished_at"]
    ordering = ["-pk"]
    is_ordering_total = True
    object_actions = [
        Begin(
            name=START,
            label=_("Avvia"),
            description=_("Guardate che cosa si sta per fare: dopo l’avvio le righe fatte restano fatte."),
            panels=_preview,
            run=_begin,
            initial=_initial,
            why_not=lambda job, user, at: working.why_not_confirm(job, user),
            concerns=lambda job: job.confirmed_at is None and job.stopped_at is None,
            success=_("Il lavoro è avviato: questa pagina mostra a che punto è."),
        ),
        ObjectAction(
            name="ferma",
            label=_("Ferma"),
            description=_("Le righe già fatte restano fatte; quelle ancora da fare si lasciano."),
            run=lambda job, data, *, by, at: working.stop(job=job, by=by, at=at),
            why_not=lambda job, user, at: working.why_not_stop(job, user),
            concerns=lambda job: job.finished_at is None,
            success=_("Il lavoro è fermo: le righe da fare sono rimaste com’erano."),
            danger=True,
        ),
        PageLink(name="risultati", label=_("Scarica le righe (CSV)"), href=_results),
    ]

    def visible(self, request: Any) -> QuerySet[Job]:
        settled = Count("rows", filter=~Q(rows__outcome=Outcome.WAITING))
        return visible_jobs(request.user).annotate(total=Count("rows"), settled=settled)

    def panels(self, obj: Job, request: Any) -> Sequence[Panel]:
        rows = rows_of(obj, request)
        return [Panel(_("A che punto è"), "admin/core/job_progress.html", _state(obj, rows)), _listed(obj, rows, request)]

    @admin.display(description=_("lavoro"))
    def what(self, obj: Job) -> str:
        return obj.label

    @admin.display(description=_("stato"))
    def standing(self, obj: Job) -> str:
        return obj.standing

    @admin.display(description=_("righe"))
    def progress(self, obj: Any) -> str:
        return f"{obj.settled} / {obj.total}"

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("<int:object_id>/avanzamento/", wrap(self.progress_view), name="core_job_progress"),
            path("<int:object_id>/righe.csv", wrap(self.results_view), name="core_job_results"),
        ]
        return [*own, *super().get_urls()]

    def progress_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """How far it is, as a fragment that asks for itself again until the job has ended; then the whole page comes anew."""
        job = self._found(request, str(object_id))
        response = render(request, "admin/core/job_progress.html", {"panel": _state(job, rows_of(job, request))})
        if job.finished_at:
            response["HX-Refresh"] = "true"
        return response

    def results_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Every row with what came of it, for a spreadsheet."""
        job = self._found(request, str(object_id))
        lines = [[str(title) for title in COLUMNS], *_lines(rows_of(job, request))]
        response = HttpResponse(sheets.written(lines), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="lavoro-{job.pk}.csv"'
        return response


def _state(job: Job, rows: QuerySet[JobRow]) -> dict[str, Any]:
    counts = counted(rows)
    total = sum(count for _outcome, count in counts)
    left = sum(count for outcome, count in counts if outcome == Outcome.WAITING)
    return {"job": job, "counts": counts, "total": total, "settled": total - left}


def _lines(rows: QuerySet[JobRow]) -> Iterator[list[str]]:
    for row in rows.iterator(chunk_size=1_000):
        said = [row.label, row.get_outcome_display(), row.result]
        yield [str(row.number), *(sheets.guarded(text) for text in said), instant(row.settled_at) if row.settled_at else ""]


site.register(Job, JobAdmin)


@site.register_waiting
def not_begun(user: Any, at: datetime) -> Iterator[Waiting]:
    """Jobs that somebody has proposed and neither begun nor thrown away."""
    left = visible_jobs(user).filter(by_id=user.pk, confirmed_at=None, finished_at=None)
    found = left.aggregate(count=Count("pk"), oldest=Min("proposed_at"))
    yield Waiting(
        _("Lavori in blocco preparati e non avviati"),
        found["count"],
        reverse("admin:core_job_changelist"),
        oldest=found["oldest"],
    )
