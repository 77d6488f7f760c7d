"""The desk on accounts: an officer checks and settles, the Chamber's director pays."""

from datetime import datetime
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.admin.chambers import ChamberFilter
from accounts.enums import Permission
from applications.admin.found import FoundByApplicant
from applications.admin.opening import OpenedByDeclaration
from applications.models import Application
from applications.queries.findings import confirmed_in
from applications.queries.promised import figures_of
from core.admin import ObjectAction, Panel, amount, moment
from core.figures import ROME, euro
from disbursement import permissions
from disbursement.admin import panels
from disbursement.forms import AskForm, CutForm, PayForm
from disbursement.models import Account, Payout, Settlement
from disbursement.operations import checking, paying, settling
from disbursement.policies import checking as checks
from disbursement.policies import paying as payments
from disbursement.policies import settling as settlements
from disbursement.policies.cash import why_not_beyond_cash
from disbursement.queries.accounts import PATH, with_claimed
from disbursement.queries.cash import drawn_on
from disbursement.queries.commitments import commitments_of
from disbursement.queries.requirements import requirements_of
from disbursement.queries.worth import worth_of


def _why_not_check(account: Account, user: Any, at: datetime) -> str | None:
    return permissions.why_not_competent(user, account) or checks.why_not_check(account)


def _why_not_settle(account: Account, user: Any, at: datetime) -> str | None:
    if refusal := permissions.why_not_competent(user, account):
        return refusal
    share = figures_of(account.application).minimum_share_realised
    return settlements.why_not_settle(account, admitted=worth_of(account).found.total, share=share)


def _why_not_pay(settlement: Settlement, user: Any, at: datetime) -> str | None:
    if refusal := permissions.why_not_pay(user, settlement) or payments.why_not_pay(settlement, at=at):
        return refusal
    application = settlement.account.application
    if refusal := why_not_beyond_cash(application.call, drawn_on(commitments_of(application))):
        return refusal
    return payments.why_not_fit(requirements_of(settlement, at=at), confirmed_in(application))


def _paid_what_and_why(settlement: Settlement, request: Any) -> list[Panel]:
    return [panels.sums(settlement), panels.requirements(settlement, request.received_at)]


def _this_payment(settlement: Settlement, user: Any, at: datetime) -> dict[str, Any]:
    today = localdate(at, ROME)
    chamber = f"Camera di commercio di {settlement.account.application.pot}"
    return {"issued_on": today, "paid_on": today, "issuer": chamber, "signer": user.name}


CHECKS = [
    ObjectAction(
        name="taglia",
        label=_("Taglia una spesa"),
        permission=Permission.CHECK_FILES,
        form_class=CutForm,
        panels=lambda it, request: [panels.lines(it), panels.figures(it)],
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
    ),
    ObjectAction(
        name="concludi-controllo",
        label=_("Concludi il controllo"),
        description=_("Dopo non si taglia più: restano ammesse le spese come qui sotto."),
        permission=Permission.CHECK_FILES,
        panels=lambda it, request: [panels.lines(it), panels.figures(it)],
        run=lambda it, data, *, by, at: checking.check(account=it, by=by, at=at),
        why_not=_why_not_check,
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

    def visible(self, request: Any) -> QuerySet[Account]:
        return with_claimed(permissions.visible_accounts(request.user)).select_related(*PATH, "application__grant")

    def panels(self, obj: Any, request: Any) -> Any:
        return [panels.lines(obj), panels.figures(obj)]


class PaidFilter(SimpleListFilter):
    """Settled accounts that wait for their payment, or have had it."""

    title, parameter_name = _("pagamento"), "pagato"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("da pagare")), ("si", _("pagato"))]

    def queryset(self, request: Any, queryset: QuerySet[Settlement]) -> QuerySet[Settlement]:
        wanted = {"no": True, "si": False}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(payout__isnull=wanted)


class SettlementAdmin(FoundByApplicant, OpenedByDeclaration):
    """Settled accounts, to be paid by the director."""

    call_path = "account__application__call"
    read_permission = Permission.READ_FILES
    list_display = ["account", amount("final_grant", _("contributo finale")), moment("at", _("approvato il")), "payout"]
    list_filter = [PaidFilter, "account__application__call"]
    application_path = "account__application__"
    ordering = ["at", "pk"]
    fields = ["account", "admitted_spend", "final_grant", "regional_share", "chamber_share", "economia", "at", "by"]
    object_actions = [
        ObjectAction(
            name="paga",
            label=_("Paga il contributo"),
            description=_(
                "Registra l’atto e il pagamento. Un atto già registrato con lo stesso numero e data vale anche per questo."
            ),
            permission=Permission.SIGN_PAYMENTS,
            form_class=PayForm,
            initial=_this_payment,
            panels=_paid_what_and_why,
            run=lambda it, data, *, by, at: paying.pay(settlement=it, **data, by=by, at=at),
            why_not=_why_not_pay,
            success=lambda payout: _("Pagati %(net)s.") % {"net": euro(payout.net)},
        ),
    ]

    def application_of(self, obj: Settlement) -> Application:
        return obj.account.application

    def visible(self, request: Any) -> QuerySet[Settlement]:
        path = [f"account__{step}" for step in PATH]
        return permissions.visible_settlements(request.user).select_related(*path, "payout", "by")

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

    def application_of(self, obj: Payout) -> Application:
        return obj.settlement.account.application

    def visible(self, request: Any) -> QuerySet[Payout]:
        path = [f"settlement__account__{step}" for step in PATH]
        return permissions.visible_payouts(request.user).select_related(*path, "act", "by")
