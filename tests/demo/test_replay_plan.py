"""The firms of the replay: as many, asking as much, and stopping where the published figures say."""

from decimal import Decimal
from itertools import accumulate

import pytest

from core.money import split
from demo.replay_plan import APPLICATIONS, ASKED, CAP, ENDED, FINANCED, FLOOR, REFINANCINGS, Fate, grant_of, plan, spend_for

OWN = {
    "bg": 90_000, "bs": 120_000, "co-lc": 60_000, "cr": 23_000, "mn": 23_000, "mi-mb-lo": 330_000, "pv": 100_000, "so": 12_000,
    "va": 50_000,
}  # fmt: skip
REGION = split(Decimal("1810000.00"), list(OWN.values()))
ENDOWMENTS = {code: Decimal(own) + part for (code, own), part in zip(OWN.items(), REGION, strict=True)}


def in_line(found, chamber):
    """The grants of a Chamber from the best score down."""
    mine = [one for one in found.applicants if one.chamber == chamber and one.fate is Fate.FINANCED]
    return [grant_of(one.admitted) for one in sorted(mine, key=lambda one: -one.share)]


def fitting(grants, money):
    """How many from the top a purse holds, when nobody overtakes."""
    return sum(total <= money for total in accumulate(grants))


def test_the_published_figures_come_out():
    found = plan(ENDOWMENTS)
    assert len(found.applicants) == APPLICATIONS == FINANCED[-1] + sum(ENDED.values())
    assert abs(sum(one.asked for one in found.applicants) - ASKED) <= ASKED / 1000
    assert [sum(each.values()) for each in found.refinancings] == list(REFINANCINGS)
    purses = [ENDOWMENTS]
    for more in found.refinancings:
        purses.append({code: money + more[code] for code, money in purses[-1].items()})
    counts = [sum(fitting(in_line(found, code), money) for code, money in purse.items()) for purse in purses]
    assert tuple(counts) == FINANCED


def test_a_purse_with_a_grant_more_would_hold_another_firm():
    """The control: the counts follow from the money, not from the plan's own numbers."""
    found = plan(ENDOWMENTS)
    richer = {code: money + CAP for code, money in ENDOWMENTS.items()}
    assert sum(fitting(in_line(found, code), money) for code, money in richer.items()) > FINANCED[0]


def test_everybody_keeps_within_the_call():
    for one in plan(ENDOWMENTS).applicants:
        assert FLOOR <= one.asked <= CAP
        assert one.admitted <= one.spend
        assert (one.admitted < 4_000) == (one.fate is Fate.CUT)
        # Half of the points and no less, or clearly less: the minimum of the call divides them.
        assert (one.share > Decimal("0.51")) if one.fate is Fate.FINANCED else (one.share < Decimal("0.48"))


def test_it_is_the_same_at_every_run():
    assert plan(ENDOWMENTS) == plan(ENDOWMENTS)


def test_money_that_cannot_give_the_counts_is_said():
    with pytest.raises(ValueError, match="cannot be of"):
        plan({code: money * 2 for code, money in ENDOWMENTS.items()})


@pytest.mark.parametrize("grant", ["2800.00", "5555.55", "9993.00", "9999.99", "10000.00"])
def test_a_spend_gives_its_grant_or_a_little_less(grant):
    wanted = Decimal(grant)
    assert wanted - 7 <= grant_of(spend_for(wanted)) <= wanted
