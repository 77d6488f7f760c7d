"""Paid grants that are taken back: begun by an officer, decided by the director, given back in instalments or at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from applications.admin.found import FoundByApplicant
from applications.admin.opening import OpenedByDeclaration
from applications.models import Application
from core.admin import ListAction, ObjectAction, Panel, amount, day, moment
from core.figures import ROME, euro
from core.money import ZERO
from disbursement import permissions
from disbursement.forms.recovery import (
    BackForm,
    DecisionForm,
    DismissalForm,
    InstalmentsForm,
    NoticeForm,
    ReturnAccountForm,
)
from disbursement.forms.regional import ReasonForm
from disbursement.models import Payout, Recovery, RecoveryReceipt, RevocationNotice
from disbursement.operations import recovering
from disbursement.policies import recovering as policies
from disbursement.queries.accounts import PATH
from disbursement.queries.giving_back import giving_back
from disbursement.queries.recoveries import due_on, overdue, payments_of, standing, taken_back, to_decide, with_left
from disbursement.queries.sampling import irregular_of

# What calls usually give for giving a grant back; the director may say another day.
USUAL_TERM = timedelta(days=30)


def _why_not_begin(payout: Payout, user: Any, at: datetime) -> str | None:
    account = payout.settlement.account
    return permissions.why_not_competent(user, account) or policies.why_not_notice(payout, left=payout.gross - taken_back(payout))


def _as_controlled(payout: Payout, user: Any, at: datetime) -> dict[str, Any]:
    """What a sample control found, if one has ended irregular; else all that is left."""
    found, left = irregular_of(payout), payout.gross - taken_back(payout)
    return {"amount": min(found.outcome.amount, left), "reason": found.outcome.reason} if found else {"amount": left}


def _why_not_decide(notice: RevocationNotice, user: Any, at: datetime) -> str | None:
    return permissions.why_not_decide(user, notice) or policies.why_not_decide(notice, at=at)


def _why_not_in_instalments(recovery: Recovery, user: Any, at: datetime) -> str | None:
    return permissions.why_not_recover(user, recovery) or policies.why_not_in_instalments(recovery)


def _why_not_reverse(recovery: Recovery, user: Any, at: datetime) -> str | None:
    last = standing(recovery).last()
    return permissions.why_not_recover(user, recovery) or policies.why_not_reverse(last, last=last)


def _undo(recovery: Recovery, data: dict[str, Any], *, by: Any, at: datetime) -> RecoveryReceipt:
    last = standing(recovery).last()
    assert last is not None, "refused without one"
    return recovering.reverse_receipt(receipt=last, reason=data["reason"], by=by, at=at)


def _why_not_receive(recovery: Recovery, user: Any, at: datetime) -> str | None:
    today = localdate(at, ROME)
    paid, due = payments_of(recovery), sum(due_on(recovery, today), ZERO)
    refusal = permissions.why_not_recover(user, recovery)
    return refusal or policies.why_not_receive(recovery, paid=paid, due=due, on=max(today, recovery.interest_from_on), at=at)


BEGIN = ObjectAction(
    name="avvia-revoca",
    label=_("Avvia la revoca"),
    description=_("L’impresa riceve i motivi e ha i giorni del bando per rispondere; poi decide il dirigente."),
    permission=Permission.CHECK_FILES,
    form_class=NoticeForm,
    initial=_as_controlled,
    run=lambda it, data, *, by, at: recovering.notice(payout=it, **data, by=by, at=at),
    why_not=_why_not_begin,
    success=_("Revoca avviata: l’impresa è stata avvisata."),
    go_to=lambda told: reverse("admin:disbursement_revocationnotice_change", args=[told.pk]),
    danger=True,
)
DECIDE = ObjectAction(
    name="decidi",
    label=_("Decidi il recupero"),
    description=_("Registra l’atto: la somma è da restituire con gli interessi dal giorno in cui è stata pagata."),
    permission=Permission.SIGN_PAYMENTS,
    form_class=DecisionForm,
    initial=lambda it, user, at: {
        "amount": it.amount, "issued_on": localdate(at, ROME), "signer": user.name,
        "issuer": f"Camera di commercio di {it.application.pot}", "pay_by_on": localdate(at, ROME) + USUAL_TERM,
    },
    run=lambda it, data, *, by, at: recovering.decide(notice=it, **data, by=by, at=at),
    why_not=_why_not_decide,
    success=lambda recovery: _("Da recuperare: %(amount)s, oltre agli interessi.") % {"amount": euro(recovery.amount)},
    go_to=lambda recovery: reverse("admin:disbursement_recovery_change", args=[recovery.pk]),
    danger=True,
)  # fmt: skip
DISMISS = ObjectAction(
    name="archivia",
    label=_("Archivia la revoca"),
    description=_("Non si recupera nulla: l’impresa legge perché."),
    permission=Permission.SIGN_PAYMENTS,
    form_class=DismissalForm,
    run=lambda it, data, *, by, at: recovering.dismiss(notice=it, **data, by=by, at=at),
    why_not=_why_not_decide,
)
INSTALMENTS = ObjectAction(
    name="rateizza",
    label=_("Fissa le rate"),
    description=_("Rate mensili uguali; gli interessi corrono su quanto resta e si calcolano a ogni incasso."),
    permission=Permission.SIGN_PAYMENTS,
    form_class=InstalmentsForm,
    run=lambda it, data, *, by, at: recovering.agree_instalments(recovery=it, parts=data["parts"], by=by, at=at),
    why_not=_why_not_in_instalments,
    success=lambda rows: _("Rate fissate: %(count)s.") % {"count": len(rows)},
)
RECEIVE = ObjectAction(
    name="incassa",
    label=_("Registra un incasso"),
    description=_("Prima gli interessi maturati, poi il capitale (art. 1194 c.c.), che torna alle linee da cui era uscito."),
    permission=Permission.SIGN_PAYMENTS,
    form_class=BackForm,
    initial=lambda it, user, at: {"received_on": localdate(at, ROME), "amount": sum(due_on(it, localdate(at, ROME)), ZERO)},
    panels=lambda it, request: _owed(it, request),
    run=lambda it, data, *, by, at: recovering.receive(recovery=it, **data, by=by, at=at),
    why_not=_why_not_receive,
    success=lambda row: (
        _("Incassati %(interest)s di interessi e %(capital)s di capitale.")
        % {"interest": euro(row.interest), "capital": euro(row.capital)}
    ),
)


REVERSE = ObjectAction(
    name="storna-incasso",
    label=_("Storna l’ultimo incasso"),
    description=_("Se è stato registrato per errore: la riga resta, accanto a quella che la annulla e al motivo."),
    permission=Permission.SIGN_PAYMENTS,
    form_class=ReasonForm,
    danger=True,
    concerns=lambda it: standing(it).exists(),
    panels=lambda it, request: _owed(it, request),
    run=_undo,
    why_not=_why_not_reverse,
    success=lambda row: _("Incasso stornato: %(amount)s.") % {"amount": euro(-row.amount)},
)
RETURN_TO = ListAction(
    name="conto",
    label=_("Registra dove si restituisce"),
    description=_("Il conto o le istruzioni che le imprese leggono quando devono restituire; vale l’ultimo registrato."),
    permission=Permission.SIGN_PAYMENTS,
    form_class=ReturnAccountForm,
    run=lambda data, *, by, at: recovering.return_to(**data, by=by, at=at),
    success=_("Registrato: le imprese lo leggono nella pagina della restituzione."),
)


def owed(recovery: Recovery, at: datetime) -> Panel:
    """What is still due today, the instalments, what came in."""
    back = giving_back(recovery, localdate(at, ROME))
    context = {
        "recovery": recovery,
        "interest": back.interest,
        "capital": back.capital,
        "instalments": back.parts,
        "account": back.account,
        "because": back.because,
        "receipts": recovery.receipts.select_related("by", "reversal"),
    }
    return Panel(_("Che cosa resta da restituire"), "disbursement/admin/owed.html", context)


def _owed(recovery: Recovery, request: Any) -> list[Panel]:
    return [owed(recovery, request.received_at)]


def heard(notice: RevocationNotice) -> Panel:
    """Why, what the firm answers, how it ended."""
    context = {
        "notice": notice,
        "observation": getattr(notice, "observation", None),
        "recovery": getattr(notice, "recovery", None),
        "dismissal": getattr(notice, "dismissal", None),
    }
    return Panel(_("Motivi e osservazioni"), "disbursement/admin/heard.html", context)


class EndedFilter(SimpleListFilter):
    """Revocations that wait for a decision: the firm has answered, or its days are over."""

    title, parameter_name = _("esito"), "esito"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        return [("da-decidere", _("da decidere"))]

    def queryset(self, request: Any, queryset: QuerySet[RevocationNotice]) -> QuerySet[RevocationNotice]:
        return queryset.filter(to_decide(request.received_at)) if self.value() else queryset


class OverdueFilter(SimpleListFilter):
    """Recoveries with an instalment that should have come in."""

    title, parameter_name = _("rate"), "rate"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        return [("scadute", _("scadute"))]

    def queryset(self, request: Any, queryset: QuerySet[Recovery]) -> QuerySet[Recovery]:
        return overdue(queryset, localdate(request.received_at, ROME)) if self.value() else queryset


class RevocationNoticeAdmin(FoundByApplicant, OpenedByDeclaration):
    """Revocations of paid grants, begun and ended."""

    call_path = "application__call"
    read_permission = Permission.READ_FILES
    list_display = [
        "application",
        amount("amount", _("somma")),
        moment("noticed_at", _("avviata il")),
        moment("due_at", _("osservazioni entro")),
    ]
    list_filter = [EndedFilter, "application__call"]
    application_path = "application__"
    fields = ["application", "payout", "amount", "noticed_at", "due_at", "by"]
    object_actions = [DECIDE, DISMISS]

    def application_of(self, obj: RevocationNotice) -> Application:
        return obj.application

    def visible(self, request: Any) -> QuerySet[RevocationNotice]:
        path = [*PATH, *(f"payout__settlement__account__{step}" for step in ("application__pot__chamber", "application__call"))]
        return permissions.visible_revocations(request.user).select_related(
            *path, "by", "recovery__act", "dismissal", "observation"
        )

    def panels(self, obj: RevocationNotice, request: Any) -> Sequence[Panel]:
        return [heard(obj)]


class RecoveryAdmin(FoundByApplicant, OpenedByDeclaration):
    """What firms give back."""

    call_path = "application__call"
    read_permission = Permission.READ_FILES
    list_display = [
        "application",
        "act",
        amount("amount", _("capitale")),
        amount("left", _("da restituire")),
        day("at", _("deciso il")),
    ]
    list_filter = [OverdueFilter, "application__call"]
    list_actions = [RETURN_TO]
    application_path = "application__"
    fields = ["application", "act", "amount", "interest_from_on", "pay_by_on", "at", "by", "notice"]
    object_actions = [INSTALMENTS, RECEIVE, REVERSE]

    def application_of(self, obj: Recovery) -> Application:
        return obj.application

    def visible(self, request: Any) -> QuerySet[Recovery]:
        path = [*PATH, "notice__payout__settlement__account__application__pot__chamber"]
        return with_left(permissions.visible_recoveries(request.user)).select_related(*path, "act", "by", "notice")

    def panels(self, obj: Recovery, request: Any) -> Sequence[Panel]:
        return _owed(obj, request)
