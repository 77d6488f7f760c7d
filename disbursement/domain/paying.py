"""How a final grant is parted when it is paid: withheld for the State, paid in the firm's place to who is owed, to the firm."""

from dataclasses import dataclass
from decimal import Decimal

from bando.domain.contribution import withhold


@dataclass(frozen=True)
class Parts:
    """In euro: `gross = withheld + substituted + net`, none negative."""

    gross: Decimal
    withheld: Decimal
    substituted: Decimal
    net: Decimal


def parted(final: Decimal, rate: Decimal, owed: Decimal) -> Parts:
    """The withholding is due on the whole; what the firm owes is taken from the rest, as far as it goes.

    `rate` is a share of one, `owed` euro of zero or more.
    """
    sums = withhold(final, rate)
    substituted = min(owed, sums.net)
    return Parts(sums.gross, sums.withheld, substituted, sums.net - substituted)
