"""Points into one score: the sum of a sheet, the mean of the sheets."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")


def mean(totals: Sequence[Decimal]) -> Decimal:
    """The mean of the sheets' totals, rounded half up to a hundredth. Raises ValueError without any sheet."""
    return mean_of(sum(totals, Decimal(0)), len(totals))


def mean_of(total: Decimal, sheets: int) -> Decimal:
    """The same for who has added up already."""
    if not sheets:
        raise ValueError("a score needs at least one sheet")
    return (total / sheets).quantize(HUNDREDTH, ROUND_HALF_UP)
