"""Interest on what is given back: the legal rates by date, interest before capital, instalments that add up."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from disbursement.domain.interest import LEGAL, Debt, Payment, Rate, plan, spans


def test_the_legal_rates_are_those_of_the_decrees():
    assert [(rate.from_on.year, rate.rate) for rate in LEGAL] == [
        (2019, Decimal("0.008")), (2020, Decimal("0.0005")), (2021, Decimal("0.0001")), (2022, Decimal("0.0125")),
        (2023, Decimal("0.05")), (2024, Decimal("0.025")), (2025, Decimal("0.02")), (2026, Decimal("0.016")),
    ]  # fmt: skip
    assert all(rate.year_days == 365 and "GU" in rate.source for rate in LEGAL)


def test_time_is_cut_where_the_rate_changes():
    found = spans(Decimal("10000.00"), date(2021, 6, 15), date(2023, 3, 1), LEGAL)
    assert [(span.days, span.rate) for span in found] == [
        (199, Decimal("0.0001")), (365, Decimal("0.0125")), (60, Decimal("0.05")),
    ]  # fmt: skip
    # 0.545… + 125 + 82.19…
    assert Debt(Decimal("10000.00"), date(2021, 6, 15), LEGAL).interest_until(date(2023, 3, 1)) == Decimal("207.74")


def test_the_day_of_payment_bears_nothing_and_the_last_rate_goes_on():
    debt = Debt(Decimal("36500.00"), date(2026, 12, 31), LEGAL)
    assert debt.interest_until(date(2026, 12, 31)) == 0
    assert debt.interest_until(date(2027, 1, 10)) == Decimal("16.00")


def test_the_day_count_is_of_the_rate():
    debt = Debt(Decimal("36000.00"), date(2026, 1, 1), [Rate(date(2026, 1, 1), Decimal("0.01"), year_days=360)])
    assert debt.interest_until(date(2026, 1, 11)) == Decimal("10.00")


def test_before_the_first_rate_nothing_is_known():
    with pytest.raises(ValueError, match="no rate of interest is known"):
        Debt(Decimal("1.00"), date(2018, 12, 31), LEGAL).interest_until(date(2019, 1, 2))


def test_what_comes_in_is_interest_first():
    debt = Debt(Decimal("10000.00"), date(2022, 12, 31), LEGAL)
    first = debt.counted(Decimal("300.00"), date(2023, 12, 31))
    assert first == Payment(date(2023, 12, 31), Decimal("300.00"), Decimal("0.00"))
    second = debt.counted(Decimal("5200.00"), date(2023, 12, 31), [first])
    assert (second.interest, second.capital) == (Decimal("200.00"), Decimal("5000.00"))
    # From then on half the capital bears interest, at the rate of 2024.
    assert debt.due(date(2024, 12, 30), [first, second]) == (Decimal("125.00"), Decimal("5000.00"))


@pytest.mark.parametrize("amount", ["0.00", "10500.01"])
def test_no_more_comes_in_than_is_due(amount):
    with pytest.raises(ValueError, match="no more is received than is due"):
        Debt(Decimal("10000.00"), date(2022, 12, 31), LEGAL).counted(Decimal(amount), date(2023, 12, 31))


def test_a_day_before_the_last_payment_is_refused():
    debt = Debt(Decimal("100.00"), date(2023, 1, 1), LEGAL)
    with pytest.raises(ValueError, match="counted already"):
        debt.counted(Decimal("1.00"), date(2023, 5, 1), [Payment(date(2023, 6, 1), Decimal("1.00"), Decimal("9.00"))])


def test_a_thousand_debts_are_paid_to_the_cent_in_whatever_parts():
    dice = random.Random(28)
    for _each in range(1000):
        capital, day = Decimal(dice.randint(100, 10**6)) / 100, date(2021, 1, 1) + timedelta(days=dice.randint(0, 700))
        debt, paid = Debt(capital, day, LEGAL), list[Payment]()
        while sum((one.capital for one in paid), Decimal(0)) < capital:
            day += timedelta(days=dice.randint(0, 200))
            interest, left = debt.due(day, paid)
            whole = interest + left
            amount = (
                whole if len(paid) > 6 else max(Decimal("0.01"), (whole * dice.randint(1, 100) / 100).quantize(Decimal("0.01")))
            )
            paid.append(debt.counted(amount, day, paid))
            assert interest >= 0
        assert debt.due(day, paid) == (0, 0)
        assert debt.due(day + timedelta(days=1000), paid) == (0, 0)


def test_instalments_add_up_and_fall_due_monthly():
    parts = plan(Decimal("1000.00"), 3, date(2026, 11, 30))
    assert parts == [
        (date(2026, 11, 30), Decimal("333.34")), (date(2026, 12, 30), Decimal("333.33")), (date(2027, 1, 30), Decimal("333.33")),
    ]  # fmt: skip
    assert plan(Decimal("10.00"), 4, date(2026, 12, 31))[2][0] == date(2027, 2, 28)
