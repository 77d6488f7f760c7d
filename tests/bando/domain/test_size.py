"""The size class of a firm at the limits of Annex I, alone and with the firms it is tied to."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bando.domain.size import Figures, Relative, added_up, size_class
from bando.enums import SizeClass

M = Decimal


@pytest.mark.parametrize(
    ("staff", "turnover", "balance", "size"),
    [
        (9, "2000000.00", "2000000.00", SizeClass.MICRO),
        (9, "2000000.01", "2000000.01", SizeClass.SMALL),
        (10, "0.00", "0.00", SizeClass.SMALL),
        (49, "10000000.00", "99000000.00", SizeClass.SMALL),
        (49, "10000000.01", "10000000.01", SizeClass.MEDIUM),
        (50, "0.00", "0.00", SizeClass.MEDIUM),
        (249, "50000000.01", "43000000.00", SizeClass.MEDIUM),
        (249, "50000000.01", "43000000.01", SizeClass.LARGE),
        (250, "0.00", "0.00", SizeClass.LARGE),
    ],
)
def test_the_size_class_at_the_limits_of_annex_one(staff: int, turnover: str, balance: str, size: SizeClass) -> None:
    assert size_class(staff, M(turnover), M(balance)) == size


@given(st.integers(0, 400), st.decimals(0, 10**8, places=2), st.decimals(0, 10**8, places=2))
def test_a_missing_figure_never_makes_a_firm_smaller_than_it_is(staff: int, turnover: Decimal, balance: Decimal) -> None:
    order = list(SizeClass)
    true = size_class(staff, turnover, balance)
    assert true is not None
    for guess in (size_class(staff, turnover, None), size_class(staff, None, balance)):
        assert guess is None or order.index(guess) >= order.index(true)


def relative(*, linked: bool = False, share: str, staff: int = 100, turnover: str = "0.02", balance: str = "0.10") -> Relative:
    return Relative("Altra S.r.l.", linked, M(share), staff, M(turnover), M(balance))


@pytest.mark.parametrize(
    ("tie", "staff", "turnover", "balance"),
    [
        (relative(linked=True, share="0.51"), "105", "1.02", "1.10"),
        (relative(linked=True, share="0"), "105", "1.02", "1.10"),
        (relative(share="0.5"), "55", "1.01", "1.05"),
        (relative(share="0.25"), "30", "1.01", "1.03"),
        (relative(share="0.2499"), "5", "1.00", "1.00"),
    ],
)
def test_a_linked_firm_counts_whole_a_partner_by_its_share_an_autonomous_one_not(
    tie: Relative, staff: str, turnover: str, balance: str
) -> None:
    own = Figures(5, M("1.00"), M("1.00"))
    assert added_up(own, [tie]) == Figures(M(staff), M(turnover), M(balance))
    assert added_up(own, []) == own


def test_what_is_not_known_of_the_firm_stays_unknown() -> None:
    assert added_up(Figures(None, None, None), [relative(linked=True, share="1")]) == Figures(None, None, None)


@given(st.lists(st.builds(relative, linked=st.booleans(), share=st.sampled_from(["0", "0.25", "1"])), max_size=3))
def test_tied_firms_never_make_a_firm_smaller(ties: list[Relative]) -> None:
    order = list(SizeClass)
    own = Figures(9, M("1999999.99"), M("1999999.99"))
    assert order.index(added_up(own, ties).size or SizeClass.LARGE) >= order.index(own.size or SizeClass.LARGE)
