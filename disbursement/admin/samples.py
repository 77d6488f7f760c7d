"""Plans of controls and draws: published by Unioncamere, proposed by a Chamber's officers, drawn by its director."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.chambers import ChamberFilter
from accounts.enums import Permission
from applications.admin.rehearsals import ListedWithoutRehearsals
from core.admin import ListAction, ObjectAction, PageLink, Panel, again, moment
from core.figures import percent
from core.queries.trying import trouble
from core.views.files import private_file
from disbursement import permissions
from disbursement.admin.order_lines import OfTheChamber
from disbursement.enums import ControlResult, SampleState
from disbursement.forms import sampling as forms
from disbursement.models import ControlPlan, ControlSample
from disbursement.operations import sampling
from disbursement.policies import sampling as policies
from disbursement.queries.sampling import differences, pots_to_draw
from disbursement.tasks import hurry_sample_minutes

MINUTES = "disbursement_controlsample_minutes"
TONES: dict[str, str] = {ControlResult.REGULAR: "success", ControlResult.IRREGULAR: "danger"}
# More of them are found in the list of the controls.
MOST_SHOWN = 200


def _share(plan: ControlPlan) -> str:
    return percent(plan.share)


_share.short_description = _("quota")  # type: ignore[attr-defined]


class ControlPlanAdmin(ListedWithoutRehearsals):
    """How the paid grants of each call are controlled; the latest edition is the one that counts."""

    call_path = "call"
    read_permission = Permission.READ_FILES
    other_readers = (Permission.READ_REPORTS,)
    list_display = ["call", "number", _share, "days", moment("at", _("pubblicato il"))]
    list_filter = ["call"]
    fields = ["call", "number", "share", "days", "at", "by"]
    list_actions = [
        ListAction(
            name="pubblica",
            label=_("Pubblica un piano dei controlli"),
            description=_("Vale per le estrazioni che si propongono da ora; quelle già proposte tengono il loro."),
            permission=Permission.CONFIGURE,
            form_class=forms.PlanForm,
            run=lambda data, *, by, at: sampling.publish(**data, by=by, at=at),
            why_not=lambda user, at: permissions.why_not_plan_controls(user),
            success=_("Piano pubblicato: le Camere possono proporre le estrazioni."),
            go_to=lambda plan: reverse("admin:disbursement_controlplan_change", args=[plan.pk]),
        ),
    ]

    def visible(self, request: Any) -> QuerySet[ControlPlan]:
        return permissions.visible_plans(request.user).select_related("call", "by")

    def panels(self, obj: ControlPlan, request: Any) -> Sequence[Panel]:
        return [
            Panel(_("Lista di controllo"), "disbursement/admin/control_plan.html", {"points": obj.points.order_by("position")})
        ]


def _why_not_propose(user: Any, at: datetime) -> str | None:
    if pots_to_draw(user).exists():
        return None
    return str(_("Non ci sono contributi pagati da estrarre: servono pagamenti nuovi e un piano dei controlli del bando."))


def _why_not_draw(sample: ControlSample, user: Any, at: datetime) -> str | None:
    return permissions.why_not_draw(user, sample) or policies.why_not_change(sample)


def _why_not_withdraw(sample: ControlSample, user: Any, at: datetime) -> str | None:
    return permissions.why_not_withdraw(user, sample) or policies.why_not_change(sample)


def _drawn(sample: ControlSample) -> str:
    words = ngettext(
        "Estratta %(count)s domanda: il controllo può cominciare.",
        "Estratte %(count)s domande: i controlli possono cominciare.",
        sample.size,
    )
    return words % {"count": sample.size}


def _why_not_read(sample: ControlSample, user: Any, at: datetime) -> str | None:
    if sample.made_at:
        return None
    return trouble(sample) or str(_("Il verbale è in preparazione: ricaricate la pagina tra poco."))


def population(sample: ControlSample) -> Panel:
    """Among whom is drawn, and how anybody draws again."""
    context = {"sample": sample, "keys": list(sample.members.order_by("pk").values_list("key", flat=True))}
    return Panel(_("Fra chi si estrae"), "disbursement/admin/population.html", context)


def drawn_files(sample: ControlSample) -> Panel:
    """Who was drawn, whether it is the same when drawn again, how each control ended."""
    controls = sample.controls.select_related("outcome", "member", "application__firm_version", "application__firm")
    rows = [
        (one, TONES[one.outcome.result] if hasattr(one, "outcome") else "info") for one in controls.order_by("rank")[:MOST_SHOWN]
    ]
    context = {"rows": rows, "sample": sample, "same": not differences(sample), "shown": MOST_SHOWN}
    return Panel(_("Domande estratte"), "disbursement/admin/drawn.html", context)


class ControlSampleAdmin(ListedWithoutRehearsals):
    """The draws of the reader's Chambers."""

    call_path = "pot__call"
    read_permission = Permission.READ_FILES
    list_display = [
        "__str__",
        "state",
        "count",
        "size",
        moment("proposed_at", _("proposta il")),
        moment("drawn_at", _("estratta il")),
    ]
    list_filter = ["state", ("pot__chamber", ChamberFilter), "pot__call"]
    # Count, size and seed stand with the population.
    fields = [
        "pot", "plan", "state", "proposed_at", "proposed_by", "drawn_at", "drawn_by", "due_at", "population_sha256", "made_at",
        "sha256",
    ]  # fmt: skip
    list_actions = [
        ListAction(
            name="proponi",
            label=_("Proponi un’estrazione"),
            description=_(
                "Mette agli atti i contributi pagati che non sono ancora stati in un’estrazione, e da dove verrà il seme. "
                "Estrae poi il dirigente."
            ),
            permission=Permission.CHECK_FILES,
            form_class=forms.SampleForm,
            run=lambda data, *, by, at: sampling.propose(**data, by=by, at=at),
            why_not=_why_not_propose,
            success=_("Estrazione proposta: quando il seme è noto, estrae il dirigente."),
            go_to=lambda sample: reverse("admin:disbursement_controlsample_change", args=[sample.pk]),
        ),
    ]
    object_actions = [
        ObjectAction(
            name="estrai",
            label=_("Estrai le domande da controllare"),
            description=_(
                "Con il seme della fonte indicata. L’estrazione si fa una volta sola; chiunque può ripeterla e trova lo stesso."
            ),
            permission=Permission.SIGN_PAYMENTS,
            concerns=lambda sample: sample.state == SampleState.PROPOSED,
            form_class=forms.SeedForm,
            panels=lambda sample, request: [population(sample)],
            run=lambda sample, data, *, by, at: sampling.draw(sample=sample, seed=data["seed"], by=by, at=at),
            why_not=_why_not_draw,
            success=_drawn,
        ),
        OfTheChamber(
            name="ritira",
            label=_("Ritira l’estrazione"),
            description=_("I contributi tornano fra quelli da estrarre."),
            concerns=lambda sample: sample.state == SampleState.PROPOSED,
            form_class=forms.WithdrawForm,
            run=lambda sample, data, *, by, at: sampling.withdraw(sample=sample, reason=data["reason"], by=by, at=at),
            why_not=_why_not_withdraw,
            danger=True,
        ),
        PageLink(
            name="verbale",
            label=_("Scarica il verbale (PDF)"),
            concerns=lambda sample: sample.state == SampleState.DRAWN,
            why_not=_why_not_read,
            href=lambda sample: reverse(f"admin:{MINUTES}", args=[sample.pk]),
        ),
        again(
            lambda sample, by, at: sampling.again(sample=sample, by=by, at=at),
            kind=OfTheChamber,
            why_not=lambda user, sample: permissions.why_not_handle(user, sample.pot),
        ),
    ]

    def visible(self, request: Any) -> QuerySet[ControlSample]:
        rows = permissions.visible_samples(request.user)
        return rows.select_related("pot__chamber", "pot__call", "plan__call", "proposed_by", "drawn_by")

    def panels(self, obj: ControlSample, request: Any) -> Sequence[Panel]:
        return [drawn_files(obj), population(obj)] if obj.state == SampleState.DRAWN else [population(obj)]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.minutes_view)
        return [path("<int:object_id>/verbale/", view, name=MINUTES), *super().get_urls()]

    def minutes_view(self, request: Any, object_id: int) -> HttpResponse:
        """The PDF, once it is made."""
        sample = self._found(request, str(object_id))
        if sample.made_at is None:
            raise Http404
        return private_file(sample.file, f"estrazione-{sample.pk}.pdf", "application/pdf")

    def object_action_view(self, request: Any, object_id: str, name: str) -> HttpResponse:
        """The minutes of what was just drawn are asked for at once."""
        response = super().object_action_view(request, object_id, name)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            hurry_sample_minutes()
        return response
