"""Rankings: for each call the one that could be proposed now or with more money, the proposals, and those that acts approved."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from accounts.permissions import everywhere, why_not
from applications.admin import ranking_panels as panels
from applications.admin.rehearsals import ListedWithoutRehearsals
from applications.forms.ranking import ProposalForm, WhatIfForm
from applications.forms.review import ActForm
from applications.models import Ranking
from applications.operations import ranking
from applications.permissions import visible_applications
from applications.policies import ranking as policies
from applications.queries.competing import draws_lots
from applications.queries.ranking import calls_to_rank, listing, seed_of
from bando.models import Call
from core.admin import ObjectAction, Panel, moment, site
from core.admin.actions import Button

TRIED = _("Questa è un’ipotesi, con somme che il bando non ha: svuotate i campi e premete «Prova», poi proponete la graduatoria.")


def _what_if(call: Call, request: Any) -> list[Panel]:
    form = WhatIfForm(call, request.GET)
    extra, seed = form.extra, seed_of(call) or form.seed or request.POST.get("seed", "").strip()
    asked = panels.what_if(form, bool(extra))
    if draws_lots(call) and not seed:
        return [asked]
    found = listing(call, seed=seed, extra=extra)
    return [asked, panels.pots(call, found, extra), panels.previewed(found)]


def _why_not_propose(call: Call, user: Any, at: datetime) -> str | None:
    return policies.why_not_propose(user) or policies.why_not_rank(call, at=at)


def _why_not_sign(proposal: Ranking, user: Any, at: datetime) -> str | None:
    return (
        policies.why_not_sign(proposal, user)
        or why_not(user, Permission.SIGN_ACTS)
        or policies.why_not_rank(proposal.call, at=at)
    )


PROPOSE = ObjectAction(
    name="proponi",
    label=_("Proponi la graduatoria"),
    description=_("Anteprima: niente è deciso. La proposta fissa le righe; un’altra persona la firma con l’atto."),
    permission=Permission.READ_FILES,
    form_class=ProposalForm,
    panels=_what_if,
    run=lambda call, data, *, by, at: ranking.propose(call=call, seed=data.get("seed", ""), by=by, at=at),
    why_not=_why_not_propose,
    success=_("Graduatoria proposta: ora la firma un’altra persona."),
    go_to=lambda proposed: reverse("admin:applications_ranking_change", args=[proposed.pk]),
)
SIGN = ObjectAction(
    name="firma",
    label=_("Approva la graduatoria"),
    description=_("L’atto fissa gli elenchi, impegna le somme sulle dotazioni e avvisa le imprese. Non si torna indietro."),
    permission=Permission.SIGN_ACTS,
    form_class=ActForm,
    concerns=lambda proposal: not proposal.is_approved,
    initial=lambda proposal, user, at: {"issuer": proposal.call.manager, "signer": user.name, "issued_on": at.date()},
    run=lambda proposal, data, *, by, at: ranking.sign(ranking=proposal, by=by, at=at, **data),
    why_not=_why_not_sign,
    success=_("Graduatoria approvata: le somme sono impegnate e le imprese avvisate."),
)


class RankingAdmin(ListedWithoutRehearsals):
    """Proposed and approved rankings; above the list, the preview of each call that has files to rank."""

    read_permission = Permission.READ_FILES
    call_path = "call"
    list_display = [
        "__str__",
        moment("proposed_at", _("proposta il")),
        "proposed_by",
        moment("approved_at", _("approvata il")),
        "approved_by",
    ]
    list_filter = ["call"]
    list_select_related = ["act", "call", "proposed_by", "approved_by"]
    ordering = ["-pk"]
    fields = ["call", "act", "proposed_at", "proposed_by", "approved_at", "approved_by", "seed", "digest"]
    action_template = f"{panels.PLACE}ranking_preview.html"
    object_actions = [SIGN]

    def visible(self, request: Any) -> QuerySet[Ranking]:
        """What acts have approved; proposals for who reads the files of all Chambers."""
        rows = Ranking.objects.select_related("call", "act", "proposed_by", "approved_by")
        return rows if everywhere(request.user, Permission.READ_FILES) else rows.filter(act__isnull=False)

    def panels(self, obj: Ranking, request: Any) -> Sequence[Panel]:
        """The entries that the reader may see."""
        return [panels.stored(obj.entries.filter(application__in=visible_applications(request.user)))]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        return [path("anteprima/<int:call_id>/", view, name="applications_ranking_preview"), *super().get_urls()]

    def preview_view(self, request: Any, call_id: int) -> HttpResponse:
        """What the ranking of a call would be now, or with more money, and the button that proposes it as it is."""
        if not everywhere(request.user, Permission.READ_FILES):
            raise PermissionDenied
        call = Call.objects.exclude(published_at=None).filter(pk=call_id).first()
        if call is None:
            raise Http404
        tries = any(value.strip() for name, value in request.GET.items() if name.startswith("pot-"))
        action = replace(PROPOSE, why_not=lambda call, user, at: str(TRIED)) if tries else PROPOSE
        return self._act(request, action, call, reverse("admin:applications_ranking_changelist"))

    def changelist_view(self, request: Any, extra_context: Any = None) -> HttpResponse:
        """The list, with a button for each call that has something to rank."""
        offered = calls_to_rank() if everywhere(request.user, Permission.READ_FILES) else Call.objects.none()
        return super().changelist_view(request, {"buttons": [_preview_of(call) for call in offered]} | (extra_context or {}))


def _preview_of(call: Call) -> Button:
    label = _("Anteprima della graduatoria: %(call)s") % {"call": f"{call} (PROVA)" if call.rehearsal else call}
    return Button(replace(PROPOSE, label=label), reverse("admin:applications_ranking_preview", args=[call.pk]), None)


site.register(Ranking, RankingAdmin)
