"""Why money cannot go back to its funder as asked."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from bando.models import Call, Fund
from bando.policies.amending import why_not_change
from core.figures import instant
from core.money import cents


def why_not_return_money(call: Call, *, at: datetime) -> str | None:
    """The reason why no money of the call can go back to its funders now."""
    if reason := why_not_change(call):
        return reason
    if at < call.closes_at:
        return _("Il bando si chiude il %(when)s: fino ad allora la dotazione è promessa a chi presenta domanda.") % {
            "when": instant(call.closes_at)
        }
    return None


def why_not_give_back(fund: Fund, *, amounts: Mapping[int, Decimal], at: datetime) -> str | None:
    """The reason why these amounts (euro by line) cannot go back to the fund; what is left is asked by the ledger."""
    if reason := why_not_return_money(fund.call, at=at):
        return reason
    if not any(amounts.values()):
        return _("Inserite almeno un importo.")
    if any(amount < 0 or amount != cents(amount) for amount in amounts.values()):
        return _("Gli importi sono in euro, con due decimali, e non sono negativi.")
    if set(amounts) - set(fund.lines.values_list("pk", flat=True)):
        return _("Una delle linee indicate non è di questo fondo.")
    return None
