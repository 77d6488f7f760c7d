"""The cockpit of a call: what it lacks, how its money stands, and the buttons that act on it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.admin import display
from django.db.models import QuerySet
from django.urls import URLPattern
from django.utils.timezone import localdate, now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from bando import permissions
from bando.admin import panels
from bando.admin.editor.buttons import CONFIGURE, NEW_CALL
from bando.admin.editor.pages import EditorPages
from bando.admin.reading import ReadByWorkersAndFunders
from bando.enums import ActKind
from bando.forms.acts import ActForm, GrantActForm, RefinancingForm
from bando.models import Act, Call
from bando.models.situation import situated
from bando.operations import acts, publishing, refinancing
from bando.policies.amending import why_not_change
from bando.policies.publishing import why_not_publish
from bando.policies.refinancing import why_not_add_money
from bando.queries.calls import status
from core.admin import ListAction, ObjectAction, Panel, PortalModelAdmin, moment

ACT = ("number", "issued_on", "issuer", "signer")


def _today(call: Call, user: Any, at: datetime) -> dict[str, Any]:
    return {"issued_on": localdate(at), "signer": user.name}


def _why_not_publish(call: Call, user: Any, at: datetime) -> str | None:
    return permissions.why_not_adopt(user, ActKind.PUBLICATION) or why_not_publish(call, at=at)


def _why_not_refinance(call: Call, user: Any, at: datetime) -> str | None:
    return permissions.why_not_adopt(user, ActKind.REFINANCING) or why_not_change(call)


def _adopt(call: Call, data: dict[str, Any], *, by: Any, at: datetime) -> Act:
    return acts.adopt(call=call, kind=ActKind.GRANT, **data, by=by, at=at)


def _publish(call: Call, data: dict[str, Any], *, by: Any, at: datetime) -> Act:
    return publishing.publish(call=call, **data, by=by, at=at)


def _refinance(call: Call, data: dict[str, Any], *, by: Any, at: datetime) -> Any:
    wanted = ("kind", "label", "amounts", "tranche_rules", *ACT)
    return refinancing.refinance(call=call, **{name: data[name] for name in wanted}, by=by, at=at)


PUBLISH = ObjectAction(
    name="pubblica",
    label=_("Pubblica il bando"),
    description=_("Registra l’atto, assegna la dotazione alle Camere e blocca la configurazione: dopo si cambia solo per atto."),
    permission=Permission.SIGN_ACTS,
    form_class=ActForm,
    initial=_today,
    panels=lambda call, request: [panels.checklist(call), panels.pots(call)],
    run=_publish,
    why_not=_why_not_publish,
    success=lambda act: _("Bando pubblicato con atto n. %(number)s.") % {"number": act.number},
)
ADOPT = ObjectAction(
    name="registra-atto",
    label=_("Registra l’atto di concessione"),
    description=_("L’atto sotto cui si concedono i contributi: poi lo scegliete concedendo ciascuna domanda."),
    permission=Permission.SIGN_ACTS,
    form_class=GrantActForm,
    initial=_today,
    run=_adopt,
    why_not=lambda call, user, at: permissions.why_not_adopt(user, ActKind.GRANT) or why_not_add_money(call),
    success=lambda act: _("Atto n. %(number)s registrato.") % {"number": act.number},
)
REFINANCE = ObjectAction(
    name="rifinanzia",
    label=_("Rifinanzia il bando"),
    description=_("Aggiunge un fondo con il suo atto: gli importi sono subito disponibili sulle dotazioni indicate."),
    permission=Permission.SIGN_ACTS,
    form_class=RefinancingForm,
    initial=_today,
    panels=lambda call, request: [panels.pots(call)],
    run=_refinance,
    why_not=_why_not_refinance,
    success=lambda fund: _("Fondo «%(fund)s» registrato: le somme sono disponibili.") % {"fund": fund},
)


class CallAdmin(EditorPages, ReadByWorkersAndFunders):
    """Calls in preparation and published. Apps to the right add their panels, pages and buttons to the lists below."""

    more_panels: ClassVar[list[Callable[[Call, Any], Panel]]] = []
    more_pages: ClassVar[list[Callable[[PortalModelAdmin], list[URLPattern]]]] = []
    object_actions: list[ObjectAction] = [CONFIGURE, PUBLISH, ADOPT, REFINANCE]
    list_actions: Sequence[ListAction] = [NEW_CALL]
    list_display = ["title", "code", "where", moment("opens_at", _("apertura")), moment("closes_at", _("chiusura"))]
    search_fields = ["code", "title"]
    fields = [
        "code", "title", "legal_act", "manager", "procedure", "signature_policy",
        "draft_from_at", "opens_at", "closes_at", "spend_from_on",
        "spend_until_on", "accounts_due_on", "difficulty_on", "integration_days", "minimum_score", "evaluators_required",
        "partial_last_grant", "regime", "aid_ceiling", "withholding_rate", "withholding_reason", "minimum_share_realised",
        "pays_beyond_cash", "vat_admitted", "published_at",
    ]  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        return [*(page for pages in self.more_pages for page in pages(self)), *super().get_urls()]

    def visible(self, request: Any) -> QuerySet[Call]:
        return situated(permissions.visible_calls(request.user)).select_related("adopted_as")

    def choices(self, request: Any) -> QuerySet[Call]:
        """Nothing hangs on an amendment in preparation: what it changes belongs to its call."""
        return permissions.visible_calls(request.user).filter(amends=None)

    @display(description=_("stato"))
    def where(self, call: Call) -> str:
        """Where the call stands at this moment; of an amendment, whether an act has adopted it."""
        if call.amends_id is not None:
            return gettext("modifica adottata") if hasattr(call, "adopted_as") else gettext("modifica in preparazione")
        return str(status(call, now()).label)

    def panels(self, obj: Call, request: Any) -> Sequence[Panel]:
        own = [panels.checklist(obj), panels.pots(obj), *(panel(obj, request) for panel in self.more_panels)]
        return [*own, panels.acts(obj), panels.terms(obj)]
