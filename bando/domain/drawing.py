"""How one amount is drawn on several budget lines: in the order of the call, in proportion to what each has left, to the cent."""

from collections.abc import Sequence
from decimal import Decimal

from bando.enums import DrawOrder
from core.money import ZERO, split


def draw(
    amount: Decimal, available: Sequence[Decimal], order: DrawOrder = DrawOrder.PRO_RATA, regional: Sequence[bool] = ()
) -> list[Decimal]:
    """The part of `amount` (euro) that each line gives: they add up to it, and none exceeds what its line has.

    `regional` says of each line whether it is the Region's money; who comes first by `order` gives all that it has before
    the other gives anything. Raises ValueError if the amount is not above zero or the lines together have less.
    """
    if amount <= 0:
        raise ValueError("only an amount above zero is drawn")
    if amount > sum(available):
        raise ValueError("the lines have less than what is to be drawn")
    if order == DrawOrder.PRO_RATA:
        # amount ≤ total, so each exact share is at most what its line has, a whole number of cents: rounding up cannot exceed it.
        return split(amount, available)
    if len(regional) != len(available):
        raise ValueError("an order of draw needs to know whose money each line is")
    before_all = order == DrawOrder.REGION_FIRST
    first = [left if mine == before_all else ZERO for left, mine in zip(available, regional, strict=True)]
    then = [left - taken for left, taken in zip(available, first, strict=True)]
    before = min(amount, sum(first, ZERO))
    parts = zip(_share(before, first), _share(amount - before, then), strict=True)
    return [one + other for one, other in parts]


def _share(amount: Decimal, available: Sequence[Decimal]) -> list[Decimal]:
    return split(amount, available) if amount else [ZERO for _line in available]
