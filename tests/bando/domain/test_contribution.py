"""The grant from the spend: limits to the cent, and what holds for every spend."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bando.domain.contribution import Terms, estimate, final_grant, withhold
from core.money import ZERO, cents

CALL_2020 = Terms(rate=Decimal("0.7"), minimum_spend=Decimal("4000.00"), maximum_grant=Decimal("10000.00"))
amounts = st.decimals(min_value=0, max_value=1_000_000, places=2)


@pytest.mark.parametrize(
    ("spend", "grant", "capped", "below"),
    [
        ("0.00", "0.00", False, True),
        ("3999.99", "0.00", False, True),
        ("4000.00", "2800.00", False, False),
        ("4000.01", "2800.01", False, False),
        ("5000.05", "3500.04", False, False),  # 3,500.035: half a cent goes up
        ("14285.71", "10000.00", False, False),  # 9,999.997 rounds to the cap without reaching above it
        ("14285.72", "10000.00", False, False),  # 10,000.004 rounds down to the cap
        ("14285.73", "10000.00", True, False),
        ("100000.00", "10000.00", True, False),
    ],
)
def test_the_grant_at_the_limits_of_the_call(spend: str, grant: str, capped: bool, below: bool) -> None:
    found = estimate(Decimal(spend), CALL_2020)
    assert (found.grant, found.capped, found.below_minimum) == (Decimal(grant), capped, below)


@given(amounts)
def test_a_grant_is_nothing_or_between_the_smallest_and_the_cap(spend: Decimal) -> None:
    found = estimate(spend, CALL_2020)
    assert found.grant == ZERO or Decimal("2800.00") <= found.grant <= CALL_2020.maximum_grant
    assert found.grant == cents(found.grant)
    assert (found.grant == ZERO) == (spend < CALL_2020.minimum_spend)


@given(amounts, amounts)
def test_more_spend_never_gives_a_smaller_grant(one: Decimal, other: Decimal) -> None:
    less, more = sorted([one, other])
    assert estimate(less, CALL_2020).grant <= estimate(more, CALL_2020).grant


@given(amounts, st.decimals(min_value=2800, max_value=10_000, places=2))
def test_the_final_grant_is_never_above_what_was_granted(spend: Decimal, granted: Decimal) -> None:
    final = final_grant(spend, CALL_2020, granted)
    assert ZERO <= final <= granted
    assert final == min(granted, estimate(spend, CALL_2020).grant)


def test_nothing_is_due_when_the_officers_cuts_leave_less_than_the_minimum() -> None:
    assert final_grant(Decimal("3999.99"), CALL_2020, Decimal("7000.00")) == ZERO


@pytest.mark.parametrize("spend", ["-0.01", "4000.001"])
def test_a_spend_below_zero_or_finer_than_a_cent_is_refused(spend: str) -> None:
    with pytest.raises(ValueError, match="whole cents"):
        estimate(Decimal(spend), CALL_2020)


def test_ten_thousand_are_paid_as_nine_thousand_six_hundred() -> None:
    paid = withhold(Decimal("10000.00"), Decimal("0.04"))
    assert (paid.withheld, paid.net) == (Decimal("400.00"), Decimal("9600.00"))


@given(amounts, st.decimals(min_value=0, max_value="0.5", places=6))
def test_what_is_withheld_and_what_is_paid_add_up(gross: Decimal, rate: Decimal) -> None:
    paid = withhold(gross, rate)
    assert paid.withheld + paid.net == gross
    assert paid.withheld == cents(paid.withheld)
