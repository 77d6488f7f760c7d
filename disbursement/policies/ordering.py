"""When payments are put into one order, when an order is adopted, and what may be said of its lines afterwards."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from applications.models import Application
from core.figures import day
from disbursement.domain.sepa import LONGEST_NAME
from disbursement.enums import LIVE, LineState, OrderState
from disbursement.models import ChamberAccount, OrderLine, PaymentOrder, Settlement

# What one act, and one file of a bank, carries at the most.
MOST_LINES = 5_000


def why_not_together(settlements: Sequence[Settlement]) -> str | None:
    """An order pays somebody, at most MOST_LINES, of one Chamber and one call."""
    if not settlements:
        return _("Non c’è niente da pagare: nessun rendiconto approvato e pubblicato aspetta un mandato.")
    if len(settlements) > MOST_LINES:
        return _("Un mandato porta al massimo 5.000 pagamenti: proponetene più di uno.")
    if len({one.account.application.pot_id for one in settlements}) > 1:
        return _("Un mandato è di una sola Camera e di un solo bando: dividete i pagamenti.")
    return None


def why_not_each(asked: Iterable[tuple[Settlement, str | None]]) -> str | None:
    """The first reason of many, and whose payment it is about."""
    for settlement, reason in asked:
        if reason:
            return _("%(firm)s: %(reason)s") % {"firm": settlement.account.application.applicant, "reason": reason}
    return None


def why_not_hold(holder: str) -> str | None:
    """An account has a holder, whom the bank names to who is paid."""
    if holder.strip() and len(holder.strip()) <= LONGEST_NAME:
        return None
    return _("Scrivete l’intestatario del conto, in al massimo 70 caratteri.")


def why_not_make_again(order: PaymentOrder) -> str | None:
    """Only the file that did not come out."""
    if order.made_at is not None:
        return _("Il file per la banca c’è già: scaricatelo.")
    return None if order.error else _("Il file è in preparazione: ricaricate la pagina tra poco.")


def why_not_change(order: PaymentOrder) -> str | None:
    """A proposal may still be changed, withdrawn, adopted."""
    if order.state == OrderState.ADOPTED:
        return _("Il mandato è già stato adottato con %(act)s da %(name)s, il %(day)s.") % {
            "act": order.act,
            "name": order.adopted_by.name if order.adopted_by else "–",
            "day": day(order.adopted_at),
        }
    if order.state == OrderState.WITHDRAWN:
        return _("La proposta di mandato è stata ritirata: se serve ancora, preparatene una nuova.")
    return None


def why_not_adopt(order: PaymentOrder, lines: Sequence[OrderLine], account: ChamberAccount | None) -> str | None:
    """A proposal with something to pay, and an account of the Chamber to pay from."""
    if reason := why_not_change(order):
        return reason
    if not lines:
        return _("Nel mandato non resta nessun pagamento: ritirate la proposta.")
    if account is None:
        return _("Prima registrate il conto da cui paga la Camera: lo trovate sopra l’elenco dei mandati.")
    return None


def why_not_execute_on(execute_on: date, issued_on: date) -> str | None:
    """The bank executes on the day of the act or later."""
    if execute_on >= issued_on:
        return None
    return _("La data di esecuzione precede l’atto, del %(issued)s: scegliete quel giorno o uno successivo.") % {
        "issued": day(issued_on)
    }


def why_not_leave_out(line: OrderLine, *, reason: str) -> str | None:
    """A payment is taken out of a proposal, for a reason."""
    if refusal := why_not_change(line.order):
        return refusal
    if line.state != LineState.ORDERED:
        return _("Questo pagamento è già stato tolto dal mandato.")
    return None if reason.strip() else _("Scrivete perché il pagamento si toglie dal mandato.")


def why_not_settle_lines(order: PaymentOrder, lines: Sequence[OrderLine]) -> str | None:
    """An outcome is recorded of what an act has ordered and nobody has recorded yet; `lines`: those that still wait."""
    if order.state != OrderState.ADOPTED:
        return _("Il mandato non è ancora adottato: l’esito dei pagamenti si registra dopo l’atto.")
    return None if lines else _("L’esito di questi pagamenti è già registrato: ricaricate la pagina.")


def why_not_explain(reason: str) -> str | None:
    """The firm reads why its payment came back."""
    return None if reason.strip() else _("Scrivete il motivo del rifiuto come lo comunica la banca: l’impresa lo legge.")


def why_not_of_this(order: PaymentOrder, message_id: str) -> str | None:
    """An outcome is of the order that it names."""
    if message_id == order.message_id:
        return None
    return _("L’esito è di un altro file («%(other)s»): quello di questo mandato è «%(own)s».") % {
        "other": message_id[:35],
        "own": order.message_id,
    }


def why_not_substitute(settlement: Settlement, *, irregular: bool, bodies: str, document: str) -> str | None:
    """Contributions that are not in order, before the payment is ordered."""
    if getattr(settlement, "payout", None) is not None or any(one.state in LIVE for one in settlement.order_lines.all()):
        return _("Il contributo è già pagato o in un mandato: l’intervento sostitutivo si registra prima.")
    if not irregular:
        return _("Il DURC non risulta irregolare: registrate prima nella pratica il riscontro negativo, poi tornate qui.")
    if not bodies.strip() or not document.strip():
        return _("Scrivete a quali enti si paga e il numero del DURC che lo dice.")
    return None


def why_not_revoke(application: Application) -> str | None:
    """What an act has ordered the bank to pay is not taken back while the bank may be paying it."""
    found = OrderLine.objects.filter(
        settlement__account__application=application, state=LineState.ORDERED, order__state=OrderState.ADOPTED
    )
    line = found.select_related("order__act", "order__pot__call", "order__pot__chamber").first()
    if line is None:
        return None
    return _("Il contributo è nel mandato %(order)s: aspettatene l’esito, poi revocate.") % {"order": line.order}
