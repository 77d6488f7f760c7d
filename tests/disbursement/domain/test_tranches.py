"""The regional money in parts, to the cent: figures of the 2020 call, and what holds for any."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import cents
from disbursement.domain.tranches import balance, cost_of_each, passed_on, planned

ENDOWMENT = Decimal("1810000.00")
SHARES = [Decimal("0.5"), Decimal("0.4"), Decimal("0.1")]
amounts = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999999.99"), places=2)
weights = st.lists(st.decimals(min_value=Decimal("0.01"), max_value=Decimal("1000000"), places=2), min_size=1, max_size=12)


def test_the_call_of_2020_comes_in_three_parts():
    assert planned(ENDOWMENT, SHARES) == [Decimal("905000.00"), Decimal("724000.00"), Decimal("181000.00")]


def test_the_balance_of_2020_is_up_to_181_000():
    received = Decimal("905000.00") + Decimal("724000.00")
    assert balance(ENDOWMENT, ENDOWMENT, received) == Decimal("181000.00")
    assert balance(ENDOWMENT, Decimal("1700000.01"), received) == Decimal("71000.01")


def test_a_cost_above_the_endowment_is_not_paid():
    assert balance(ENDOWMENT, Decimal("2000000.00"), Decimal("1629000.00")) == Decimal("181000.00")


def test_a_negative_balance_is_money_to_give_back():
    assert balance(ENDOWMENT, Decimal("1500000.00"), Decimal("1629000.00")) == Decimal("-129000.00")


def test_a_final_cost_of_1_600_000_is_29_000_to_give_back():
    received = Decimal("905000.00") + Decimal("724000.00")
    assert balance(ENDOWMENT, Decimal("1600000.00"), received) == Decimal("-29000.00")


def test_ten_thousand_funds_come_in_are_passed_on_and_end_to_the_cent():
    """Any endowments, shares and costs: three tranches, money that changes pot in between, the balance that the cost leaves."""
    dice = random.Random(2020)
    repaid = 0
    for _each in range(10_000):
        endowments = [Decimal(dice.randint(1, 10**9)) / 100 for _pot in range(dice.randint(1, 12))]
        whole, had = sum(endowments), [Decimal(0)] * len(endowments)
        first, second, rest = planned(whole, _shares(dice))
        assert first + second + rest == whole
        for part in (first, second):
            had = _given(part, had, endowments)
            endowments = _moved(endowments, dice)
        cost = whole * dice.randint(0, 1200) / 1000
        last = balance(whole, cents(cost), first + second)
        repaid += last < 0
        had = _given(last, had, endowments)
        assert sum(had) == min(cents(cost), whole)
        exact = [sum(had) * mine / whole for mine in endowments]
        assert all(abs(mine - due) < Decimal("0.01") for mine, due in zip(had, exact, strict=True))
    assert repaid > 1000


def _shares(dice: random.Random) -> list[Decimal]:
    first = Decimal(dice.randint(1, 998)) / 1000
    second = Decimal(dice.randint(1, 999 - int(first * 1000))) / 1000
    return [first, second, 1 - first - second]


def _given(part: Decimal, had: list[Decimal], endowments: list[Decimal]) -> list[Decimal]:
    """The tranche is divided to the cent, and nobody is left below nothing."""
    parts = passed_on(part, had, endowments)
    assert sum(parts) == part
    now = [before + mine for before, mine in zip(had, parts, strict=True)]
    assert all(mine >= 0 for mine in now)
    return now


def _moved(endowments: list[Decimal], dice: random.Random) -> list[Decimal]:
    """A third of the times a pot gives some of its money to another."""
    if len(endowments) == 1 or dice.random() > 1 / 3:
        return endowments
    giver, taker = dice.sample(range(len(endowments)), 2)
    amount = cents(endowments[giver] * dice.randint(0, 1000) / 1000)
    moved = list(endowments)
    moved[giver], moved[taker] = moved[giver] - amount, moved[taker] + amount
    return moved


@given(amounts)
def test_first_second_and_balance_never_drift_from_the_fund(endowment):
    first, second, rest = planned(endowment, SHARES)
    assert first + second + rest == endowment
    assert balance(endowment, endowment, first + second) == rest


@given(amounts)
def test_shares_below_the_whole_leave_the_rest_out(endowment):
    parts = planned(endowment, [Decimal("0.5"), Decimal("0.25")])
    assert sum(parts) <= endowment
    assert abs(sum(parts) - endowment * Decimal("0.75")) < Decimal("0.02")


def test_shares_above_the_whole_are_refused():
    with pytest.raises(ValueError, match="more than the fund"):
        planned(ENDOWMENT, [Decimal("0.6"), Decimal("0.6")])


@given(amounts, weights)
def test_the_shares_of_the_chambers_add_up_to_the_tranche(amount, endowments):
    assert sum(passed_on(amount, [Decimal(0)] * len(endowments), endowments)) == amount


@given(weights)
def test_a_fund_paid_in_full_gives_every_chamber_exactly_its_endowment(endowments):
    had = [Decimal(0)] * len(endowments)
    for part in planned(sum(endowments), SHARES):
        had = [before + now for before, now in zip(had, passed_on(part, had, endowments), strict=True)]
    assert had == endowments


@given(weights, amounts)
def test_money_to_give_back_is_taken_from_all_and_adds_up(endowments, back):
    had = passed_on(back, [Decimal(0)] * len(endowments), endowments)
    taken = passed_on(-back, had, endowments)
    assert [before + now for before, now in zip(had, taken, strict=True)] == [Decimal(0)] * len(endowments)


def test_dividing_each_tranche_alone_would_drift():
    """Negative control: without what was given before, nine Chambers end up with cents that are not theirs."""
    endowments = [Decimal("0.01"), Decimal("0.03"), Decimal("0.03")]
    alone = [Decimal(0)] * 3
    for part in planned(sum(endowments), SHARES):
        shares = passed_on(part, [Decimal(0)] * 3, endowments)
        alone = [before + now for before, now in zip(alone, shares, strict=True)]
    assert sum(alone) == sum(endowments)
    assert alone != endowments


def test_the_cost_of_one_fund_is_the_cost_of_the_call():
    assert cost_of_each(Decimal("123.45"), [Decimal("100.00")], [ENDOWMENT]) == [Decimal("123.45")]


def test_the_cost_of_several_funds_follows_what_each_paid():
    paid = [Decimal("75.00"), Decimal("25.00")]
    assert cost_of_each(Decimal("100.00"), paid, [Decimal("1.00"), Decimal("1.00")]) == paid
    assert cost_of_each(Decimal("100.00"), [Decimal(0), Decimal(0)], [Decimal("30"), Decimal("70")]) == [
        Decimal("30"),
        Decimal("70"),
    ]
