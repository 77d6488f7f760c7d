"""The desk on accounts: an officer checks, settles and proposes to pay."""

from datetime import datetime
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.admin.chambers import ChamberFilter
from accounts.enums import Permission
from applications.admin.found import FoundByApplicant
from applications.admin.opening import OpenedByDeclaration
from applications.models import Application
from applications.queries.promised import figures_of
from core.admin import Fact, ObjectAction, Panel, amount, moment
from core.figures import euro
from disbursement import permissions
from disbursement.admin import panels
from disbursement.admin.recoveries import BEGIN
from disbursement.domain.sepa import masked
from disbursement.forms.accounts import AskForm, CutForm
from disbursement.forms.orders import SubstituteForm
from disbursement.models import Account, Payout, Settlement
from disbursement.operations import checking, ordering, settling, substituting
from disbursement.policies import checking as checks
from disbursement.policies import ordering as orders
from disbursement.policies import paying as payments
from disbursement.policies import settling as settlements
from disbursement.policies.recovering import why_not_owing
from disbursement.queries.accounts import PATH, with_claimed
from disbursement.queries.recoveries import recovery_open
from disbursement.queries.requirements import has_irregular_durc
from disbursement.queries.worth import worth_of


def _why_not_check(account: Account, user: Any, at: datetime) -> str | None:
    return permissions.why_not_competent(user, account) or checks.why_not_check(account)


def _why_not_settle(account: Account, user: Any, at: datetime) -> str | None:
    if refusal := permissions.why_not_competent(user, account):
        return refusal
    share = figures_of(account.application).minimum_share_realised
    return settlements.why_not_settle(account, admitted=worth_of(account).found.total, share=share)


def _why_not_order(settlement: Settlement, user: Any, at: datetime) -> str | None:
    application = settlement.account.application
    if refusal := permissions.why_not_order(user, application.pot, [application.pk]) or payments.why_not_pay(settlement):
        return refusal
    return why_not_owing(recovery_open(application))


def _why_not_substitute(settlement: Settlement, user: Any, at: datetime) -> str | None:
    if refusal := permissions.why_not_check(user, settlement.account):
        return refusal
    irregular = has_irregular_durc(settlement, at=at)
    return orders.why_not_substitute(settlement, irregular=irregular, bodies="–", document="–")


def _paid_what_and_why(settlement: Settlement, request: Any) -> list[Panel]:
    return [panels.sums(settlement), panels.requirements(settlement, request.received_at)]


def _deciding(account: Account, request: Any) -> list[Panel]:
    """The figures as they would be with what is in the form: before anything is pressed, it stands in the address."""
    form = CutForm(request.POST or request.GET or None, subject=account)
    form.is_valid()
    data = getattr(form, "cleaned_data", {})
    line, admitted = data.get("spending"), data.get("admitted")
    instead = {line.pk: admitted} if line and admitted is not None and admitted <= line.amount else {}
    return [panels.lines(account), panels.figures(account, instead=instead)]


CHECKS = [
    ObjectAction(
        name="taglia",
        label=_("Taglia una spesa"),
        permission=Permission.CHECK_FILES,
        description=_("Ammettete per intero, riducete o rifiutate una riga, con il motivo. Vale l’ultima decisione."),
        form_class=CutForm,
        panels=_deciding,
        run=lambda it, data, *, by, at: checking.cut(**data, by=by, at=at),
        why_not=_why_not_check,
        success=lambda cut: _("Spesa ammessa per %(left)s: il contributo finale è ricalcolato.") % {"left": euro(cut.admitted)},
    ),
    ObjectAction(
        name="chiedi-integrazione",
        label=_("Chiedi un’integrazione"),
        description=_("L’impresa riceve subito un messaggio e può di nuovo modificare il rendiconto."),
        permission=Permission.CHECK_FILES,
        form_class=AskForm,
        run=lambda it, data, *, by, at: checking.request_integration(account=it, text=data["text"], by=by, at=at),
        why_not=_why_not_check,
        success=_("Integrazione chiesta: l’impresa ha ricevuto il messaggio."),
    ),
    ObjectAction(
        name="concludi-controllo",
        label=_("Concludi il controllo"),
        description=_("Dopo non si taglia più: restano ammesse le spese come qui sotto."),
        permission=Permission.CHECK_FILES,
        panels=lambda it, request: [panels.lines(it), panels.figures(it)],
        run=lambda it, data, *, by, at: checking.check(account=it, by=by, at=at),
        why_not=_why_not_check,
        success=_("Controllo concluso: ora approvate il rendiconto."),
    ),
    ObjectAction(
        name="approva",
        label=_("Approva il rendiconto"),
        description=_("Fissa il contributo finale; l’economia torna subito nei fondi da cui veniva."),
        permission=Permission.CHECK_FILES,
        panels=lambda it, request: [panels.figures(it)],
        run=lambda it, data, *, by, at: settling.settle(account=it, by=by, at=at),
        why_not=_why_not_settle,
        success=lambda done: _("Rendiconto approvato: contributo finale %(final)s.") % {"final": euro(done.final_grant)},
    ),
]


class AccountAdmin(FoundByApplicant, OpenedByDeclaration):
    """Accounts of the reader's Chambers, oldest first."""

    read_permission = Permission.READ_FILES
    list_display = ["application", "state", moment("sent_at", _("inviato il")), amount("claimed_sum", _("rendicontato"))]
    list_filter = ["state", "application__call", ("application__pot__chamber", ChamberFilter)]
    codes = ("application__grant__cup",)
    ordering = ["sent_at", "pk"]
    fields = ["application", "state", "started_at", "sent_at", "sales_started", "iban", "report"]
    object_actions = CHECKS
    action_template = "disbursement/admin/deciding.html"

    def visible(self, request: Any) -> QuerySet[Account]:
        return with_claimed(permissions.visible_accounts(request.user)).select_related(*PATH, "application__grant")

    def panels(self, obj: Any, request: Any) -> Any:
        return [panels.lines(obj), panels.sales(obj), panels.figures(obj)]

    def facts(self, obj: Any, request: Any) -> list[Fact]:
        """Where the firm is paid is whole for whom it concerns alone."""
        pot = obj.application.pot
        if obj.iban and not permissions.reads_ibans(request.user, pot.chamber_id if pot else None):
            obj.iban = masked(obj.iban)
        return super().facts(obj, request)


class PaidFilter(SimpleListFilter):
    """Settled accounts that wait for their payment, or have had it."""

    title, parameter_name = _("pagamento"), "pagato"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("da pagare")), ("si", _("pagato"))]

    def queryset(self, request: Any, queryset: QuerySet[Settlement]) -> QuerySet[Settlement]:
        wanted = {"no": True, "si": False}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(payout__isnull=wanted)


class SettlementAdmin(FoundByApplicant, OpenedByDeclaration):
    """Settled accounts, to be put into a payment order."""

    call_path = "account__application__call"
    read_permission = Permission.READ_FILES
    list_display = ["account", amount("final_grant", _("contributo finale")), moment("at", _("approvato il")), "payout"]
    list_filter = [PaidFilter, "account__application__call"]
    application_path = "account__application__"
    ordering = ["at", "pk"]
    fields = ["account", "admitted_spend", "final_grant", "regional_share", "chamber_share", "economia", "at", "by"]
    object_actions = [
        ObjectAction(
            name="proponi",
            label=_("Proponi il mandato"),
            description=_(
                "Un mandato di questo solo pagamento; lo adotta con un atto il dirigente. Dall’elenco dei mandati se ne "
                "propongono molti insieme."
            ),
            permission=Permission.CHECK_FILES,
            panels=_paid_what_and_why,
            run=lambda it, data, *, by, at: ordering.propose(settlements=[it], by=by, at=at),
            why_not=_why_not_order,
            success=_("Mandato proposto: ora lo adotta il dirigente."),
            go_to=lambda order: reverse("admin:disbursement_paymentorder_change", args=[order.pk]),
        ),
        ObjectAction(
            name="sostituisci",
            label=_("Registra l’intervento sostitutivo"),
            description=_(
                "Il DURC non è regolare: una parte del contributo va agli enti, il resto all’impresa (art. 31 DL 69/2013)."
            ),
            permission=Permission.CHECK_FILES,
            form_class=SubstituteForm,
            panels=_paid_what_and_why,
            run=lambda it, data, *, by, at: substituting.substitute(settlement=it, **data, by=by, at=at),
            why_not=_why_not_substitute,
            success=lambda row: _("Intervento sostitutivo registrato: %(amount)s.") % {"amount": euro(row.amount)},
        ),
    ]

    def application_of(self, obj: Settlement) -> Application:
        return obj.account.application

    def visible(self, request: Any) -> QuerySet[Settlement]:
        path = [f"account__{step}" for step in PATH]
        rows = permissions.visible_settlements(request.user).select_related(*path, "payout", "by")
        return rows.prefetch_related("order_lines__order__act", "order_lines__order__pot__call", "substitutions")

    def panels(self, obj: Any, request: Any) -> Any:
        return _paid_what_and_why(obj, request)


class PayoutAdmin(FoundByApplicant, OpenedByDeclaration):
    """Payments made."""

    call_path = "settlement__account__application__call"
    read_permission = Permission.READ_FILES
    list_display = [
        "settlement",
        "act",
        amount("gross", _("lordo")),
        amount("withheld", _("ritenuta")),
        amount("net", _("netto")),
    ]
    list_filter = ["settlement__account__application__call"]
    application_path = "settlement__account__application__"
    codes = ("act__number",)
    object_actions = [BEGIN]

    def application_of(self, obj: Payout) -> Application:
        return obj.settlement.account.application

    def visible(self, request: Any) -> QuerySet[Payout]:
        path = [f"settlement__account__{step}" for step in PATH]
        return permissions.visible_payouts(request.user).select_related(*path, "act", "by")
