"""The size class of an undertaking, as Annex I of Reg. (EU) 651/2014 (art. 2) computes it."""

from decimal import Decimal

from bando.enums import SizeClass

# Class → staff below which, turnover up to which, balance sheet up to which (euro): staff and one of the two others.
THRESHOLDS: dict[SizeClass, tuple[int, Decimal, Decimal]] = {
    SizeClass.MICRO: (10, Decimal("2000000.00"), Decimal("2000000.00")),
    SizeClass.SMALL: (50, Decimal("10000000.00"), Decimal("10000000.00")),
    SizeClass.MEDIUM: (250, Decimal("50000000.00"), Decimal("43000000.00")),
}


def size_class(staff: int | None, turnover: Decimal | None, balance_sheet: Decimal | None) -> SizeClass | None:
    """The smallest class that the figures prove; None where a missing figure leaves it open."""
    if staff is None:
        return None
    open_question = False
    for size, (below, most_turnover, most_balance) in THRESHOLDS.items():
        if staff >= below:
            continue
        if _within(turnover, most_turnover) or _within(balance_sheet, most_balance):
            return size
        open_question = turnover is None or balance_sheet is None
    return None if open_question else SizeClass.LARGE


def _within(figure: Decimal | None, most: Decimal) -> bool:
    return figure is not None and figure <= most
