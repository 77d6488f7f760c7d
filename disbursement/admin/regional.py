"""The regional money: reports sent as evidence, tranches asked for, received, passed on."""

from datetime import datetime
from typing import Any

from django.contrib.admin import display
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from core.admin import ListAction, ObjectAction, PortalModelAdmin, amount, moment
from core.figures import ROME, euro
from disbursement import permissions
from disbursement.admin import panels
from disbursement.forms import ReceiveForm, RequestForm
from disbursement.models import Evidence, Tranche
from disbursement.operations import tranches
from disbursement.policies import tranches as policies
from disbursement.queries.tranches import requestable


def _why_not_ask(user: Any, at: datetime) -> str | None:
    if reason := permissions.why_not_fund(user):
        return reason
    return None if requestable().exists() else str(_("Tutte le quote previste sono già state richieste."))


def _why_not_receive(tranche: Tranche, user: Any, at: datetime) -> str | None:
    return permissions.why_not_fund(user) or policies.why_not_receive(tranche, received_on=None, at=at)


def _why_not_pass_on(tranche: Tranche, user: Any, at: datetime) -> str | None:
    return permissions.why_not_fund(user) or policies.why_not_pass_on(tranche)


@display(description=_("bando"), ordering="rule__fund__call__code")
def call_code(tranche: Tranche) -> str:
    """The code of the call, since funds of different calls are named alike."""
    return tranche.rule.fund.call.code


class TrancheAdmin(PortalModelAdmin):
    """Tranches of the regional funds."""

    read_permission = Permission.READ_REPORTS
    list_display = [
        "rule",
        call_code,
        "state",
        amount("amount", _("importo")),
        moment("requested_at", _("richiesta il")),
        "received_on",
    ]
    list_filter = ["state", "rule__fund__call"]
    list_actions = [
        ListAction(
            name="richiedi",
            label=_("Richiedi una quota a Regione"),
            description=_("L’importo lo calcola il portale: la parte prevista del fondo, o il saldo sul costo finale."),
            permission=Permission.FUND,
            form_class=RequestForm,
            run=lambda data, *, by, at: tranches.request(**data, by=by, at=at),
            why_not=_why_not_ask,
            success=lambda tranche: _("Quota richiesta: %(amount)s.") % {"amount": euro(tranche.amount)},
        ),
    ]
    object_actions = [
        ObjectAction(
            name="incassa",
            label=_("Registra l’incasso"),
            permission=Permission.FUND,
            form_class=ReceiveForm,
            initial=lambda it, user, at: {"received_on": localdate(at, ROME)},
            run=lambda it, data, *, by, at: tranches.receive(tranche=it, **data, by=by, at=at),
            why_not=_why_not_receive,
        ),
        ObjectAction(
            name="trasferisci",
            label=_("Trasferisci alle Camere"),
            description=_("Ogni Camera riceve la parte che segue, al centesimo."),
            permission=Permission.FUND,
            panels=lambda it, request: [panels.division(it)],
            run=lambda it, data, *, by, at: tranches.pass_on(tranche=it, by=by, at=at),
            why_not=_why_not_pass_on,
            success=lambda shares: _("Quota trasferita a %(count)s Camere.") % {"count": len(shares)},
        ),
    ]

    def visible(self, request: Any) -> QuerySet[Tranche]:
        return permissions.visible_tranches(request.user).select_related("rule__fund__call", "evidence__call", "requested_by")

    def panels(self, obj: Any, request: Any) -> Any:
        return [panels.division(obj)]


class EvidenceAdmin(PortalModelAdmin):
    """Reports sent to the Region; they are recorded where they are produced."""

    read_permission = Permission.READ_REPORTS
    list_display = ["call", "kind", "protocol", moment("as_of_at", _("alla data")), moment("sent_at", _("inviato il"))]
    list_filter = ["kind", "call"]

    def visible(self, request: Any) -> QuerySet[Evidence]:
        return permissions.visible_evidence(request.user).select_related("call", "by")
