"""Money: cents are rounded half up, and a division loses nothing."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.money import CENT, ZERO, cents, split

totals = st.integers(-(10**11), 10**11).map(lambda whole: Decimal(whole) * CENT)
weights = st.lists(
    st.one_of(st.integers(0, 10**9), st.decimals(0, 10**9, places=6, allow_nan=False, allow_infinity=False)),
    min_size=1,
    max_size=30,
).filter(any)


@given(totals, weights)
def test_the_parts_add_up_to_the_total_to_the_cent(total, weights):
    assert sum(split(total, weights), ZERO) == total


@given(totals, weights)
def test_each_part_is_within_a_cent_of_its_exact_share(total, weights):
    base = sum(map(Fraction, weights))
    for part, weight in zip(split(total, weights), weights, strict=True):
        assert abs(Fraction(part) - Fraction(total) * Fraction(weight) / base) < Fraction(1, 100)


@given(totals, weights)
def test_every_part_is_in_whole_cents_and_nobody_without_weight_gets_any(total, weights):
    for part, weight in zip(split(total, weights), weights, strict=True):
        assert part == cents(part)
        assert part.as_tuple().exponent == -2
        assert weight or not part


@given(totals, weights)
def test_a_negative_total_is_divided_like_its_opposite(total, weights):
    assert split(-total, weights) == [-part for part in split(total, weights)]


@given(totals, weights, st.integers(1, 1000))
def test_only_the_proportion_of_the_weights_counts(total, weights, factor):
    assert split(total, weights) == split(total, [weight * factor for weight in weights])


@given(totals, weights, st.data())
def test_the_order_of_unequal_weights_does_not_matter(total, weights, data):
    assume(len(set(weights)) == len(weights))
    order = data.draw(st.permutations(range(len(weights))))
    base, whole = sum(map(Fraction, weights)), Fraction(abs(total)) * 100
    remainders = [whole * Fraction(weight) / base % 1 for weight in weights]
    assume(len(set(remainders)) == len(remainders))
    shuffled = split(total, [weights[i] for i in order])
    assert shuffled == [split(total, weights)[i] for i in order]


def test_equal_remainders_are_served_in_the_order_of_the_weights():
    assert split(Decimal("0.05"), [1, 1, 1]) == [Decimal("0.02"), Decimal("0.02"), Decimal("0.01")]
    assert split(Decimal("-0.01"), [1, 1]) == [Decimal("-0.01"), Decimal("0.00")]


def test_rounding_each_share_alone_would_lose_a_cent():
    """The negative control: what the largest remainder is for."""
    naive = [cents(Decimal("100.00") * weight / 3) for weight in (1, 1, 1)]
    assert sum(naive) != Decimal("100.00")


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1]])
def test_nothing_can_be_divided_by_no_weight_or_a_negative_one(weights):
    with pytest.raises(ValueError, match="weights"):
        split(Decimal("1.00"), weights)


def test_half_a_cent_cannot_be_divided():
    with pytest.raises(ValueError, match="whole cents"):
        split(Decimal("1.005"), [1])


@pytest.mark.parametrize("do", [lambda: cents(0.1), lambda: split(0.1, [1]), lambda: split(Decimal("0.10"), [0.5])])
def test_a_float_is_never_money(do):
    with pytest.raises(TypeError, match="never a float"):
        do()


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.005", "0.01"), ("0.0049", "0.00"), ("2.675", "2.68"), ("-0.005", "-0.01"), ("-0.0049", "0.00"), ("1", "1.00")],
)
def test_cents_are_rounded_half_up(value, rounded):
    assert cents(value) == Decimal(rounded)
