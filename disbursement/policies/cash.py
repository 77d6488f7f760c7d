"""Whether Chambers have the Region's money that they would pay, where the call does not let them pay before it comes."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from bando.models import Call
from core.figures import euro
from disbursement.domain.cash import Drawn


def why_not_beyond_cash(call: Call, drawn: Iterable[Drawn]) -> str | None:
    """`drawn`: the Region's money that is about to be paid (`queries.cash.drawn_on`), of all payments together.

    Who has paid asks again with what is `paid`: whatever others took meanwhile, no pot is below what it has received.
    """
    short = next((one for one in drawn if one.missing), None)
    if call.pays_beyond_cash or short is None:
        return None
    return _(
        "Delle quote regionali trasferite a «%(pot)s» non resta abbastanza: mancano %(missing)s. Questo bando non consente di "
        "anticiparle: attendete che Unioncamere trasferisca la prossima quota."
    ) % {"pot": short.pot, "missing": euro(short.missing)}
