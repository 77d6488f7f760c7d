"""The payments of an order one by one: confirmed, sent back by the bank, or taken out of the proposal."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.admin.chambers import ChamberFilter
from accounts.enums import Permission
from applications.admin.found import FoundByApplicant
from applications.admin.opening import OpenedByDeclaration
from applications.models import Application
from applications.tasks import hurry_notices
from core.admin import Fact, ObjectAction, amount, day
from core.figures import ROME, euro
from disbursement import permissions
from disbursement.domain.sepa import masked
from disbursement.enums import LineState, OrderState
from disbursement.forms import orders as forms
from disbursement.models import OrderLine
from disbursement.operations import ordering, paying
from disbursement.policies import ordering as policies


class OfTheChamber(ObjectAction):
    """A button for officers and directors alike."""

    def offered_to(self, user: Any) -> bool:
        return any(user.holds(permission) for permission in (Permission.CHECK_FILES, Permission.SIGN_PAYMENTS))


def this_day(_subject: Any, _user: Any, at: datetime) -> dict[str, Any]:
    """The value date is mostly today's."""
    return {"paid_on": localdate(at, ROME)}


def _why_not_settle_line(line: OrderLine, user: Any, at: datetime) -> str | None:
    waiting = [line] if line.state == LineState.ORDERED else []
    return permissions.why_not_handle(user, line.order.pot) or policies.why_not_settle_lines(line.order, waiting)


def _why_not_leave_out(line: OrderLine, user: Any, at: datetime) -> str | None:
    return permissions.why_not_handle(user, line.order.pot) or policies.why_not_leave_out(line, reason="–")


LINE_ACTIONS: Sequence[ObjectAction] = [
    OfTheChamber(
        name="conferma",
        label=_("Conferma il pagamento"),
        concerns=lambda line: line.order.state == OrderState.ADOPTED,
        form_class=forms.ValueDateForm,
        initial=this_day,
        run=lambda line, data, *, by, at: paying.confirm(order=line.order, lines=[line], paid_on=data["paid_on"], by=by, at=at),
        why_not=_why_not_settle_line,
        success=lambda paid: _("Pagati %(net)s.") % {"net": euro(paid[0].net)},
    ),
    OfTheChamber(
        name="respingi",
        label=_("Registra il rifiuto della banca"),
        description=_(
            "I soldi sono tornati: l’impresa legge il motivo e indica un altro conto, poi il pagamento si ordina di nuovo."
        ),
        concerns=lambda line: line.order.state == OrderState.ADOPTED,
        form_class=forms.BankReasonForm,
        run=lambda line, data, *, by, at: paying.reject(line=line, reason=data["reason"], by=by, at=at),
        why_not=_why_not_settle_line,
        success=_("Rifiuto registrato: l’impresa è stata avvisata e indica un altro conto."),
        danger=True,
    ),
    OfTheChamber(
        name="togli",
        label=_("Togli dal mandato"),
        description=_("Il pagamento torna fra quelli da mettere in un mandato."),
        concerns=lambda line: line.order.state == OrderState.PROPOSED,
        form_class=forms.LeaveOutForm,
        run=lambda line, data, *, by, at: ordering.leave_out(line=line, reason=data["reason"], by=by, at=at),
        why_not=_why_not_leave_out,
        success=_("Tolto dal mandato: il pagamento è di nuovo fra quelli da ordinare."),
    ),
]


class OutcomeFilter(SimpleListFilter):
    """What became of the payments, in the words of their lines."""

    title, parameter_name = _("esito"), "esito"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        return [(OrderState.PROPOSED, _("proposta, da adottare")), *LineState.choices]

    def queryset(self, request: Any, queryset: QuerySet[OrderLine]) -> QuerySet[OrderLine]:
        asked = self.value()
        if asked in (OrderState.PROPOSED, LineState.ORDERED):
            return queryset.filter(state=LineState.ORDERED, order__act__isnull=asked == OrderState.PROPOSED)
        return queryset.filter(state=asked) if asked else queryset


class OrderLineAdmin(FoundByApplicant, OpenedByDeclaration):
    """The payments of the orders, one by one."""

    call_path = "order__pot__call"
    read_permission = Permission.READ_FILES
    application_path = "settlement__account__application__"
    codes = ("end_to_end",)
    list_display = ["name", "order", amount("net", _("netto")), "outcome", day("paid_on", _("valuta"))]
    list_filter = [OutcomeFilter, "order__pot__call", ("order__pot__chamber", ChamberFilter)]
    ordering = ["-pk"]
    fields = ["order", "settlement", "name", "iban", "text", "end_to_end", "gross", "withheld", "substituted", "net", "outcome",
              "paid_on", "reason"]  # fmt: skip
    object_actions = LINE_ACTIONS

    def outcome(self, line: OrderLine) -> str:
        """What became of it: not the same word before and after the act."""
        return line.outcome

    outcome.short_description = _("esito")  # type: ignore[attr-defined]

    def application_of(self, obj: OrderLine) -> Application:
        return obj.settlement.account.application

    def visible(self, request: Any) -> QuerySet[OrderLine]:
        related = ("order__act", "order__pot__call", "order__pot__chamber", "settlement__account__application__call")
        more = ("settlement__account__application__firm", "settlement__account__application__firm_version", "order__adopted_by")
        return permissions.visible_lines(request.user).select_related(*related, *more)

    def facts(self, obj: Any, request: Any) -> list[Fact]:
        """The account that it goes to is whole for whom it concerns alone."""
        if not permissions.reads_ibans(request.user, obj.order.pot.chamber_id):
            obj.iban = masked(obj.iban)
        return super().facts(obj, request)

    def object_action_view(self, request: Any, object_id: str, name: str) -> HttpResponse:
        """What was said of a payment reaches its firm at once."""
        response = super().object_action_view(request, object_id, name)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            hurry_notices()
        return response
