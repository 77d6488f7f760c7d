"""The size class of an undertaking, as Annex I of Reg. (EU) 651/2014 (art. 2, 3 and 6) computes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bando.enums import SizeClass
from core.money import cents

# Class → staff below which, turnover up to which, balance sheet up to which (euro): staff and one of the two others.
THRESHOLDS: dict[SizeClass, tuple[int, Decimal, Decimal]] = {
    SizeClass.MICRO: (10, Decimal("2000000.00"), Decimal("2000000.00")),
    SizeClass.SMALL: (50, Decimal("10000000.00"), Decimal("10000000.00")),
    SizeClass.MEDIUM: (250, Decimal("50000000.00"), Decimal("43000000.00")),
}
# From this share of capital or votes on a firm is a partner (art. 3.2); below it, its figures do not count.
PARTNER_FROM = Decimal("0.25")
NOTHING, WHOLE = Decimal(0), Decimal(1)


@dataclass(frozen=True)
class Relative:
    """A firm tied to the applicant: linked (art. 3.3), or holding or held by a share (of one) of capital or votes."""

    name: str
    linked: bool
    share: Decimal
    staff: int
    turnover: Decimal
    balance_sheet: Decimal

    @property
    def weight(self) -> Decimal:
        """How much of its figures is added: all of a linked firm's, a partner's in proportion to the share (art. 6)."""
        if self.linked:
            return WHOLE
        return self.share if self.share >= PARTNER_FROM else NOTHING


@dataclass(frozen=True)
class Figures:
    """Staff (yearly work units), turnover and balance sheet total (euro); None: not known."""

    staff: int | Decimal | None
    turnover: Decimal | None
    balance_sheet: Decimal | None

    @property
    def size(self) -> SizeClass | None:
        """The class that they prove."""
        return size_class(self.staff, self.turnover, self.balance_sheet)


def added_up(own: Figures, relatives: Sequence[Relative]) -> Figures:
    """The figures of a firm with those of its partner and linked firms (art. 6): what is not known of it stays so."""
    staff = None if own.staff is None else own.staff + sum(one.staff * one.weight for one in relatives)
    turnover = None if own.turnover is None else cents(own.turnover + sum(one.turnover * one.weight for one in relatives))
    balance = own.balance_sheet
    if balance is not None:
        balance = cents(balance + sum(one.balance_sheet * one.weight for one in relatives))
    return Figures(staff, turnover, balance)


def size_class(staff: int | Decimal | None, turnover: Decimal | None, balance_sheet: Decimal | None) -> SizeClass | None:
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
