"""Whether Chambers have the Region's money that they would pay, where the call does not let them pay before it comes."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from bando.models import Call, Pot
from core.figures import euro
from disbursement.queries.cash import cash_in


def why_not_beyond_cash(call: Call, drawn: Mapping[int, Decimal]) -> str | None:
    """`drawn`: pot → the Region's money (euro) that is about to be paid from it, of all payments together.

    Who has paid asks again with zero: whatever others paid meanwhile, no pot is below what it has received.
    """
    if call.pays_beyond_cash:
        return None
    held = cash_in(drawn)
    for pot_id, amount in sorted(drawn.items()):
        if held[pot_id].left < amount:
            return _why(Pot.objects.select_related("chamber").get(pk=pot_id), amount - held[pot_id].left)
    return None


def _why(pot: Pot, missing: Decimal) -> str:
    return _(
        "Delle quote regionali trasferite a «%(pot)s» non resta abbastanza: mancano %(missing)s. Questo bando non consente di "
        "anticiparle: attendete che Unioncamere trasferisca la prossima quota."
    ) % {"pot": pot, "missing": euro(missing)}
