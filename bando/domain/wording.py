"""Amounts, counts and lists as an Italian sentence writes them: the same bytes whatever the language of the page."""

from collections.abc import Sequence
from decimal import Decimal

from core.money import cents

_ITALIAN = str.maketrans(",.", ".,")


def euro(amount: Decimal) -> str:
    """«12.345,67 €», with a space that does not break."""
    sign = "−" if amount < 0 else ""
    return f"{sign}{abs(cents(amount)):,.2f}".translate(_ITALIAN) + "\u00a0€"


def count(number: int) -> str:
    """«1.250»."""
    return f"{number:,}".translate(_ITALIAN)


def percent(rate: Decimal) -> str:
    """A share of one: «70 %», «12,5 %»."""
    return f"{(rate * 100).normalize():f}".translate(_ITALIAN) + "\u00a0%"


def listing(parts: Sequence[str]) -> str:
    """«a, b e c»."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} e {parts[-1]}"
