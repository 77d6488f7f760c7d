"""Drawn files at the desk: the list gone through by an officer who had no part, the end, the way to a revocation."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.admin import SimpleListFilter, display
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.admin.chambers import ChamberFilter
from accounts.enums import Permission
from applications.admin.found import FoundByApplicant
from applications.admin.opening import OpenedByDeclaration
from applications.models import Application
from core.admin import ObjectAction, PageLink, Panel, moment
from disbursement import permissions
from disbursement.admin.recoveries import BEGIN
from disbursement.enums import ControlResult, PointAnswer
from disbursement.forms.sampling import AnswersForm, ConclusionForm
from disbursement.models import Control
from disbursement.operations import controlling
from disbursement.policies import sampling as policies
from disbursement.queries.accounts import PATH
from disbursement.queries.sampling import looked_at, not_met, to_conclude, to_take_back, with_answers

TONES = {PointAnswer.MET: "success", PointAnswer.NOT_MET: "danger", PointAnswer.NOT_APPLICABLE: "neutral"}


def _why_not_answer(control: Control, user: Any, at: datetime) -> str | None:
    return permissions.why_not_control(user, control) or policies.why_not_ended(control)


def _why_not_conclude(control: Control, user: Any, at: datetime) -> str | None:
    looked = looked_at(control)
    missing, gross = sum(one.answer is None for one in looked), control.member.payout.gross
    refusal = permissions.why_not_control(user, control)
    return refusal or policies.why_not_conclude(control, missing=missing, not_met=not_met(looked), gross=gross)


def _is_irregular(control: Control) -> bool:
    return getattr(getattr(control, "outcome", None), "result", "") == ControlResult.IRREGULAR


def _begin(control: Control) -> str:
    return reverse("admin:disbursement_payout_action", args=[control.member.payout_id, BEGIN.name])


CONTROL_ACTIONS: Sequence[ObjectAction] = [
    ObjectAction(
        name="rispondi",
        label=_("Compila la lista di controllo"),
        description=_("Si salva anche a metà. Una risposta nuova prende il posto di quella di prima, che resta agli atti."),
        permission=Permission.CHECK_FILES,
        form_class=AnswersForm,
        run=lambda control, data, *, by, at: controlling.answer(control=control, answers=data["answers"], by=by, at=at),
        why_not=_why_not_answer,
        success=lambda rows: _("Risposte registrate: %(count)s.") % {"count": len(rows)},
    ),
    ObjectAction(
        name="concludi",
        label=_("Concludi il controllo"),
        description=_("L’esito non cambia più. Se è irregolare, da qui si avvia poi la revoca: niente si recupera da solo."),
        permission=Permission.CHECK_FILES,
        form_class=ConclusionForm,
        panels=lambda control, request: [checklist(control)],
        run=lambda control, data, *, by, at: controlling.conclude(control=control, **data, by=by, at=at),
        why_not=_why_not_conclude,
        success=lambda outcome: _("Controllo concluso con esito: %(result)s.") % {"result": outcome.get_result_display()},
    ),
    PageLink(
        name="revoca",
        label=_("Avvia la revoca"),
        permission=Permission.CHECK_FILES,
        concerns=_is_irregular,
        why_not=lambda control, user, at: BEGIN.refusal(control.member.payout, user, at),
        href=_begin,
    ),
]


def checklist(control: Control) -> Panel:
    """The list point by point, with what was found."""
    rows = [(one.point, one.answer, TONES[PointAnswer(one.answer.answer)] if one.answer else "") for one in looked_at(control)]
    context = {"rows": rows, "outcome": getattr(control, "outcome", None), "control": control}
    return Panel(_("Lista di controllo"), "disbursement/admin/checklist.html", context)


@display(description=_("esito"))
def result(control: Control) -> str:
    """How it ended, or how far it has come."""
    outcome = getattr(control, "outcome", None)
    if outcome is not None:
        return str(outcome)
    counted: Any = control
    return _now("%(answered)s punti su %(asked)s") % {"answered": counted.answered, "asked": counted.asked}


# What «my day» counts, for the list behind it.
SETS: dict[str | None, Callable[[Any], QuerySet[Control]]] = {"vostri": to_conclude, "da-revocare": to_take_back}


class EndedFilter(SimpleListFilter):
    """Controls that wait, of those what the reader may end herself; that ended well, that did not, and nobody went on with."""

    title, parameter_name = _("esito"), "esito"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("aperti", _("da concludere")),
            ("vostri", _("da concludere, che potete controllare voi")),
            *ControlResult.choices,
            ("da-revocare", _("irregolare, senza avvio di revoca")),
        ]

    def queryset(self, request: Any, queryset: QuerySet[Control]) -> QuerySet[Control]:
        wanted = self.value()
        if wanted in SETS:
            return queryset.filter(pk__in=SETS[wanted](request.user).values("pk"))
        if wanted in ControlResult.values:
            return queryset.filter(outcome__result=wanted)
        return queryset.filter(outcome=None) if wanted == "aperti" else queryset


class ControlAdmin(FoundByApplicant, OpenedByDeclaration):
    """The drawn files of the reader's Chambers."""

    call_path = "application__call"
    read_permission = Permission.READ_FILES
    list_display = ["application", "sample", "rank", result, moment("sample__due_at", _("entro il"))]
    list_filter = [EndedFilter, ("sample__pot__chamber", ChamberFilter), "application__call"]
    application_path = "application__"
    fields = ["application", "sample", "rank"]
    object_actions = CONTROL_ACTIONS

    def application_of(self, obj: Control) -> Application:
        return obj.application

    def visible(self, request: Any) -> QuerySet[Control]:
        path = [f"member__payout__settlement__account__{step}" for step in ("application__pot__chamber", "application__call")]
        rows = with_answers(permissions.visible_controls(request.user))
        return rows.select_related(*PATH, *path, "sample__plan", "sample__pot__chamber", "sample__pot__call", "outcome__by")

    def panels(self, obj: Control, request: Any) -> Sequence[Panel]:
        return [checklist(obj)]
