"""What a sum to be given back bears: simple interest at rates that change by date, and how what is paid is counted.

The legal rate (art. 1284 c.c.) is set for each year by a decree of the Minister of economy. What a debtor pays goes to the
interest first, and to the capital with what is left (art. 1194 c.c.).
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.money import ZERO, cents, split


@dataclass(frozen=True)
class Rate:
    """A yearly rate (share of one) that holds from a day on, the act that says so, and its day-count: how many days make a year
    (365: ACT/365; 360: ACT/360)."""

    from_on: date
    rate: Decimal
    source: str = ""
    year_days: int = 365


# The legal rate of art. 1284 c.c.; whoever configures the calls adds the years to come.
LEGAL = (
    Rate(date(2019, 1, 1), Decimal("0.008"), "DM 12/12/2018, GU 291 del 15/12/2018"),
    Rate(date(2020, 1, 1), Decimal("0.0005"), "DM 12/12/2019, GU 293 del 14/12/2019"),
    Rate(date(2021, 1, 1), Decimal("0.0001"), "DM 11/12/2020, GU 310 del 15/12/2020"),
    Rate(date(2022, 1, 1), Decimal("0.0125"), "DM 13/12/2021, GU 297 del 15/12/2021"),
    Rate(date(2023, 1, 1), Decimal("0.05"), "DM 13/12/2022, GU 292 del 15/12/2022"),
    Rate(date(2024, 1, 1), Decimal("0.025"), "DM 29/11/2023, GU 288 dell’11/12/2023"),
    Rate(date(2025, 1, 1), Decimal("0.02"), "DM 10/12/2024, GU 294 del 16/12/2024"),
    Rate(date(2026, 1, 1), Decimal("0.016"), "DM 10/12/2025, GU 289 del 13/12/2025"),
)


@dataclass(frozen=True)
class Span:
    """Days (the first not counted) over which one capital bore one rate, with the interest they made, not rounded."""

    from_on: date
    to_on: date
    rate: Decimal
    interest: Decimal

    @property
    def days(self) -> int:
        """How many days it lasted."""
        return (self.to_on - self.from_on).days


def spans(capital: Decimal, from_on: date, to_on: date, rates: Sequence[Rate]) -> list[Span]:
    """The time between two days, cut where the rate changes; a day bears the rate of its own date, the first day none.

    Raises ValueError where no rate holds yet on the first day.
    """
    if to_on <= from_on:
        return []
    ordered = sorted(rates, key=lambda rate: rate.from_on)
    if not ordered or ordered[0].from_on > from_on:
        raise ValueError("no rate of interest is known for the first of these days")
    found, start = [], from_on
    for place, rate in enumerate(ordered):
        # The last day that bears this rate.
        last = date.fromordinal(ordered[place + 1].from_on.toordinal() - 1) if place + 1 < len(ordered) else to_on
        end = min(to_on, last)
        if end > start:
            days = (end - start).days
            found.append(Span(start, end, rate.rate, capital * rate.rate * days / rate.year_days))
            start = end
    return found


@dataclass(frozen=True)
class Payment:
    """A sum that came in: `interest + capital = amount`."""

    on: date
    interest: Decimal
    capital: Decimal


@dataclass(frozen=True)
class Debt:
    """A capital (euro) to be given back, which bears interest from a day on."""

    capital: Decimal
    from_on: date
    rates: Sequence[Rate]

    def interest_until(self, on: date, paid: Iterable[Payment] = ()) -> Decimal:
        """All interest that has matured by a day, paid or not, to the cent: each capital outstanding for its own time."""
        left, start, matured = self.capital, self.from_on, ZERO
        for payment in sorted(paid, key=lambda payment: payment.on):
            if payment.on > on:
                break
            matured += self._over(left, start, payment.on)
            left, start = left - payment.capital, payment.on
        return cents(matured + self._over(left, start, on))

    def _over(self, capital: Decimal, from_on: date, to_on: date) -> Decimal:
        return sum((span.interest for span in spans(capital, from_on, to_on, self.rates)), ZERO)

    def due(self, on: date, paid: Sequence[Payment] = ()) -> tuple[Decimal, Decimal]:
        """(interest, capital) still to be paid on a day, in euro."""
        interest = self.interest_until(on, paid) - sum((payment.interest for payment in paid), ZERO)
        return interest, self.capital - sum((payment.capital for payment in paid), ZERO)

    def counted(self, amount: Decimal, on: date, paid: Sequence[Payment] = ()) -> Payment:
        """How `amount` (euro) received on a day is counted: interest first. Raises ValueError if it is more than is due, or on
        a day before the last payment."""
        interest, capital = self.due(on, paid)
        if any(payment.on > on for payment in paid):
            raise ValueError("what came in later was counted already")
        if not ZERO < amount <= interest + capital:
            raise ValueError("no more is received than is due")
        first = min(amount, interest)
        return Payment(on, first, amount - first)


def plan(capital: Decimal, count: int, first_on: date) -> list[tuple[date, Decimal]]:
    """`count` equal parts of a capital (they add up to the cent), one a month from a day on; at the month's last day where it has
    no such day."""
    return [(_months_later(first_on, number), part) for number, part in enumerate(split(capital, [1] * count))]


def uncovered(parts: Sequence[Decimal], capital: Decimal) -> list[Decimal]:
    """What is left of each instalment once a capital has come in: the first ones are covered first."""
    left = []
    for part in parts:
        covered = min(part, capital)
        capital -= covered
        left.append(part - covered)
    return left


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
