"""Sums at rest under ceilings: found in a few rounds, from any claim, for any share."""

from decimal import Decimal
from fractions import Fraction

import pytest

from bando.domain.equilibrium import PATIENCE, Ceiling, Group, rest

BILLION = 10**11  # cents


def of_the_total(*shares: str, claimed: int = BILLION, free: int = 100) -> list[Group]:
    """An item under each of the shares, and one that nothing limits."""
    limited = [
        Group((f"x{number}",), claimed, ceilings=(Ceiling(number, of_total=Fraction(share)),))
        for number, share in enumerate(shares)
    ]
    return [*limited, Group(("free",), free)]


@pytest.mark.parametrize(
    ("shares", "total"),
    [
        (["0.3"], "1.42"),  # 1.00 / 0.7 = 1.428
        (["0.99"], "100.00"),
        (["0.999999"], "1000000.00"),
        (["0.33", "0.33", "0.33"], "100.00"),
        (["0.333333", "0.333333", "0.333333"], "1000000.00"),
        (["0.5", "0.25", "0.125", "0.0625"], "16.00"),
    ],
)
def test_the_rest_point_is_found_in_a_few_rounds_from_a_billion(shares: list[str], total: str) -> None:
    found = rest(of_the_total(*shares))
    assert sum(found.by_item.values()) == Decimal(total)
    assert found.rounds <= 10


def test_going_down_round_by_round_would_take_thousands() -> None:
    """The negative control: the same answer, by the loop that the module does without."""
    total, rounds = BILLION + 100, 0
    while (found := min(BILLION, total * 99 // 100) + 100) < total:
        total, rounds = found, rounds + 1
    assert total == 100_00
    assert rounds > 1_000


def test_shares_that_add_up_to_all_of_it_end_too_and_are_kept() -> None:
    """99.9999 % and 0.0001 % meet in whole cents at multiples of 10,000.00 only, cent by cent too far apart to look for."""
    found = rest(of_the_total("0.999999", "0.000001", claimed=283_534, free=0))
    assert found.rounds < PATIENCE + 50
    total = sum(found.by_item.values())
    assert found.by_item["x0"] <= Decimal("0.999999") * total
    assert found.by_item["x1"] <= Decimal("0.000001") * total


def test_shares_in_whole_percents_that_add_up_to_all_of_it_lose_less_than_a_euro() -> None:
    found = rest(of_the_total("0.67", "0.33", claimed=BILLION // 2 - 1, free=0))
    # 67 and 33 cents fit 746,268,656 times into 499,999,999.99
    assert [found.by_item["x0"], found.by_item["x1"]] == [Decimal("499999999.52"), Decimal("246268656.48")]
    assert found.rounds <= 110


def test_a_part_keeps_its_own_ceiling_inside_that_of_its_group() -> None:
    inner = Group(("a",), 900, ceilings=(Ceiling(1, amount=300),))
    outer = Group(("a", "b"), parts=(inner, Group(("b",), 300)), ceilings=(Ceiling(2, of_total=Fraction(1, 2)),))
    found = rest([outer, Group(("c",), 400)])
    assert found.by_item == {"a": Decimal("2.00"), "b": Decimal("2.00"), "c": Decimal("4.00")}
    assert [(step.number, step.before, step.after) for step in found.steps] == [(1, 900, 300), (2, 600, 400)]


def test_nothing_is_at_rest_at_nothing() -> None:
    assert rest([]).by_item == {}
    assert rest(of_the_total("0.5", free=0)).by_item == {"x0": Decimal("0.00"), "free": Decimal("0.00")}
