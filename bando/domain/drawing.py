"""How one amount is drawn on several budget lines: in proportion to what each has left, to the cent."""

from collections.abc import Sequence
from decimal import Decimal

from core.money import split


def draw(amount: Decimal, available: Sequence[Decimal]) -> list[Decimal]:
    """The part of `amount` (euro) that each line gives: they add up to it, and none exceeds what its line has.

    Raises ValueError if the amount is not above zero or the lines together have less.
    """
    if amount <= 0:
        raise ValueError("only an amount above zero is drawn")
    if amount > sum(available):
        raise ValueError("the lines have less than what is to be drawn")
    # amount ≤ total, so each exact share is at most what its line has, a whole number of cents: rounding up cannot exceed it.
    return split(amount, available)
