"""Points into one score: the sum of a sheet, the mean of the sheets."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")
# Sheets that lie further apart than a fifth of what one can reach are not averaged without a word.
WIDE = Decimal("0.2")


def mean(totals: Sequence[Decimal]) -> Decimal:
    """The mean of the sheets' totals, rounded half up to a hundredth. Raises ValueError without any sheet."""
    return mean_of(sum(totals, Decimal(0)), len(totals))


def mean_of(total: Decimal, sheets: int) -> Decimal:
    """The same for who has added up already."""
    if not sheets:
        raise ValueError("a score needs at least one sheet")
    return (total / sheets).quantize(HUNDREDTH, ROUND_HALF_UP)


def spread(totals: Sequence[Decimal]) -> Decimal:
    """How far the highest and the lowest sheet lie apart."""
    return max(totals, default=Decimal(0)) - min(totals, default=Decimal(0))


def is_wide(totals: Sequence[Decimal], most: Decimal) -> bool:
    """Whether they lie too far apart to be averaged without a word; `most` is what a sheet can reach."""
    return spread(totals) > WIDE * most
