"""Rankings: the lists that acts have approved, and for each call the one that could be approved now."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from accounts.permissions import everywhere, why_not
from applications.admin.rehearsals import ListedWithoutRehearsals
from applications.enums import RankingOutcome
from applications.forms.review import ActForm
from applications.models import Application, Ranking
from applications.operations import ranking
from applications.permissions import visible_applications
from applications.policies import ranking as policies
from applications.queries.ranking import calls_to_rank, pots_after, preview
from bando.models import Call
from core.admin import ObjectAction, Panel, moment, site
from core.admin.actions import Button
from core.money import ZERO

PLACE = "admin/applications/"


@dataclass(frozen=True)
class Row:
    """One line of a ranking as the page shows it."""

    position: int
    firm: str
    chamber: str
    arrival: int
    score: Decimal
    outcome: RankingOutcome
    spend: Decimal
    grant: Decimal
    href: str


def _panel(rows: Sequence[Row]) -> Panel:
    counts = Counter(row.outcome for row in rows)
    totals = [
        {"label": kind.label, "count": counts[kind], "grant": sum((row.grant for row in rows if row.outcome == kind), ZERO)}
        for kind in RankingOutcome
    ]
    return Panel(_("Graduatoria"), f"{PLACE}ranking.html", {"rows": rows, "totals": totals})


def _href(application: Application) -> str:
    return reverse("admin:applications_application_change", args=[application.pk])


def _previewed(call: Call) -> list[Row]:
    places = preview(call)
    rows = Application.objects.filter(pk__in=[place.candidate.key for place in places])
    found = rows.select_related("firm_version", "pot__chamber", "verdict").in_bulk()
    return [
        Row(
            place.position, found[place.candidate.key].applicant.name, str(found[place.candidate.key].pot),
            place.candidate.arrival, place.candidate.score, place.outcome,
            found[place.candidate.key].verdict.admitted_spend, place.grant, _href(found[place.candidate.key]),
        )
        for place in places
    ]  # fmt: skip


def _approved(entries: Iterable[Any]) -> list[Row]:
    return [
        Row(
            entry.position, entry.application.applicant.name, str(entry.application.pot), entry.arrival_number, entry.score,
            RankingOutcome(entry.outcome), entry.admitted_spend, entry.grant, _href(entry.application),
        )
        for entry in entries
    ]  # fmt: skip


def _what_if(call: Call, request: Any) -> list[Panel]:
    pots = Panel(_("Le dotazioni con questa graduatoria"), f"{PLACE}pots.html", {"rows": pots_after(call)})
    return [pots, _panel(_previewed(call))]


def _why_not_approve(call: Call, user: Any, at: datetime) -> str | None:
    return why_not(user, Permission.SIGN_ACTS) or policies.why_not_rank(call, at=at)


APPROVE = ObjectAction(
    name="approva",
    label=_("Approva la graduatoria"),
    description=_("Anteprima: niente è scritto finché non approvate. L’atto fissa gli elenchi e avvisa le imprese."),
    permission=Permission.READ_FILES,
    form_class=ActForm,
    panels=_what_if,
    initial=lambda call, user, at: {"issuer": call.manager, "signer": user.name, "issued_on": at.date()},
    run=lambda call, data, *, by, at: ranking.approve(call=call, by=by, at=at, **data),
    why_not=_why_not_approve,
    success=_("Graduatoria approvata: le imprese sono state avvisate."),
    go_to=lambda approved: reverse("admin:applications_ranking_change", args=[approved.pk]),
)


class RankingAdmin(ListedWithoutRehearsals):
    """Approved rankings; above the list, the preview of each call that has files to rank."""

    read_permission = Permission.READ_FILES
    call_path = "call"
    list_display = ["act", "call", moment("approved_at", _("approvata il")), "approved_by"]
    list_filter = ["call"]
    list_select_related = ["act", "call", "approved_by"]
    ordering = ["-approved_at", "-pk"]
    action_template = f"{PLACE}ranking_preview.html"

    def visible(self, request: Any) -> QuerySet[Ranking]:
        return Ranking.objects.select_related("call", "act", "approved_by")

    def panels(self, obj: Ranking, request: Any) -> Sequence[Panel]:
        """The entries that the reader may see."""
        entries = obj.entries.filter(application__in=visible_applications(request.user))
        return [_panel(_approved(entries.select_related("application__firm_version", "application__pot__chamber")))]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        return [path("anteprima/<int:call_id>/", view, name="applications_ranking_preview"), *super().get_urls()]

    def preview_view(self, request: Any, call_id: int) -> HttpResponse:
        """What the ranking of a call would be now, and the act that approves it."""
        if not everywhere(request.user, Permission.READ_FILES):
            raise PermissionDenied
        call = Call.objects.exclude(published_at=None).filter(pk=call_id).first()
        if call is None:
            raise Http404
        return self._act(request, APPROVE, call, reverse("admin:applications_ranking_changelist"))

    def changelist_view(self, request: Any, extra_context: Any = None) -> HttpResponse:
        """The list, with a button for each call that has something to rank."""
        offered = calls_to_rank() if everywhere(request.user, Permission.READ_FILES) else Call.objects.none()
        return super().changelist_view(request, {"buttons": [_preview_of(call) for call in offered]} | (extra_context or {}))


def _preview_of(call: Call) -> Button:
    label = _("Anteprima della graduatoria: %(call)s") % {"call": f"{call} (PROVA)" if call.rehearsal else call}
    return Button(replace(APPROVE, label=label), reverse("admin:applications_ranking_preview", args=[call.pk]), None)


site.register(Ranking, RankingAdmin)
