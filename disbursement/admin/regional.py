"""The regional money: reports sent as evidence and approved, tranches from the proposal to the Chambers, what was undone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.admin import display
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from bando.forms.acts import ActForm
from core.admin import ListAction, ObjectAction, Panel, PortalModelAdmin, amount, moment
from core.figures import ROME, day, euro
from disbursement import permissions
from disbursement.admin import panels
from disbursement.forms.regional import EvidenceApprovalForm, ProposalForm, ReasonForm, ReceiveForm, TrancheApprovalForm
from disbursement.models import Evidence, Tranche
from disbursement.operations import evidence, tranches
from disbursement.policies import evidence as reports
from disbursement.policies import tranches as policies
from disbursement.queries.tranches import amount_of, progress_of, proposable


def _why_not_propose(user: Any, at: datetime) -> str | None:
    if reason := permissions.why_not_fund(user):
        return reason
    return None if proposable().exists() else str(_("Tutte le quote previste sono già state richieste."))


def _why_not_request(it: Tranche, user: Any, at: datetime) -> str | None:
    if reason := permissions.why_not_request(user, it):
        return reason
    return policies.why_not_request(it, amount=amount_of(it.rule, it.evidence), progress=progress_of(it.rule.fund, it.evidence))


def _funds(why_not: Any) -> Any:
    """The thing's own reason, after the person's."""
    return lambda it, user, at: permissions.why_not_fund(user) or why_not(it, at)


@display(description=_("bando"), ordering="rule__fund__call__code")
def call_code(tranche: Tranche) -> str:
    """The code of the call, since funds of different calls are named alike."""
    return tranche.rule.fund.call.code


@display(description=_("incassata il"))
def received_on(tranche: Tranche) -> str:
    """The value date of the receipt that stands."""
    return day(tranche.receipt.received_on if tranche.receipt else None)


PROPOSE = ListAction(
    name="proponi",
    label=_("Proponi una quota"),
    description=_(
        "L’importo lo calcola il portale: la parte prevista del fondo, o il saldo sul costo finale. Chi propone non firma."
    ),
    permission=Permission.FUND,
    form_class=ProposalForm,
    run=lambda data, *, by, at: tranches.propose(**data, by=by, at=at),
    why_not=_why_not_propose,
    success=lambda it: _("Quota proposta: %(amount)s. Ora un’altra persona firma la richiesta.") % {"amount": euro(it.amount)},
)
REQUEST = ObjectAction(
    name="richiedi",
    label=_("Firma la richiesta a Regione"),
    description=_("Registra l’atto con cui la quota proposta è chiesta a Regione. L’importo non cambia più."),
    permission=Permission.SIGN_ACTS,
    form_class=ActForm,
    initial=lambda it, user, at: {
        "issued_on": localdate(at, ROME), "issuer": it.rule.fund.call.manager, "signer": user.name,
    },
    panels=lambda it, request: [panels.support(it)],
    run=lambda it, data, *, by, at: tranches.request(tranche=it, **data, by=by, at=at),
    why_not=_why_not_request,
    success=lambda it: _("Quota richiesta: %(amount)s.") % {"amount": euro(it.amount)},
)  # fmt: skip
APPROVE = ObjectAction(
    name="approva",
    label=_("Registra l’approvazione di Regione"),
    permission=Permission.FUND,
    form_class=TrancheApprovalForm,
    initial=lambda it, user, at: {"approved_on": localdate(at, ROME)},
    run=lambda it, data, *, by, at: tranches.approve(tranche=it, **data, by=by, at=at),
    why_not=_funds(lambda it, at: policies.why_not_approve(it, at=at)),
)
RECEIVE = ObjectAction(
    name="incassa",
    label=_("Registra l’incasso"),
    description=_("Di un saldo negativo: registra la restituzione a Regione."),
    permission=Permission.FUND,
    form_class=ReceiveForm,
    initial=lambda it, user, at: {"received_on": localdate(at, ROME)},
    run=lambda it, data, *, by, at: tranches.receive(tranche=it, **data, by=by, at=at),
    why_not=_funds(lambda it, at: policies.why_not_receive(it, received_on=None, at=at)),
)
PASS_ON = ObjectAction(
    name="trasferisci",
    label=_("Trasferisci alle Camere"),
    description=_(
        "Ogni Camera riceve la parte che segue, al centesimo; una parte negativa è una somma che la Camera restituisce."
    ),
    permission=Permission.FUND,
    panels=lambda it, request: [panels.division(it)],
    run=lambda it, data, *, by, at: tranches.pass_on(tranche=it, by=by, at=at),
    why_not=_funds(lambda it, at: policies.why_not_pass_on(it)),
    success=lambda shares: _("Quota trasferita a %(count)s Camere.") % {"count": len(shares)},
)
REVERSALS = [
    ObjectAction(
        name="storna-trasferimento",
        label=_("Storna il trasferimento"),
        description=_("Se è stato registrato per errore: ogni riga resta, accanto a quella che la annulla e al motivo."),
        permission=Permission.FUND,
        form_class=ReasonForm,
        danger=True,
        panels=lambda it, request: [panels.division(it)],
        run=lambda it, data, *, by, at: tranches.reverse_passing(tranche=it, **data, by=by, at=at),
        why_not=_funds(lambda it, at: policies.why_not_reverse_passing(it)),
        success=lambda back: _("Trasferimento stornato per %(count)s Camere.") % {"count": len(back)},
    ),
    ObjectAction(
        name="storna-incasso",
        label=_("Storna l’incasso"),
        description=_("Se è stato registrato per errore: la riga resta, accanto a quella che la annulla e al motivo."),
        permission=Permission.FUND,
        form_class=ReasonForm,
        danger=True,
        run=lambda it, data, *, by, at: tranches.reverse_receipt(tranche=it, **data, by=by, at=at),
        why_not=_funds(lambda it, at: policies.why_not_reverse_receipt(it)),
        success=_("Incasso stornato: la quota è di nuovo da incassare."),
    ),
]


class TrancheAdmin(PortalModelAdmin):
    """Tranches of the regional funds."""

    read_permission = Permission.READ_REPORTS
    list_display = [
        "rule",
        call_code,
        "state",
        amount("amount", _("importo")),
        moment("proposed_at", _("proposta il")),
        received_on,
    ]
    list_filter = ["state", "rule__fund__call"]
    list_actions = [PROPOSE]
    object_actions = [REQUEST, APPROVE, RECEIVE, PASS_ON, *REVERSALS]
    fields = [
        "rule", "state", "amount", "evidence", "proposed_at", "proposed_by", "request", "requested_at", "requested_by",
        "approval_protocol", "approved_on",
    ]  # fmt: skip

    def visible(self, request: Any) -> QuerySet[Tranche]:
        rows = permissions.visible_tranches(request.user).prefetch_related("receipts")
        return rows.select_related("rule__fund__call", "evidence__call", "proposed_by", "requested_by", "request")

    def panels(self, obj: Any, request: Any) -> Sequence[Panel]:
        return [panels.support(obj), panels.receipts(obj), panels.division(obj), panels.undone(obj)]


class EvidenceAdmin(PortalModelAdmin):
    """Reports sent to the Region; they are recorded where they are produced, approved here."""

    read_permission = Permission.READ_REPORTS
    list_display = [
        "call",
        "kind",
        "protocol",
        moment("as_of_at", _("alla data")),
        moment("sent_at", _("inviato il")),
        "approval",
    ]
    list_filter = ["kind", "call"]
    fields = [
        "call", "kind", "as_of_at", "protocol", "sent_at", "by", "approval", "regional_cost", "data_sha256", "file_sha256",
        "report_run",
    ]  # fmt: skip
    object_actions = [
        ObjectAction(
            name="approva",
            label=_("Registra l’approvazione di Regione"),
            description=_("Da quel momento il rapporto apre la sua quota."),
            permission=Permission.MAKE_REPORTS,
            form_class=EvidenceApprovalForm,
            initial=lambda it, user, at: {"approved_on": localdate(at, ROME)},
            run=lambda it, data, *, by, at: evidence.approve(evidence=it, **data, by=by, at=at),
            why_not=lambda it, user, at: permissions.why_not_report(user) or reports.why_not_approve(it, at=at),
        ),
    ]

    def visible(self, request: Any) -> QuerySet[Evidence]:
        return permissions.visible_evidence(request.user).select_related("call", "by", "approval")
