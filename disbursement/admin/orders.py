"""Payment orders at the desk: proposed by officers, adopted by the director, sent to the bank, paid or sent back."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.admin.chambers import ChamberFilter
from accounts.enums import Permission
from applications.admin.rehearsals import ListedWithoutRehearsals
from applications.tasks import hurry_notices
from core.admin import ListAction, ObjectAction, PageLink, Panel, amount, moment
from core.figures import ROME
from core.queries.trying import trouble
from core.views.files import private_file, withheld_file
from disbursement import permissions
from disbursement.admin.order_lines import OfTheChamber, this_day
from disbursement.admin.order_panels import account, held_back, outcome, rows
from disbursement.enums import LineState, OrderState
from disbursement.forms import orders as forms
from disbursement.models import OrderLine, PaymentOrder
from disbursement.operations import banking, ordering, paying
from disbursement.policies import ordering as policies
from disbursement.queries.orders import account_of, counted, payable, pots_to_pay
from disbursement.tasks import hurry_bank_files

FILE = "disbursement_paymentorder_file"


def _waiting(order: PaymentOrder) -> list[OrderLine]:
    return list(order.lines.filter(state=LineState.ORDERED).select_related("settlement"))


def _why_not_propose(user: Any, at: datetime) -> str | None:
    return None if pots_to_pay(user).exists() else str(policies.why_not_together([]))


def _why_not_adopt(order: PaymentOrder, user: Any, at: datetime) -> str | None:
    lines = _waiting(order)
    refusal = permissions.why_not_adopt(user, order, [one.settlement for one in lines])
    return refusal or policies.why_not_adopt(order, lines, account_of(order.pot))


def _why_not_change(order: PaymentOrder, user: Any, at: datetime) -> str | None:
    return permissions.why_not_handle(user, order.pot) or policies.why_not_change(order)


def _why_not_settle(order: PaymentOrder, user: Any, at: datetime) -> str | None:
    return permissions.why_not_handle(user, order.pot) or policies.why_not_settle_lines(order, _waiting(order))


def _why_not_fetch(order: PaymentOrder, user: Any, at: datetime) -> str | None:
    if not permissions.reads_ibans(user, order.pot.chamber_id):
        return str(_("Nel file ci sono i conti delle imprese per intero: lo scarica chi prepara, firma o segue i pagamenti."))
    if order.state != OrderState.ADOPTED:
        return str(_("Il file per la banca si produce dopo l’adozione del mandato."))
    return None if order.made_at else str(trouble(order) or policies.why_not_make_again(order))


def _propose(data: dict[str, Any], *, by: Any, at: datetime) -> PaymentOrder:
    return ordering.propose(settlements=list(payable(data["pot"])[: data["most"]]), by=by, at=at)


def _this_act(order: PaymentOrder, user: Any, at: datetime) -> dict[str, Any]:
    today = localdate(at, ROME)
    return {"issued_on": today, "execute_on": today, "issuer": f"Camera di commercio di {order.pot}", "signer": user.name}


def _told(found: paying.Outcome) -> str:
    return _("Esito registrato: %(paid)s pagati, %(rejected)s respinti, %(waiting)s ancora in attesa.") % {
        "paid": found.paid,
        "rejected": found.rejected,
        "waiting": found.waiting,
    }


ORDER_ACTIONS: Sequence[ObjectAction] = [
    ObjectAction(
        name="adotta",
        label=_("Adotta il mandato"),
        description=_("I requisiti del pagamento si chiedono di nuovo, impresa per impresa; l’atto ordina di pagare."),
        permission=Permission.SIGN_PAYMENTS,
        concerns=lambda order: order.state == OrderState.PROPOSED,
        form_class=forms.AdoptForm,
        initial=_this_act,
        panels=lambda order, request: [held_back(order, request), rows(order, request), account(order)],
        run=lambda order, data, *, by, at: ordering.adopt(order=order, **data, by=by, at=at),
        why_not=_why_not_adopt,
        success=_("Mandato adottato: il file per la banca è pronto fra poco."),
    ),
    OfTheChamber(
        name="ritira",
        label=_("Ritira la proposta"),
        description=_("I pagamenti tornano fra quelli da mettere in un mandato."),
        concerns=lambda order: order.state == OrderState.PROPOSED,
        run=lambda order, data, *, by, at: ordering.withdraw(order=order, by=by, at=at),
        why_not=_why_not_change,
        success=_("Proposta ritirata: i pagamenti sono di nuovo fra quelli da ordinare."),
        danger=True,
    ),
    PageLink(
        name="file",
        label=_("Scarica il file per la banca (pain.001)"),
        concerns=lambda order: order.state == OrderState.ADOPTED,
        why_not=_why_not_fetch,
        href=lambda order: reverse(f"admin:{FILE}", args=[order.pk]),
    ),
    OfTheChamber(
        name="rifai-file",
        label=_("Riprova a produrre il file per la banca"),
        description=_("Si ritenta comunque da solo, sempre più di rado: così si ritenta adesso."),
        concerns=lambda order: bool(order.error),
        run=lambda order, data, *, by, at: banking.again(order=order, by=by, at=at),
        why_not=lambda order, user, at: permissions.why_not_handle(user, order.pot) or policies.why_not_make_again(order),
        success=_("Il file si produce adesso: ricaricate la pagina tra poco."),
    ),
    OfTheChamber(
        name="conferma",
        label=_("Conferma i pagamenti"),
        description=_("Tutti quelli che aspettano un esito; uno per volta si confermano dalla loro riga."),
        concerns=lambda order: order.state == OrderState.ADOPTED,
        form_class=forms.ValueDateForm,
        initial=this_day,
        panels=lambda order, request: [rows(order, request)],
        run=lambda order, data, *, by, at: paying.confirm(order=order, paid_on=data["paid_on"], by=by, at=at),
        why_not=_why_not_settle,
        success=lambda paid: _("Pagamenti confermati: %(count)s.") % {"count": len(paid)},
    ),
    OfTheChamber(
        name="esito",
        label=_("Carica l’esito della banca"),
        description=_("I bonifici eseguiti risultano pagati, quelli respinti tornano da ordinare e l’impresa è avvisata."),
        concerns=lambda order: order.state == OrderState.ADOPTED,
        form_class=forms.StatusForm,
        initial=this_day,
        run=lambda order, data, *, by, at: paying.read_status(
            order=order, content=data["content"].read(), paid_on=data["paid_on"], by=by, at=at
        ),
        why_not=_why_not_settle,
        success=_told,
    ),
]


class UnderWay(SimpleListFilter):
    """Orders of which the bank has still to say something."""

    title, parameter_name = _("esito"), "esito"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        return [("attesa", _("in attesa"))]

    def queryset(self, request: Any, queryset: QuerySet[PaymentOrder]) -> QuerySet[PaymentOrder]:
        if self.value() != "attesa":
            return queryset
        return queryset.filter(state=OrderState.ADOPTED, pk__in=OrderLine.objects.filter(state=LineState.ORDERED).values("order"))


class PaymentOrderAdmin(ListedWithoutRehearsals):
    """Orders of the reader's Chambers, the latest first."""

    call_path = "pot__call"
    read_permission = Permission.READ_FILES
    list_display = [
        "__str__",
        "state",
        "line_count",
        amount("total", _("ai beneficiari")),
        moment("proposed_at", _("proposto il")),
    ]
    list_filter = ["state", UnderWay, "pot__call", ("pot__chamber", ChamberFilter)]
    ordering = ["-pk"]
    fields = ["pot", "state", "proposed_by", "proposed_at", "act", "adopted_by", "adopted_at", "execute_on", "debtor_name",
              "debtor_iban", "known_as", "made_at", "sha256"]  # fmt: skip
    list_actions = [
        ListAction(
            name="proponi",
            label=_("Proponi un mandato"),
            description=_("Vi entrano i contributi approvati e pubblicati della Camera che non stanno in altri mandati."),
            permission=Permission.CHECK_FILES,
            form_class=forms.ProposeForm,
            run=_propose,
            why_not=_why_not_propose,
            success=_("Mandato proposto: ora lo adotta il dirigente."),
            go_to=lambda order: reverse("admin:disbursement_paymentorder_change", args=[order.pk]),
        ),
        ListAction(
            name="conto",
            label=_("Registra il conto della Camera"),
            description=_("Il conto da cui partono i prossimi mandati; quelli già adottati tengono il loro."),
            permission=Permission.SIGN_PAYMENTS,
            form_class=forms.AccountForm,
            run=lambda data, *, by, at: ordering.use_account(**data, by=by, at=at),
            success=lambda row: _("Conto registrato: %(account)s.") % {"account": row},
        ),
    ]
    object_actions = ORDER_ACTIONS

    def visible(self, request: Any) -> QuerySet[PaymentOrder]:
        related = ("pot__call", "pot__chamber", "act", "proposed_by", "adopted_by")
        return counted(permissions.visible_orders(request.user)).select_related(*related)

    def line_count(self, order: Any) -> int:
        """How many payments it has."""
        return int(order.line_count)

    line_count.short_description = _("pagamenti")  # type: ignore[attr-defined]

    def known_as(self, order: PaymentOrder) -> str:
        """How the bank knows its file."""
        return order.message_id

    known_as.short_description = _("identificativo del file")  # type: ignore[attr-defined]

    def panels(self, obj: PaymentOrder, request: Any) -> Sequence[Panel]:
        return [outcome(obj), rows(obj, request), *([account(obj)] if obj.state == OrderState.PROPOSED else [])]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("<int:object_id>/file/", view, name=FILE), *super().get_urls()]

    def file_view(self, request: Any, object_id: int) -> HttpResponse:
        """The file for the bank, once it is made."""
        order = self._found(request, str(object_id))
        if order.made_at is None:
            raise Http404
        if reason := _why_not_fetch(order, request.user, request.received_at):
            return withheld_file(request, reason)
        return private_file(order.file, f"mandato-{order.message_id}.xml", "application/xml")

    def object_action_view(self, request: Any, object_id: str, name: str) -> HttpResponse:
        """What was just adopted gets its file, and what was said of payments reaches the firms, at once."""
        response = super().object_action_view(request, object_id, name)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            hurry_bank_files()
            hurry_notices()
        return response
