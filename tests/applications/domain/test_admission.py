"""What is left after the cuts, and the grant it gives."""

from decimal import Decimal

import pytest

from applications.domain.admission import admission
from applications.domain.codes import is_cor
from applications.domain.scoring import mean
from bando.domain.contribution import Terms

TERMS = Terms(rate=Decimal("0.7"), minimum_spend=Decimal("4000.00"), maximum_grant=Decimal("10000.00"))
ROOM = Decimal("200000.00")


def worth(*amounts, room=ROOM):
    return admission([Decimal(amount) for amount in amounts], TERMS, Decimal(room))


def test_the_grant_is_a_share_of_what_is_left():
    assert (worth("3000.00", "2000.00").spend, worth("3000.00", "2000.00").grant) == (Decimal("5000.00"), Decimal("3500.00"))


def test_the_grant_stops_at_the_cap():
    assert worth("14285.71").grant == Decimal("10000.00")
    assert worth("30000.00").grant == Decimal("10000.00")


def test_a_cent_below_the_minimum_gives_nothing():
    assert worth("3999.99").below_minimum
    assert worth("3999.99").grant == 0
    assert not worth("4000.00").below_minimum


def test_the_grant_is_cut_to_the_room_under_the_aid_ceiling():
    cut = worth("10000.00", room="1500.00")
    assert (cut.grant, cut.computed, cut.cut_to_ceiling) == (Decimal("1500.00"), Decimal("7000.00"), True)
    assert not worth("10000.00", room="7000.00").cut_to_ceiling


@pytest.mark.parametrize("room", ["0.00", "-0.01", "-5000.00"])
def test_a_ceiling_already_reached_leaves_nothing(room):
    assert worth("10000.00", room=room).grant == 0


def test_nothing_left_is_below_the_minimum():
    assert worth().below_minimum


def test_the_score_is_the_mean_rounded_half_up_to_a_hundredth():
    assert mean([Decimal("80"), Decimal("71")]) == Decimal("75.50")
    assert mean([Decimal("70"), Decimal("70"), Decimal("71")]) == Decimal("70.33")
    assert mean([Decimal("70.01"), Decimal("70.00")]) == Decimal("70.01")


def test_a_score_needs_a_sheet():
    with pytest.raises(ValueError, match="at least one sheet"):
        mean([])


@pytest.mark.parametrize(("value", "expected"), [("1234567", True), ("1234", False), ("12A4567", False), ("12345678901", False)])
def test_a_cor_has_five_to_ten_digits(value, expected):
    assert is_cor(value) is expected
