"""The grant, from the spend: `min(maximum; round half up(rate × admitted spend))`, nothing below the minimum spend.

Legal source: the call (2020: 70 % of at least 4,000.00 EUR net of VAT, at most 10,000.00 EUR). Amounts are euro with two
places; rates are shares of one.
"""

from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO, cents


@dataclass(frozen=True)
class Terms:
    """What a measure of the call promises."""

    rate: Decimal
    minimum_spend: Decimal
    maximum_grant: Decimal


@dataclass(frozen=True)
class Estimate:
    """How a grant comes about: `computed` is rate × spend before the cap, `grant` what is due (0.00 below the minimum)."""

    spend: Decimal
    computed: Decimal
    grant: Decimal
    capped: bool
    below_minimum: bool


def estimate(spend: Decimal, terms: Terms) -> Estimate:
    """The grant for an admitted spend (euro, net of VAT). Raises ValueError for a spend that is negative or not in cents."""
    if spend < 0 or spend != cents(spend):
        raise ValueError("a spend is zero or more, in whole cents")
    computed = cents(terms.rate * spend)
    below = spend < terms.minimum_spend
    grant = ZERO if below else min(computed, terms.maximum_grant)
    return Estimate(spend, computed, grant, capped=not below and computed > terms.maximum_grant, below_minimum=below)


def final_grant(admitted_spend: Decimal, terms: Terms, granted: Decimal) -> Decimal:
    """What is due on the accounts: as the estimate of the spend that was admitted, never more than was granted."""
    return min(estimate(admitted_spend, terms).grant, granted)


@dataclass(frozen=True)
class Withholding:
    """A payment before and after tax: `gross = withheld + net`."""

    gross: Decimal
    withheld: Decimal
    net: Decimal


def withhold(gross: Decimal, rate: Decimal) -> Withholding:
    """The tax kept back on a payment (art. 28 DPR 600/1973: 4 %; the rate is the call's), rounded half up to the cent."""
    withheld = cents(gross * rate)
    return Withholding(gross, withheld, gross - withheld)
