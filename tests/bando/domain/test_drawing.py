"""Drawing on several lines: exact sums, no line below zero."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bando.domain.drawing import draw

lefts = st.lists(st.decimals(min_value=0, max_value=100_000, places=2), min_size=1, max_size=9)


@given(lefts, st.data())
def test_the_parts_add_up_and_no_line_gives_more_than_it_has(left: list[Decimal], data: st.DataObject) -> None:
    assume(sum(left) > 0)
    amount = data.draw(st.decimals(min_value="0.01", max_value=sum(left), places=2))
    parts = draw(amount, left)
    assert sum(parts) == amount
    assert all(0 <= part <= has for part, has in zip(parts, left, strict=True))


def test_a_grant_is_drawn_in_proportion_to_what_is_left() -> None:
    # Milano 2020: 330,000.00 of the Chamber and 739,232.67 of the Region.
    assert draw(Decimal("10000.00"), [Decimal("739232.67"), Decimal("330000.00")]) == [Decimal("6913.67"), Decimal("3086.33")]


@pytest.mark.parametrize(("amount", "left"), [("0.00", ["1.00"]), ("-1.00", ["1.00"]), ("1.01", ["0.50", "0.50"]), ("1.00", [])])
def test_what_cannot_be_drawn_is_refused(amount: str, left: list[str]) -> None:
    with pytest.raises(ValueError, match=r"above zero|less than"):
        draw(Decimal(amount), [Decimal(one) for one in left])


def test_the_last_cent_can_be_drawn() -> None:
    assert draw(Decimal("1.01"), [Decimal("0.50"), Decimal("0.51")]) == [Decimal("0.50"), Decimal("0.51")]
