"""Why money cannot go from one pot to another as asked."""

from decimal import Decimal

from django.utils.translation import gettext as _

from bando.models import BudgetLine, Call
from bando.policies.amending import why_not_change
from core.money import cents


def why_not_move_between_pots(call: Call) -> str | None:
    """The reason why no money of the call can change pot now."""
    if reason := why_not_change(call):
        return reason
    if call.pots.count() < 2:
        return _("Il bando ha una sola dotazione: non c’è un’altra a cui trasferire.")
    return None


def why_not_transfer(call: Call, *, source: BudgetLine, target: BudgetLine, amount: Decimal) -> str | None:
    """The reason why `amount` (euro) cannot go from one line to the other; what is left is asked by the ledger."""
    if reason := why_not_move_between_pots(call):
        return reason
    if source.pot_id == target.pot_id:
        return _("Scegliete due dotazioni diverse.")
    if source.fund_id != target.fund_id:
        return _("Le somme restano del loro fondo: scegliete una dotazione che ha una linea di «%(fund)s».") % {
            "fund": source.fund
        }
    if source.fund.call_id != call.pk:
        return _("Una delle dotazioni indicate non è di questo bando.")
    if amount <= 0 or amount != cents(amount):
        return _("Inserite un importo maggiore di zero, in euro con due decimali.")
    return None
