"""The regional money in its parts: 50 %, 40 %, and the balance that the final cost leaves (domain.md 4); euro to the cent.

Whatever is divided is divided as a whole first, so that parts paid at different times cannot drift from it by a cent.
"""

from collections.abc import Sequence
from decimal import Decimal

from core.money import ZERO, split


def planned(endowment: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """The parts of a fund, in the order of its rules; of 1,810,000.00 at 50, 40 and 10 %: 905,000, 724,000 and 181,000.

    What the shares leave of the whole belongs to no tranche. Raises ValueError if they are more than the whole.
    """
    left = Decimal(1) - sum(shares, Decimal(0))
    if left < 0:
        raise ValueError("the tranches of a fund are not more than the fund")
    return split(endowment, [*shares, left])[:-1]


def balance(endowment: Decimal, regional_cost: Decimal, received: Decimal) -> Decimal:
    """What is still due when the final cost is known: negative when more came in than was spent, money to give back."""
    return min(regional_cost, endowment) - received


def cost_of_each(regional_cost: Decimal, paid: Sequence[Decimal], endowments: Sequence[Decimal]) -> list[Decimal]:
    """The final cost of a call on each of its regional funds, in proportion to what each paid (to its size if none has)."""
    return split(regional_cost, paid if any(paid) else endowments)


def passed_on(amount: Decimal, given: Sequence[Decimal], weights: Sequence[Decimal]) -> list[Decimal]:
    """A tranche divided among the Chambers in proportion to `weights`, after each has been `given` its earlier parts.

    The parts add up to `amount`; earlier and new ones together are the division of the whole that has come in, so that a fund
    that is paid in full has given every Chamber exactly its endowment.
    """
    whole = sum(given, ZERO) + amount
    return [due - had for due, had in zip(split(whole, weights), given, strict=True)]
