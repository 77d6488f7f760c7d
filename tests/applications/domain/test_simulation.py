"""The what-if: each number worked out by hand, and what holds whatever the demand."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.domain.scenario import COMMON, Change, Money, Option, Plan, PotPlan, Request, asked_by_pot, varied
from applications.domain.simulation import Ending, compared, simulate
from applications.enums import Division
from bando.domain.caps import Cap, Line
from bando.domain.contribution import Component, Terms
from bando.enums import CapKind, ComponentKind, DrawOrder, FundKind, Procedure, SizeClass

D = Decimal
REGION, CHAMBER = FundKind.REGIONAL, FundKind.CHAMBER
HALF = Terms(D("0.5"), D("1000.00"), D("1000.00"))


def plan(procedure=Procedure.RANKING, *, overbooking="0", **changes):
    """Half of the spend from 1,000.00 up to 1,000.00; A has 1,500.00, B 800.00, C 400.00."""
    money = (
        Money("A", REGION, D("1000.00")), Money("A", CHAMBER, D("500.00")), Money("B", REGION, D("800.00")),
        Money("C", CHAMBER, D("400.00")),
    )  # fmt: skip
    pots = tuple(PotPlan(code, f"Camera {code}", D(overbooking)) for code in "ABC")
    known = Plan(procedure, (Option("unica", "Unica", HALF),), pots, money, minimum_score=D(50), lots_seed="estrazione")
    return replace(known, **changes)


def request(arrival, pot, spend, score="0", **more):
    return Request(f"{arrival:06d}", arrival, pot, D(spend), D(score), **more)


# Due: 1000 (A), 800 (A), 500 (B), nothing, 1000 as the most (C), 600 (A).
SIX = [
    request(1, "A", "2000.00", "60"), request(2, "A", "1600.00", "90"), request(3, "B", "1000.00", "70"),
    request(4, "B", "999.99", "99"), request(5, "C", "3000.00", "80"), request(6, "A", "1200.00", "55"),
]  # fmt: skip


def counted(tally):
    """requests, inadmissible, financed, waiting, beyond, below"""
    return tally.requests, tally.inadmissible, tally.financed, tally.waiting, tally.beyond, tally.below


def money(tally):
    """asked, used, waiting, left"""
    return tally.asked, tally.used, tally.waiting_money, tally.left


def euro(*amounts):
    return tuple(D(amount) for amount in amounts)


def test_a_ranking_of_six_on_three_pots():
    result = simulate(SIX, plan())
    a, b, c = result.pots
    assert (counted(a), money(a)) == ((3, 0, 1, 2, 0, 0), euro("2400.00", "800.00", "1600.00", "700.00"))
    assert (counted(b), money(b)) == ((2, 1, 1, 0, 0, 0), euro("500.00", "500.00", "0.00", "300.00"))
    assert (counted(c), money(c)) == ((1, 0, 0, 1, 0, 0), euro("1000.00", "0.00", "1000.00", "400.00"))
    assert (a.ended, b.ended, c.ended) == (Ending(4, 1), None, Ending(2, 5))
    assert (a.served, b.served, c.served) == (D("0.3333"), D("1.0000"), D("0.0000"))
    assert (counted(result.total), money(result.total)) == (
        (6, 1, 2, 3, 0, 0),
        euro("3900.00", "1300.00", "2600.00", "1400.00"),
    )
    assert result.first_to_end is c
    assert result.total.money == D("2700.00")


def test_the_last_one_in_part_takes_what_is_left_and_ends_its_pot():
    a, b, c = simulate(SIX, plan(partial_last=True)).pots
    assert (counted(a), money(a)) == ((3, 0, 2, 1, 0, 0), euro("2400.00", "1500.00", "600.00", "0.00"))
    assert money(b) == euro("500.00", "500.00", "0.00", "300.00")
    assert (counted(c), money(c)) == ((1, 0, 1, 0, 0, 0), euro("1000.00", "400.00", "0.00", "0.00"))
    assert (a.ended, c.ended) == (Ending(4, 1), Ending(2, 5))


def test_below_the_minimum_score_is_no_demand_for_money():
    a = simulate(SIX, plan(minimum_score=D(60))).pots[0]
    assert (counted(a), money(a)) == ((3, 0, 1, 1, 0, 1), euro("2400.00", "800.00", "1000.00", "700.00"))


def test_by_arrival_scores_do_not_count_and_the_counter_closes_when_all_is_booked():
    a, b, c = simulate(SIX, plan(Procedure.FIRST_COME)).pots
    assert (counted(a), money(a)) == ((3, 0, 1, 1, 1, 0), euro("2400.00", "1000.00", "800.00", "500.00"))
    assert counted(b) == (2, 1, 1, 0, 0, 0)
    assert (counted(c), c.left) == ((1, 0, 0, 1, 0, 0), D("400.00"))
    assert (a.ended, b.ended, c.ended) == (Ending(2, 2), None, Ending(5, 5))


def test_overbooking_fills_the_place_of_who_does_not_pass():
    demand = [replace(SIX[0], passes=False), *SIX[1:]]
    exact = simulate(demand, plan(Procedure.FIRST_COME)).pots[0]
    assert (counted(exact), exact.used, exact.left) == ((3, 1, 1, 0, 1, 0), D("800.00"), D("700.00"))
    more = simulate(demand, plan(Procedure.FIRST_COME, overbooking="0.6")).pots[0]
    assert (counted(more), more.used, more.left) == ((3, 1, 2, 0, 0, 0), D("1400.00"), D("100.00"))
    assert (exact.ended, more.ended) == (Ending(6, 6), None)


def test_by_arrival_with_a_minimum_score_who_reaches_it_keeps_the_order_of_arrival():
    a, _b, c = simulate(SIX, plan(Procedure.FIRST_COME_MINIMUM, overbooking="1", minimum_score=D(75))).pots
    assert (counted(a), a.used) == ((3, 0, 1, 0, 0, 2), D("800.00"))
    a = simulate(SIX, plan(Procedure.FIRST_COME_MINIMUM, overbooking="1", minimum_score=D(55))).pots[0]
    assert (counted(a), a.used, a.ended) == ((3, 0, 1, 2, 0, 0), D("1000.00"), Ending(2, 2))
    assert counted(c) == (1, 0, 0, 1, 0, 0)


def test_lots_follow_the_seed_and_not_the_scores():
    """Drawn with «estrazione»: 6, 1, 3, 5, 2, 4; with «altra»: 4, 6, 2, 3, 1, 5 (sha256sum). 4 is due nothing."""
    a = simulate(SIX, plan(Procedure.LOTS)).pots[0]
    assert (a.financed, a.used, a.ended) == (1, D("600.00"), Ending(2, 1))
    a = simulate(SIX, plan(Procedure.LOTS, lots_seed="altra")).pots[0]
    assert (a.financed, a.used, a.ended) == (2, D("1400.00"), Ending(4, 1))
    with pytest.raises(ValueError, match="seed"):
        simulate(SIX, plan(Procedure.LOTS, lots_seed=""))


def test_one_pool_for_the_region_s_money_each_chamber_keeps_its_own():
    """2 draws 800 on 500 + 1800 (173.91 + 626.09), 5 draws 1000 on 400 + 1173.91 (254.14 + 745.86); 428.05 is not 500."""
    pooled = varied(plan(), Change(division=Division.POOL), SIX)
    assert [(each.pot, each.amount) for each in pooled.money] == [
        ("A", D("500.00")), ("C", D("400.00")), (COMMON, D("1800.00")),
    ]  # fmt: skip
    result = simulate(SIX, pooled)
    assert [(tally.financed, tally.used, tally.left) for tally in result.pots] == [
        (1, D("800.00"), D("326.09")), (0, D("0.00"), D("0.00")), (1, D("1000.00"), D("145.86")),
    ]  # fmt: skip
    assert (result.common, result.common_left, result.total.left) == euro("1800.00", "428.05", "900.00")
    assert result.first_to_end is result.pots[1]
    assert result.pots[1].ended == Ending(3, 3)


def test_the_order_of_draw_is_the_call_s():
    """Each Chamber first: 2 draws 500 + 300, 5 draws 400 + 600, 3 draws 500; of 1800 are left 400: 1 (1000) waits."""
    pooled = varied(plan(draw_order=DrawOrder.CHAMBER_FIRST), Change(division=Division.POOL), SIX)
    result = simulate(SIX, pooled)
    assert [(tally.financed, tally.left) for tally in result.pots] == [(1, D("0.00")), (1, D("0.00")), (1, D("0.00"))]
    assert (result.common_left, result.total.used) == (D("400.00"), D("2300.00"))


def test_equal_scores_are_parted_by_the_tie_breaks_of_the_call():
    demand = [request(1, "A", "2000.00", "80"), request(2, "A", "1600.00", "80"), request(3, "A", "1200.00", "80")]
    by_arrival, by_grant = plan(), plan(tie_breaks=("smaller_grant", "arrival"))
    assert [simulate(demand, each).pots[0].used for each in (by_arrival, by_grant)] == [D("1000.00"), D("1400.00")]
    by_lots = plan(tie_breaks=("lots",))
    drawn = [simulate(demand, replace(by_lots, lots_seed=seed)).pots[0].ended for seed in ("estrazione", "altra")]
    assert drawn == [Ending(2, 3), Ending(3, 1)]


def test_in_proportion_to_the_demand_only_the_region_s_money_moves():
    """2400 : 500 : 1000 of 1800 are 1107.692…, 230.769…, 461.538…: the two missing cents go to the larger remainders."""
    assert asked_by_pot(SIX, plan()) == {"A": D("2400.00"), "B": D("500.00"), "C": D("1000.00")}
    by_demand = varied(plan(), Change(division=Division.DEMAND), SIX)
    assert [by_demand.money_of(pot) for pot in "ABC"] == [D("1607.69"), D("230.77"), D("861.54")]
    assert by_demand.endowment == plan().endowment
    assert simulate(SIX, by_demand).total.used == D("800.00")


def test_without_demand_the_money_stays_where_it_was():
    assert varied(plan(), Change(division=Division.DEMAND), []) == plan()


def test_another_maximum_minimum_and_rate():
    most, least, rate = (
        simulate(SIX, varied(plan(), change, SIX)).total
        for change in (Change(maximum_grant=D("700.00")), Change(minimum_spend=D("1600.00")), Change(rate=D("0.25")))
    )
    assert (most.asked, most.financed, most.used) == (D("3200.00"), 3, D("1900.00"))
    assert (least.inadmissible, least.asked, least.financed, least.used) == (3, D("2800.00"), 1, D("800.00"))
    assert (rate.asked, rate.financed, rate.used) == (D("2200.00"), 4, D("1450.00"))


def test_a_variant_of_one_measure_leaves_the_others():
    two = (Option("micro", "", HALF, frozenset({SizeClass.MICRO})), Option("pmi", "", HALF, frozenset({SizeClass.SMALL})))
    changed = varied(plan(options=two), Change(measure="pmi", maximum_grant=D("10.00")), SIX)
    assert [option.terms.maximum_grant for option in changed.options] == [D("1000.00"), D("10.00")]


def test_a_firm_takes_the_measure_that_gives_it_most_among_those_for_its_size():
    rich = Terms(D("0.9"), D("1000.00"), D("5000.00"))
    two = (Option("micro", "", rich, frozenset({SizeClass.MICRO})), Option("tutte", "", HALF))
    demand = [
        request(1, "A", "1000.00", "90", size=SizeClass.MICRO), request(2, "A", "1000.00", "80", size=SizeClass.MEDIUM),
        request(3, "B", "800.00", "90", size=SizeClass.LARGE),
    ]  # fmt: skip
    assert simulate(demand, plan(options=two)).pots[0].used == D("1400.00")
    nobody = simulate(demand, plan(options=two[:1]))
    assert [(tally.inadmissible, tally.financed) for tally in nobody.pots] == [(1, 1), (1, 0), (0, 0)]


def test_caps_cut_the_spend_and_declarations_add_to_the_grant():
    caps = (Cap("tetto", "", CapKind.ABSOLUTE, ("sito",), D("1000.00")),)
    bonus = replace(HALF, components=(Component("giovane", "", ComponentKind.AMOUNT, D("50.00"), condition="giovane"),))
    lines = (Line("sito", D("1500.00")), Line("altro", D("200.00")))
    demand = [request(1, "A", "1700.00", "90", lines=lines, held=frozenset({"giovane"})), request(2, "B", "1200.00", "90")]
    result = simulate(demand, plan(caps=caps, options=(Option("u", "", bonus),)))
    assert [tally.used for tally in result.pots] == [D("650.00"), D("600.00"), D("0.00")]


def test_who_has_no_pot_is_told_apart():
    result = simulate([*SIX, request(7, None, "2000.00"), request(8, "Z", "2000.00")], plan())
    assert (result.elsewhere, result.total.requests) == (2, 6)


def test_a_call_with_a_common_pool_alone_counts_its_money_once():
    only = plan(pots=(PotPlan(COMMON, "fondo comune"),), money=(Money(COMMON, REGION, D("900.00")),))
    result = simulate([request(1, COMMON, "1600.00", "90"), request(2, COMMON, "1600.00", "80")], only)
    assert (result.pots[0].financed, result.total.used, result.total.left) == (1, D("800.00"), D("100.00"))


def test_variants_stand_beside_the_call_itself():
    found = compared(SIX, plan(), [Change(maximum_grant=D("700.00"))])
    assert [result.total.financed for _plan, result in found] == [2, 3]
    assert found[0][0] == plan()


@pytest.mark.parametrize("bad", [{"maximum_grant": D(0)}, {"minimum_spend": D(-1)}, {"rate": D(0)}, {"rate": D("1.01")}])
def test_terms_that_no_call_could_have_are_refused(bad):
    with pytest.raises(ValueError, match="a "):
        Change(**bad)


def test_nothing_in_nothing_out():
    result = simulate([], plan())
    assert (result.total.requests, result.total.left, result.total.served, result.first_to_end) == (0, D("2700.00"), None, None)


spends = st.integers(min_value=0, max_value=400_000).map(lambda cents: D(cents) / 100)
scores = st.integers(min_value=0, max_value=100).map(D)
someone = st.tuples(st.sampled_from(["A", "B", "C", None]), spends, scores, st.booleans())
demands = st.lists(someone, max_size=40).map(
    lambda rows: [Request(f"{n:06d}", n, pot, spend, score, passes=ok) for n, (pot, spend, score, ok) in enumerate(rows, start=1)]
)
changes = st.builds(
    Change,
    maximum_grant=st.none() | st.integers(1, 200_000).map(lambda cents: D(cents) / 100),
    minimum_spend=st.none() | spends,
    rate=st.none() | st.integers(1, 100).map(lambda points: D(points) / 100),
    division=st.sampled_from(Division),
)


@given(demands, changes, st.sampled_from(Procedure), st.booleans(), st.sampled_from(["0", "0.25", "1"]))
def test_everybody_is_counted_once_and_no_cent_is_lost(demand, change, procedure, partial_last, overbooking):
    base = plan(procedure, partial_last=partial_last, overbooking=overbooking)
    result = simulate(demand, varied(base, change, demand))
    for tally in (*result.pots, result.total):
        assert tally.admissible == tally.financed + tally.waiting + tally.beyond + tally.below
        assert D("0.00") <= tally.used <= tally.asked
        assert tally.left >= 0
    assert result.total.requests + result.elsewhere == len(demand)
    assert result.total.used + result.total.left == base.endowment
    assert procedure.is_by_arrival or result.total.beyond == 0


@given(demands, st.integers(1, 200_000), st.integers(0, 100_000), st.booleans())
def test_in_pots_of_its_own_a_higher_maximum_never_finances_more_firms(demand, least, more, partial_last):
    """Where all are taken. With a pool, or a counter that closes, it is not so: what one pot is refused serves another."""
    base = plan(partial_last=partial_last)
    low, high = (simulate(demand, varied(base, Change(maximum_grant=D(cents) / 100), demand)) for cents in (least, least + more))
    assert all(one.financed >= other.financed for one, other in zip(low.pots, high.pots, strict=True))
    assert low.total.asked <= high.total.asked


@given(demands, spends, spends)
def test_a_higher_minimum_never_admits_more(demand, one, other):
    low, high = (simulate(demand, varied(plan(), Change(minimum_spend=most), demand)) for most in sorted([one, other]))
    assert low.total.admissible >= high.total.admissible
    assert low.total.asked >= high.total.asked
