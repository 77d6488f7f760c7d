"""Caps on expense items, case by case, worked out by hand; caps that cannot be applied together are found."""

from decimal import Decimal
from typing import NamedTuple

import pytest

from bando.domain.caps import Admitted, Cap, Line, Shortfall, admit, cycle, shortfalls, tangle
from bando.enums import CapKind

D = Decimal


def cap(kind: CapKind, items: str, value: str, of: str = "", code: str = "cap") -> Cap:
    return Cap(code, code, kind, tuple(items.split()), D(value), tuple(of.split()))


def claim(text: str) -> list[Line]:
    """«staff 5000.00, travel 10.00 x 3»: items with amounts, and units where they are said."""
    lines = []
    for part in filter(None, text.split(", ")):
        item, amount, *units = part.replace(" x ", " ").split()
        lines.append(Line(item, D(amount), D(units[0]) if units else None))
    return lines


def written(found: Admitted) -> str:
    return ", ".join(f"{item} {amount}" for item, amount in found.by_item.items())


TOTAL, OTHERS, ABSOLUTE = CapKind.SHARE_OF_TOTAL, CapKind.SHARE_OF_OTHERS, CapKind.ABSOLUTE
UNIT, FLAT, INVOICE, LEAST = CapKind.UNIT, CapKind.FLAT_RATE, CapKind.MINIMUM_INVOICE, CapKind.MINIMUM_SHARE

STAFF_30 = cap(OTHERS, "staff", "0.30", code="staff")
ADVICE_70 = cap(TOTAL, "advice training", "0.70", code="advice")
ADVICE_30 = cap(LEAST, "advice training", "0.30", code="advice-least")
FLAT_20 = cap(FLAT, "staff", "0.20", "one", code="flat")


class Case(NamedTuple):
    """`lines` where they say more than the items; `why` is the working."""

    caps: list[Cap]
    claimed: str
    by_item: str
    why: str
    lines: str = ""


CASES = [
    Case([], "", "", "nothing of nothing"),
    Case([], "a 1.00, b 2.50, a 3.00", "a 4.00, b 2.50", "no cap cuts nothing", "1.00 2.50 3.00"),
    # staff at most 30 % of the others
    Case([STAFF_30], "staff 2999.99, site 10000.00", "staff 2999.99, site 10000.00", "a cent below 3000"),
    Case([STAFF_30], "staff 3000.00, site 10000.00", "staff 3000.00, site 10000.00", "30 % of 10000 exactly"),
    Case([STAFF_30], "staff 3000.01, site 10000.00", "staff 3000.00, site 10000.00", "a cent above"),
    Case([STAFF_30], "staff 5000.00, site 9999.99", "staff 2999.99, site 9999.99", "2999.997 down, never up"),
    Case([STAFF_30], "staff 5000.00, site 4000.00, ads 6000.00", "staff 3000.00, site 4000.00, ads 6000.00", "of both others"),
    Case([STAFF_30], "staff 5000.00", "staff 0.00", "30 % of nothing"),
    Case([STAFF_30], "site 10000.00", "site 10000.00", "an item that is not claimed"),
    Case([cap(OTHERS, "travel", "0.10", "site ads")], "travel 900.00, site 1000.00, ads 500.00, fair 7000.00",
         "travel 150.00, site 1000.00, ads 500.00, fair 7000.00", "10 % of the two that are named"),
    # advice and training together at most 70 % of the total, that they are part of
    Case([ADVICE_70], "advice 5000.00, training 2000.00, site 3000.00", "advice 5000.00, training 2000.00, site 3000.00",
         "7000 of 10000 exactly"),
    Case([ADVICE_70], "advice 7000.00, site 2999.99", "advice 6999.97, site 2999.99", "7/3 of 2999.99 = 6999.9766"),
    Case([ADVICE_70], "advice 5000.00, training 3000.00, site 2000.00", "advice 2916.66, training 1750.00, site 2000.00",
         "7/3 of 2000 = 4666.66, as 5 to 3: 2916.6625 and 1749.9975, the cent to the larger rest"),
    Case([ADVICE_70], "advice 5000.00, training 3000.00", "advice 0.00, training 0.00", "all of a total cannot be 70 % of it"),
    Case([cap(TOTAL, "a", "1")], "a 10.00", "a 10.00", "100 % cuts nothing"),
    Case([cap(TOTAL, "a", "0")], "a 10.00, b 1.00", "a 0.00, b 1.00", "0 % leaves nothing"),
    Case([cap(TOTAL, "a", "0.99")], "a 999999999.99, b 1.00", "a 99.00, b 1.00", "99 of 100, from a billion"),
    # flat rates, whatever is claimed
    Case([FLAT_20], "one 1000.03, staff 999.00", "one 1000.03, staff 200.00", "200.006 down; more was claimed", "1000.03 200.00"),
    Case([FLAT_20], "one 1000.04, staff 5.00", "one 1000.04, staff 200.00", "200.008 down; less was claimed", "1000.04 200.00"),
    Case([FLAT_20], "one 1000.05", "one 1000.05, staff 200.01", "nothing was claimed, and no line is there", "1000.05"),
    Case([FLAT_20], "one 1000.00, staff 300.00, staff 100.00", "one 1000.00, staff 200.00", "3 to 1", "1000.00 150.00 50.00"),
    Case([FLAT_20], "one 1000.05, staff 0.00, staff 0.00", "one 1000.05, staff 200.01", "evenly", "1000.05 100.01 100.00"),
    Case([FLAT_20], "staff 500.00", "staff 0.00", "20 % of nothing", "0.00"),
    Case([cap(FLAT, "overheads", "0.07")], "a 1000.00, b 500.00, overheads 0.00", "a 1000.00, b 500.00, overheads 105.00",
         "7 % of all the others"),
    # by the unit, by the invoice, by an amount
    Case([cap(UNIT, "fair", "500")], "fair 2000.00 x 3, fair 400.00 x 1", "fair 1900.00", "500 × 3; 400 < 500", "1500.00 400.00"),
    Case([cap(UNIT, "fair", "500")], "fair 2000.00", "fair 500.00", "units not said count as one"),
    Case([cap(UNIT, "fair", "33.33")], "fair 100.00 x 1.5", "fair 49.99", "49.995 down"),
    Case([cap(UNIT, "fair", "500")], "fair 2000.00 x 0, ads 900.00", "fair 0.00, ads 900.00", "no unit, no money"),
    Case([cap(INVOICE, "a", "500")], "a 499.99, a 500.00, b 1.00", "a 500.00, b 1.00", "small invoices go", "0.00 500.00 1.00"),
    Case([cap(ABSOLUTE, "a", "2000")], "a 2000.00", "a 2000.00", "the amount exactly"),
    Case([cap(ABSOLUTE, "a", "2000")], "a 1500.00, a 1500.00", "a 2000.00", "half each", "1000.00 1000.00"),
    Case([cap(ABSOLUTE, "a", "100")], "a 50.00, a 50.00, a 50.00", "a 100.00", "the odd cent to the first", "33.34 33.33 33.33"),
    Case([cap(ABSOLUTE, "a b", "100")], "a 300.00, b 100.00", "a 75.00, b 25.00", "two items together, 3 to 1"),
    # caps in conflict: each of them holds
    Case([STAFF_30, cap(TOTAL, "staff", "0.2")], "staff 5000.00, site 10000.00", "staff 2500.00, site 10000.00",
         "30 % of 10000 = 3000; 20 % of the total = 1/4 of 10000 = 2500"),
    Case([STAFF_30, cap(TOTAL, "staff", "0.2"), cap(ABSOLUTE, "staff", "1000")], "staff 5000.00, site 10000.00",
         "staff 1000.00, site 10000.00", "1000 < 2500 < 3000"),
    Case([STAFF_30, cap(TOTAL, "staff", "0.25")], "staff 5000.00, site 10000.00", "staff 3000.00, site 10000.00",
         "3000 < 1/3 of 10000"),
    Case([cap(TOTAL, "a", "0.5"), cap(TOTAL, "b", "0.4")], "a 90000.00, b 90000.00, c 1000.00", "a 5000.00, b 4000.00, c 1000.00",
         "what is left is 10 % of the total"),
    Case([cap(TOTAL, "a", "0.5"), cap(TOTAL, "b", "0.4")], "a 90000.00, b 2000.00, c 1000.00", "a 3000.00, b 2000.00, c 1000.00",
         "b stays below 40 % of 6000; a is half"),
    Case([cap(TOTAL, "a", "0.5"), STAFF_30], "a 10000.00, staff 10000.00, c 2000.00", "a 3714.28, staff 1714.28, c 2000.00",
         "1 − 1/2 − 3/13 = 7/26 of the total is 2000: 7428.57; half and 3/13 of it, down"),
    Case([cap(OTHERS, "c", "0.5", "b"), cap(ABSOLUTE, "b", "2000")], "b 3000.00, c 3000.00", "b 2000.00, c 1000.00",
         "half of what is admitted, not of what is claimed"),
    Case([cap(ABSOLUTE, "one", "8000"), FLAT_20, cap(FLAT, "overheads", "0.07", "staff")], "one 10000.00",
         "one 8000.00, staff 1600.00, overheads 112.00", "flat rates follow the cut: 20 % of 8000, 7 % of 1600"),
    Case([FLAT_20, cap(ABSOLUTE, "staff", "1500")], "one 10000.00", "one 10000.00, staff 1500.00", "2000 under a cap"),
    Case([FLAT_20, cap(TOTAL, "advice", "0.3")], "one 7000.00, advice 9000.00", "one 7000.00, advice 3600.00, staff 1400.00",
         "3/7 of 8400: the flat rate is part of the total"),
    Case([ADVICE_70, cap(ABSOLUTE, "training", "1000")], "advice 5000.00, training 3000.00, site 2000.00",
         "advice 3888.88, training 777.78, site 2000.00", "a cap inside another: 4666.66 as 5 to 1"),
    Case([ADVICE_70, cap(ABSOLUTE, "advice training", "4000")], "advice 5000.00, training 3000.00, site 2000.00",
         "advice 2500.00, training 1500.00, site 2000.00", "two caps on the same: 4000 < 4666.66"),
    Case([ADVICE_70, STAFF_30], "advice 4000.00, staff 9000.00", "advice 0.00, staff 0.00",
         "7/10 and 3/13 of a total leave 9/130 of it to others, and there are none"),
    Case([ADVICE_70, STAFF_30], "advice 4000.00, staff 9000.00, site 300.00", "advice 3033.31, staff 999.99, site 300.00",
         "9/130 of the total is 300: 4333.33; of it 3033.33 and 999.99, a cent less; of 4333.32, .31 and .30 again: at rest"),
    Case([cap(INVOICE, "a", "500"), cap(ABSOLUTE, "a", "300")], "a 600.00", "a 300.00", "an invoice is judged as it was claimed"),
    Case([cap(INVOICE, "a", "500"), cap(UNIT, "a", "100")], "a 600.00 x 2", "a 200.00", "so it is before the cap by the unit"),
    Case([cap(INVOICE, "a", "500"), cap(OTHERS, "b", "0.5", "a")], "a 499.00, b 200.00", "a 0.00, b 0.00",
         "half of an invoice that went"),
    Case([ADVICE_30], "advice 1.00, site 999.00", "advice 1.00, site 999.00", "a minimum share cuts nothing"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.claimed}: {case.why}")
def test_what_is_admitted_is_what_was_worked_out_by_hand(case: Case) -> None:
    found = admit(claim(case.claimed), case.caps)
    assert written(found) == case.by_item
    assert found.total == sum(found.by_item.values())
    if case.lines:
        assert " ".join(map(str, found.lines)) == case.lines


def test_the_cuts_lead_from_the_claim_to_the_total_and_name_the_cap_that_decided() -> None:
    caps = [cap(UNIT, "site", "900", code="unit"), FLAT_20, cap(ABSOLUTE, "training", "1000", code="training"), ADVICE_70,
            cap(TOTAL, "advice training", "0.9", code="idle")]  # fmt: skip
    found = admit(claim("site 1000.00, one 1000.00, advice 5000.00, training 3000.00"), caps)
    # 900 + 1000 + 200 are 30 % of 7000; so advice and training have 4900, of 6000 that the cap on training left.
    assert [(cut.cap.code, cut.items, str(cut.before), str(cut.after)) for cut in found.cuts] == [
        ("unit", ("site",), "1000.00", "900.00"),
        ("training", ("training",), "3000.00", "1000.00"),
        ("advice", ("advice", "training"), "6000.00", "4900.00"),
        ("flat", ("staff",), "0.00", "200.00"),
    ]
    assert found.total == D("7000.00")


@pytest.mark.parametrize(
    ("claimed", "has", "needs"),
    [
        ("advice 1000.00, site 3000.00", "1000.00", "1200.00"),  # 30 % of 4000
        ("advice 1285.71, site 3000.00", "1285.71", "1285.72"),  # 30 % of 4285.71 is 1285.713
        ("site 0.01", "0.00", "0.01"),  # 0.003: some of it is needed, so a cent
    ],
)
def test_a_minimum_share_that_is_not_reached_is_told(claimed: str, has: str, needs: str) -> None:
    assert shortfalls(admit(claim(claimed), []), [ADVICE_30, ADVICE_70]) == [Shortfall(ADVICE_30, D(has), D(needs))]


@pytest.mark.parametrize("claimed", ["advice 1285.72, site 3000.00", "advice 900.00, training 300.00, site 2800.00", ""])
def test_a_minimum_share_that_is_reached_is_not(claimed: str) -> None:
    assert shortfalls(admit(claim(claimed), []), [ADVICE_30]) == []


def test_a_minimum_share_may_be_of_other_items() -> None:
    least = cap(LEAST, "training", "0.5", "advice")
    assert shortfalls(admit(claim("training 49.99, advice 100.00, site 9.00"), []), [least]) == [
        Shortfall(least, D("49.99"), D("50.00"))
    ]


def others(code: str, items: str, of: str = "") -> Cap:
    return cap(OTHERS, items, "0.5", of, code)


def flat(code: str, items: str, of: str = "") -> Cap:
    return cap(FLAT, items, "0.5", of, code)


@pytest.mark.parametrize(
    ("caps", "found"),
    [
        ([others("a", "a", "b"), others("b", "b", "a")], ["a", "b"]),
        ([others("a", "a", "a")], ["a"]),
        ([flat("a", "a", "b"), others("b", "b c", "a")], ["a", "b"]),
        ([others("x", "x", "a"), others("a", "a", "b"), others("b", "b", "c"), others("c", "c", "a")], ["a", "b", "c"]),
        ([flat("a", "a"), flat("b", "b")], ["a", "b"]),  # each of all the others
        ([flat("a", "a"), others("b", "b", "a")], ["a", "b"]),
        ([others("a", "a", "b"), others("b", "b", "c")], None),
        ([others("a", "a"), others("b", "b")], None),  # shares of the total in other words
        ([flat("a", "a"), others("b", "b")], None),
        ([cap(TOTAL, "a", "0.5", code="a"), others("b", "b", "a")], None),
        ([cap(LEAST, "a", "0.5", "b", code="a"), others("b", "b", "a")], None),  # nothing is cut by a minimum share
    ],
)  # fmt: skip
def test_caps_that_lead_back_to_themselves_are_found(caps: list[Cap], found: list[str] | None) -> None:
    assert cycle(caps) == found


def joint(code: str, items: str) -> Cap:
    return cap(ABSOLUTE, items, "10", code=code)


@pytest.mark.parametrize(
    ("caps", "found"),
    [
        ([joint("ab", "a b"), joint("bc", "b c")], ["ab", "bc"]),
        ([joint("ab", "a b"), others("c", "c", "a")], ["ab", "c"]),
        ([joint("ab", "a b"), flat("c", "c", "b")], ["ab", "c"]),
        ([joint("ab", "a b"), flat("a", "a")], ["ab", "a"]),  # of b and the rest, not of a
        ([joint("ab", "a b"), others("b", "b", "a")], ["ab", "b"]),
        ([joint("ab", "a b"), others("c", "c", "a b d")], None),
        ([joint("ab", "a b"), others("a", "a")], None),
        ([joint("ab", "a b"), joint("abc", "a b c"), joint("a", "a"), joint("same", "a b")], None),
        ([joint("ab", "a b"), flat("c", "c d")], None),
        ([joint("ab", "a b"), cap(UNIT, "b c", "5"), cap(INVOICE, "b c", "5"), cap(LEAST, "b c", "0.5")], None),  # not on sums
    ],
)
def test_caps_that_hold_only_a_part_of_what_another_holds_are_found(caps: list[Cap], found: list[str] | None) -> None:
    assert tangle(caps) == found


@pytest.mark.parametrize("caps", [[others("a", "a", "b"), others("b", "b", "a")], [joint("ab", "a b"), joint("bc", "b c")]])
def test_caps_that_cannot_be_applied_together_are_refused(caps: list[Cap]) -> None:
    with pytest.raises(ValueError, match=f"together: {caps[0].code}, {caps[1].code}"):
        admit(claim("a 1.00"), caps)


@pytest.mark.parametrize("line", [Line("a", D("-0.01")), Line("a", D("0.001")), Line("a", D("1.00"), D("-1"))])
def test_a_line_below_zero_or_finer_than_a_cent_is_refused(line: Line) -> None:
    with pytest.raises(ValueError, match="whole cents"):
        admit([line], [])


def test_a_cap_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="zero or more"):
        cap(ABSOLUTE, "a", "-0.01")
