"""Points into one score: the sum of a sheet, the mean of the sheets."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")


def mean(totals: Sequence[Decimal]) -> Decimal:
    """The mean of the sheets' totals, rounded half up to a hundredth. Raises ValueError without any sheet."""
    if not totals:
        raise ValueError("a score needs at least one sheet")
    return (sum(totals, Decimal(0)) / len(totals)).quantize(HUNDREDTH, ROUND_HALF_UP)
