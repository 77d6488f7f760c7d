"""Where the money of a fund lies: so much on each pot, and no cent lost on the way."""

from collections.abc import Mapping
from decimal import Decimal

from bando.enums import Placing
from core.money import cents, split


def place(amount: Decimal, how: Placing, by_pot: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """The endowment of each pot, in euro: the amounts themselves (OWN), or `amount` split by these weights (SPLIT, POOL).

    Pots that get nothing are left out. Raises ValueError for a negative amount or weight, for weights that are all zero,
    and for OWN amounts that do not add up to `amount`.
    """
    if how == Placing.OWN:
        placed = {pot: cents(own) for pot, own in by_pot.items()}
        if any(own < 0 for own in placed.values()) or sum(placed.values(), Decimal(0)) != amount:
            raise ValueError("the parts of a fund are zero or more and add up to it")
    else:
        placed = dict(zip(by_pot, split(amount, list(by_pot.values())), strict=True))
    return {pot: part for pot, part in placed.items() if part}
