"""Ties are broken in the order that the call says, and money is drawn in the order that it says."""

from decimal import Decimal

import pytest

from applications.domain.ranking import Candidate, Purse, order_of, rank
from bando.domain.drawing import draw
from bando.enums import DrawOrder

EIGHTY = Decimal("80.00")


def candidate(key: int, arrival: int, grant: str = "5000.00", lot: int = 0, **points: str) -> Candidate:
    return Candidate(key, EIGHTY, arrival, 1, Decimal(grant), {code: Decimal(each) for code, each in points.items()}, lot)


def ranked(candidates: list[Candidate], *tie_breaks: str) -> list[int]:
    purse = Purse({1: Decimal("100000.00")}, {1: [1]})
    places = rank(candidates, purse=purse, minimum=Decimal(50), partial_last=False, tie_breaks=tie_breaks)
    return [place.candidate.key for place in places]


FIRST = candidate(1, 1, "9000.00", 3, quality="30", markets="25")
SECOND = candidate(2, 2, "3000.00", 2, quality="35", markets="20")
THIRD = candidate(3, 3, "3000.00", 1, quality="35", markets="25")


@pytest.mark.parametrize(
    ("tie_breaks", "order"),
    [
        (("arrival",), [1, 2, 3]),
        ((), [1, 2, 3]),
        (("smaller_grant",), [2, 3, 1]),
        (("smaller_grant", "lots"), [3, 2, 1]),
        (("criterion:quality",), [2, 3, 1]),
        (("criterion:quality", "criterion:markets"), [3, 2, 1]),
        (("criterion:markets", "criterion:quality"), [3, 1, 2]),
        (("criterion:nothing", "arrival"), [1, 2, 3]),
        (("lots",), [3, 2, 1]),
    ],
)
def test_ties_are_broken_in_the_order_of_the_call(tie_breaks: tuple[str, ...], order: list[int]) -> None:
    assert ranked([THIRD, FIRST, SECOND], *tie_breaks) == order


def test_the_score_goes_before_every_tie_break() -> None:
    better = Candidate(9, Decimal("80.01"), 9, 1, Decimal("9999.00"))
    assert ranked([FIRST, better], "smaller_grant", "arrival") == [9, 1]


def test_an_unknown_tie_break_is_refused() -> None:
    with pytest.raises(ValueError, match="no tie-break"):
        order_of(FIRST, ["beauty"])


LINES = [Decimal("60000.00"), Decimal("45000.00"), Decimal("15000.00")]
REGIONAL = [True, False, False]


@pytest.mark.parametrize(
    ("order", "amount", "parts"),
    [
        (DrawOrder.PRO_RATA, "12000.00", ["6000.00", "4500.00", "1500.00"]),
        (DrawOrder.CHAMBER_FIRST, "12000.00", ["0.00", "9000.00", "3000.00"]),
        (DrawOrder.CHAMBER_FIRST, "60000.01", ["0.01", "45000.00", "15000.00"]),
        (DrawOrder.REGION_FIRST, "12000.00", ["12000.00", "0.00", "0.00"]),
        (DrawOrder.REGION_FIRST, "60000.01", ["60000.00", "0.01", "0.00"]),
        (DrawOrder.REGION_FIRST, "120000.00", ["60000.00", "45000.00", "15000.00"]),
    ],
)
def test_money_is_drawn_in_the_order_of_the_call(order: DrawOrder, amount: str, parts: list[str]) -> None:
    assert draw(Decimal(amount), LINES, order, REGIONAL) == [Decimal(part) for part in parts]


def test_an_order_of_draw_needs_to_know_whose_money_it_is() -> None:
    with pytest.raises(ValueError, match="whose money"):
        draw(Decimal("1.00"), LINES, DrawOrder.REGION_FIRST)


def test_the_preview_draws_as_the_grant_will() -> None:
    purse = Purse({1: Decimal("60.00"), 2: Decimal("40.00")}, {1: [1, 2]}, DrawOrder.CHAMBER_FIRST, frozenset({1}))
    purse.take(1, Decimal("50.00"))
    assert purse.left == {1: Decimal("50.00"), 2: Decimal("0.00")}
