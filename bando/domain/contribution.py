"""The grant, from the spend: a share of it and fixed amounts, up to the maximum of the measure, nothing below the minimum spend.

    considered = min(spend; maximum spend)
    percentage = round half up to the cent((rate + points that apply) × considered)
    grant = min(min(percentage + amounts inside the cap; maximum grant) + amounts outside the cap; spend)

Legal source: the call (2020: 70 % of at least 4,000.00 EUR net of VAT, at most 10,000.00 EUR). Amounts are euro with two
places; rates are shares of one. A larger spend never gives a smaller grant, nor does one more declaration that is held.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bando.enums import ComponentKind
from core.money import ZERO, cents


@dataclass(frozen=True)
class Component:
    """What a measure adds: points on the rate (a share of one, always inside the cap) or an amount in euro.

    It applies from a spend of `from_spend`, to who holds the declaration `condition` (empty: to everybody).
    Raises ValueError for a negative value: a component never takes away.
    """

    code: str
    label: str
    kind: ComponentKind
    value: Decimal
    from_spend: Decimal = ZERO
    inside_cap: bool = True
    condition: str = ""

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError("a component adds, it never takes away")

    def applies(self, spend: Decimal, held: frozenset[str]) -> bool:
        """Whether it adds to the grant of this spend, of a firm that holds these declarations."""
        return spend >= self.from_spend and (not self.condition or self.condition in held)


@dataclass(frozen=True)
class Terms:
    """What a measure of the call promises. Without `maximum_spend` the whole spend counts."""

    rate: Decimal
    minimum_spend: Decimal
    maximum_grant: Decimal
    maximum_spend: Decimal | None = None
    components: tuple[Component, ...] = ()


@dataclass(frozen=True)
class Estimate:
    """How a grant comes about.

    `computed` is percentage + inside, before the cap; `grant` is what is due (0.00 below the minimum). The steps between
    are there below the minimum too, so that a page can show what would be due.
    """

    spend: Decimal
    computed: Decimal
    grant: Decimal
    capped: bool
    below_minimum: bool
    considered: Decimal
    rate: Decimal
    percentage: Decimal
    inside: Decimal
    outside: Decimal
    applied: tuple[Component, ...]

    @property
    def spend_is_limited(self) -> bool:
        """Whether a part of the spend is above the maximum and gives nothing."""
        return self.considered < self.spend

    @property
    def is_whole_spend(self) -> bool:
        """Whether the grant pays all of the spend: what would go beyond is not due."""
        return not self.below_minimum and self.grant == self.spend


def estimate(spend: Decimal, terms: Terms, held: frozenset[str] = frozenset()) -> Estimate:
    """The grant for an admitted spend (euro, net of VAT, after the caps of the items) of a firm with the declarations `held`.

    Raises ValueError for a spend that is negative or not in cents.
    """
    if spend < 0 or spend != cents(spend):
        raise ValueError("a spend is zero or more, in whole cents")
    applied = tuple(each for each in terms.components if each.applies(spend, held))
    considered = spend if terms.maximum_spend is None else min(spend, terms.maximum_spend)
    rate = terms.rate + sum((each.value for each in applied if each.kind == ComponentKind.RATE), Decimal(0))
    percentage = cents(rate * considered)
    amounts = [each for each in applied if each.kind == ComponentKind.AMOUNT]
    inside = _sum(each.value for each in amounts if each.inside_cap)
    outside = _sum(each.value for each in amounts if not each.inside_cap)
    computed, below = percentage + inside, spend < terms.minimum_spend
    grant = ZERO if below else min(min(computed, terms.maximum_grant) + outside, spend)
    capped = not below and computed > terms.maximum_grant
    return Estimate(spend, computed, grant, capped, below, considered, rate, percentage, inside, outside, applied)


def final_grant(admitted_spend: Decimal, terms: Terms, granted: Decimal, held: frozenset[str] = frozenset()) -> Decimal:
    """What is due on the accounts: as the estimate of the spend that was admitted, never more than was granted."""
    return min(estimate(admitted_spend, terms, held).grant, granted)


def _sum(values: Iterable[Decimal]) -> Decimal:
    return cents(sum(values, ZERO))


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
