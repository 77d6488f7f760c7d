"""What a Chamber has of the Region's money, and whether a payment takes more of it than there is; euro to the cent."""

from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO


@dataclass(frozen=True)
class Cash:
    """The Region's money in one pot: `received` is what was passed on to it, `paid` what it has paid, recoveries taken off.

    `left` is negative where the Chamber has paid with its own what the Region has not sent yet."""

    received: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        """What is still there."""
        return self.received - self.paid


@dataclass(frozen=True)
class Drawn:
    """What payments take of the Region's money from a pot (by its name), and what there is."""

    pot: str
    amount: Decimal
    cash: Cash

    @property
    def missing(self) -> Decimal:
        """How much more they take than there is; nothing where it is enough."""
        return max(self.amount - self.cash.left, ZERO)
