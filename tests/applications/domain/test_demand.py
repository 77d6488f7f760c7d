"""Synthetic demands: the same bytes for the same seed, the shape of 2020, larger and smaller."""

from dataclasses import replace
from decimal import Decimal
from hashlib import sha256

import pytest

from applications.domain.demand import NUMBER_2020, Sketch, drawn, scaled
from applications.domain.scenario import Money, Option, Plan, PotPlan, asked_by_pot
from applications.domain.simulation import simulate
from bando.domain.contribution import Terms
from bando.enums import FundKind, Procedure, SizeClass
from core.money import split

D = Decimal
# The Chambers' own shares of 2020 (docs: the call of 2020); the Region's 1,810,000.00 follow them.
OWN = {
    "bg": 90_000, "bs": 120_000, "co-lc": 60_000, "cr": 23_000, "mn": 23_000, "mi-mb-lo": 330_000, "pv": 100_000,
    "so": 12_000, "va": 50_000,
}  # fmt: skip
SKETCH = Sketch(NUMBER_2020, "2020", OWN, 48)
DIGEST = "37140135c90110361e15de5fafc20a52447e1a20a4ae1da4683d1a31b520fa38"


def digest(requests):
    rows = (
        f"{r.key} {r.arrival} {r.pot} {r.spend} {r.score} {r.size.value} {r.passes:d} {r.lines} {sorted(r.held)}"
        for r in requests
    )
    return sha256("\n".join(rows).encode()).hexdigest()


def the_call_of_2020():
    regional = zip(OWN, split(D("1810000.00"), list(OWN.values())), strict=True)
    money = [Money(code, FundKind.REGIONAL, part) for code, part in regional]
    money += [Money(code, FundKind.CHAMBER, D(f"{part}.00")) for code, part in OWN.items()]
    terms = Terms(D("0.70"), D("4000.00"), D("10000.00"))
    pots = tuple(PotPlan(code, code) for code in OWN)
    return Plan(Procedure.RANKING, (Option("unica", "", terms),), pots, tuple(money), minimum_score=D(50))


def test_the_same_seed_gives_the_same_bytes():
    assert digest(drawn(SKETCH)) == DIGEST
    assert digest(drawn(replace(SKETCH, seed="2021"))) != DIGEST


def test_a_longer_demand_begins_like_a_shorter_one():
    assert drawn(replace(SKETCH, number=10)) == drawn(SKETCH)[:10]


def test_the_first_one_can_be_drawn_by_hand():
    """printf '2020\\n1' | sha256sum; the rest is the tables."""
    first = drawn(SKETCH)[0]
    assert (first.key, first.arrival, first.pot, first.spend, first.score, first.size, first.passes) == (
        "000001", 1, 'co-lc', D("4660.00"), D("55.44"), SizeClass.MEDIUM, False,
    )  # fmt: skip


def test_on_the_call_of_2020_it_asks_and_gets_about_what_the_real_one_did():
    """Real: 1,649 applications, 14.284 M asked, 638 admissible, 286 financed at first of 2,618,000.00."""
    all_of_it = asked_by_pot(drawn(replace(SKETCH, passing=100)), the_call_of_2020())
    assert sum(all_of_it.values()) == D("14110244.00")
    total = simulate(drawn(SKETCH), the_call_of_2020()).total
    assert (total.requests, total.admissible - total.below, total.financed) == (1649, 639, 293)
    assert total.used + total.left == D("2618000.00")


def test_weights_share_passing_and_sizes_are_those_asked_for():
    demand = drawn(Sketch(4000, "x", {"a": 3, "b": 1, "c": 0}, 50))
    many = [sum(r.pot == pot for r in demand) for pot in "abc"]
    assert many[2] == 0
    assert 2850 < many[0] < 3150
    assert 1850 < sum(r.passes for r in demand) < 2150
    assert {r.size for r in demand} == {SizeClass.MICRO, SizeClass.SMALL, SizeClass.MEDIUM}
    assert all(r.passes for r in drawn(Sketch(500, "x", {"a": 1}, 100)))
    assert not any(r.passes for r in drawn(Sketch(500, "x", {"a": 1}, 0)))


def test_amounts_are_whole_tens_of_euro_inside_the_table():
    demand = drawn(replace(SKETCH, number=3000))
    assert all(r.spend % 10 == 0 and D(3500) <= r.spend <= D(80_000) for r in demand)
    assert all(D(20) <= r.score <= D(98) and r.score == round(r.score, 2) for r in demand)
    assert all(type(r.spend) is type(r.score) is Decimal for r in demand)


def test_a_demand_is_made_larger_and_smaller_in_its_own_order():
    demand = drawn(replace(SKETCH, number=4))
    assert scaled(demand, 100) == demand
    assert [r.spend for r in scaled(demand, 200)] == [r.spend for r in demand for _ in range(2)]
    assert [r.spend for r in scaled(demand, 50)] == [demand[0].spend, demand[2].spend]
    assert [r.arrival for r in scaled(demand, 150)] == [1, 2, 3, 4, 5, 6]
    assert len({r.key for r in scaled(demand, 1000)}) == 40
    assert (scaled([], 300), scaled(demand, 0)) == ([], [])


@pytest.mark.parametrize(
    "bad",
    [{"number": -1}, {"seed": ""}, {"seed": "a\nb"}, {"weights": {"a": 0}}, {"weights": {}}, {"weights": {"a": 2, "b": -1}},
     {"passing": 101}, {"passing": -1}],
)  # fmt: skip
def test_a_sketch_that_draws_nothing_sensible_is_refused(bad):
    with pytest.raises(ValueError, match=r"not|pass"):
        replace(SKETCH, **bad)
    with pytest.raises(ValueError, match="negative"):
        scaled([], -1)


def test_the_digest_sees_a_cent():
    """The control: one cent more in one request is another digest."""
    demand = drawn(SKETCH)
    assert digest([*demand[:-1], replace(demand[-1], spend=demand[-1].spend + D("0.01"))]) != DIGEST
