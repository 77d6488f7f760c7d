"""Money in euro: `Decimal` with two places, rounded half up, divided in one place only."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def cents(value: Decimal | int | str) -> Decimal:
    """The amount in euro, rounded half up to the cent.

    Raises TypeError for a float: a binary fraction has already lost the cent that it should keep.
    """
    if isinstance(value, float):
        raise TypeError("an amount of money is never a float")
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


def split(total: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """Divide `total` euro in proportion to `weights`, to the cent, by the largest-remainder method.

    The parts add up to `total` exactly; each differs from its exact share by less than a cent; equal remainders are
    served in the order of the weights. A negative total is divided like its opposite.
    Raises ValueError if the total is not in whole cents, a weight is negative, or all weights are zero; TypeError for a
    float, as total or as weight.
    """
    if any(isinstance(weight, float) for weight in weights):
        raise TypeError("a weight of money is never a float")
    if total != cents(total):
        raise ValueError("only whole cents can be divided")
    if any(weight < 0 for weight in weights) or not any(weights):
        raise ValueError("weights must be zero or more, and not all zero")
    if total < 0:
        return [-part for part in split(-total, weights)]
    whole = int(total / CENT)
    exact = [Decimal(weight) for weight in weights]
    parts, remainders = _floors(whole, exact)
    order = sorted(range(len(exact)), key=lambda i: (-remainders[i], i))
    for index in order[: whole - sum(parts)]:
        parts[index] += 1
    return [part * CENT for part in parts]


def _floors(whole: int, weights: Sequence[Decimal]) -> tuple[list[int], list[int]]:
    """Whole cents of each share, and what is left of it; integers throughout, so that nothing is rounded on the way."""
    scale = max(0, *(-int(weight.as_tuple().exponent) for weight in weights))
    integers = [int(weight.scaleb(scale)) for weight in weights]
    base = sum(integers)
    shares = [divmod(whole * integer, base) for integer in integers]
    return [share for share, _ in shares], [remainder for _, remainder in shares]
