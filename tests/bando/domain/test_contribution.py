"""The grant from the spend: limits to the cent, and what holds for every spend."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bando.domain.contribution import Component, Terms, estimate, final_grant, withhold
from bando.enums import ComponentKind
from core.money import ZERO, cents

CALL_2020 = Terms(rate=Decimal("0.7"), minimum_spend=Decimal("4000.00"), maximum_grant=Decimal("10000.00"))
amounts = st.decimals(min_value=0, max_value=1_000_000, places=2)
repeatable = settings(max_examples=100, derandomize=True, deadline=None)
DECLARATIONS = ("young", "legality")
held_ones = st.frozensets(st.sampled_from(DECLARATIONS))


@st.composite
def any_component(draw: st.DrawFn) -> Component:
    kind = draw(st.sampled_from(ComponentKind))
    most = 1 if kind == ComponentKind.RATE else 20_000
    value = draw(st.decimals(min_value=0, max_value=most, places=6))
    since, condition = draw(amounts), draw(st.sampled_from(["", *DECLARATIONS]))
    return Component("code", "label", kind, value, since, draw(st.booleans()), condition)


any_terms = st.builds(
    Terms,
    rate=st.decimals(min_value=0, max_value=1, places=6),
    minimum_spend=amounts,
    maximum_grant=amounts,
    maximum_spend=st.none() | amounts,
    components=st.lists(any_component(), max_size=4).map(tuple),
)


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


@repeatable
@given(amounts, any_terms, held_ones)
def test_no_grant_is_above_the_cap_nor_above_the_spend(spend: Decimal, terms: Terms, held: frozenset[str]) -> None:
    found = estimate(spend, terms, held)
    outside = [c for c in found.applied if c.kind == ComponentKind.AMOUNT and not c.inside_cap]
    assert ZERO <= found.grant <= min(spend, terms.maximum_grant + cents(sum((c.value for c in outside), ZERO)))


@repeatable
@given(amounts, any_terms, held_ones)
def test_every_amount_of_an_estimate_is_in_whole_cents(spend: Decimal, terms: Terms, held: frozenset[str]) -> None:
    found = estimate(spend, terms, held)
    for amount in (found.computed, found.grant, found.considered, found.percentage, found.inside, found.outside):
        assert amount == cents(amount)
        assert -amount.as_tuple().exponent == 2
    assert found.computed == found.percentage + found.inside


@repeatable
@given(amounts, amounts, any_terms, held_ones)
def test_more_spend_never_gives_less_under_any_terms(one: Decimal, other: Decimal, terms: Terms, held: frozenset[str]) -> None:
    less, more = sorted([one, other])
    assert estimate(less, terms, held).grant <= estimate(more, terms, held).grant


@repeatable
@given(amounts, any_terms, held_ones, held_ones)
def test_one_more_declaration_never_gives_less(spend: Decimal, terms: Terms, some: frozenset[str], more: frozenset[str]) -> None:
    assert estimate(spend, terms, some).grant <= estimate(spend, terms, some | more).grant


@repeatable
@given(amounts, any_terms, held_ones)
def test_the_cap_and_the_minimum_are_told_when_they_decide(spend: Decimal, terms: Terms, held: frozenset[str]) -> None:
    found = estimate(spend, terms, held)
    assert found.below_minimum == (spend < terms.minimum_spend)
    assert found.capped == (not found.below_minimum and found.computed > terms.maximum_grant)
    uncut = ZERO if found.below_minimum else min(found.computed + found.outside, spend)
    assert found.capped or found.grant == uncut


@given(amounts, st.decimals(min_value=2800, max_value=10_000, places=2))
def test_the_final_grant_is_never_above_what_was_granted(spend: Decimal, granted: Decimal) -> None:
    final = final_grant(spend, CALL_2020, granted)
    assert ZERO <= final <= granted
    assert final == min(granted, estimate(spend, CALL_2020).grant)


def test_nothing_is_due_when_the_officers_cuts_leave_less_than_the_minimum() -> None:
    assert final_grant(Decimal("3999.99"), CALL_2020, Decimal("7000.00")) == ZERO


def test_the_accounts_count_what_the_firm_declares() -> None:
    bonus = Component(
        "rating", "Rating di legalità", ComponentKind.AMOUNT, Decimal("250"), inside_cap=False, condition="legality"
    )
    terms = Terms(Decimal("0.7"), Decimal("4000.00"), Decimal("10000.00"), components=(bonus,))
    assert final_grant(Decimal("20000.00"), terms, Decimal("10250.00"), frozenset({"legality"})) == Decimal("10250.00")
    assert final_grant(Decimal("20000.00"), terms, Decimal("10250.00")) == Decimal("10000.00")
    assert final_grant(Decimal("20000.00"), terms, Decimal("9000.00"), frozenset({"legality"})) == Decimal("9000.00")


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
