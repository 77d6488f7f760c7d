"""The grant, case by case, worked out by hand: at the limits of the calls that were, where caps conflict, on half cents."""

from decimal import Decimal
from typing import NamedTuple

import pytest

from bando.domain.contribution import Component, Terms, estimate
from bando.enums import ComponentKind

D = Decimal


def terms(rate: str, minimum: str, maximum: str, *components: Component, spend_up_to: str | None = None) -> Terms:
    return Terms(D(rate), D(minimum), D(maximum), None if spend_up_to is None else D(spend_up_to), components)


def points(value: str, condition: str = "", since: str = "0") -> Component:
    return Component("points", "Punti", ComponentKind.RATE, D(value), D(since), condition=condition)


def amount(value: str, condition: str = "", since: str = "0", inside: bool = True) -> Component:
    return Component("amount", "Importo", ComponentKind.AMOUNT, D(value), D(since), inside, condition)


C2020 = terms("0.7", "4000", "10000")
MICRO = terms("0.7", "4000", "5000")
MEDIUM = terms("0.5", "10000", "15000")
C2022 = terms("0.4", "4000", "5000", amount("3000", since="6000", inside=False))
NO_FLOOR = terms("0.4", "1000", "5000", amount("3000", inside=False))
YOUNG = terms("0.7", "4000", "10000", points("0.05", "young"))
YOUNG_FROM = terms("0.7", "4000", "10000", points("0.05", since="8000"))
IN = terms("0.7", "4000", "10000", amount("250", "legality"))
OUT = terms("0.7", "4000", "10000", amount("250", "legality", inside=False))
BOTH_IN = terms("0.7", "4000", "10000", points("0.05", "young"), amount("250", "legality"))
BOTH_OUT = terms("0.7", "4000", "10000", points("0.05", "young"), amount("250", "legality", inside=False))
IN_AND_OUT = terms("0.7", "4000", "10000", amount("400"), amount("250", inside=False))
UP_TO_20 = terms("0.5", "10000", "15000", spend_up_to="20000")
UP_TO_40 = terms("0.5", "10000", "15000", spend_up_to="40000")
LATE_BONUS = terms("0.5", "10000", "15000", amount("1000", since="25000"), spend_up_to="20000")
STEPS = terms("0.1", "0", "10000", amount("1000", since="5000"), amount("2000", since="10000"))
ALL_OF_IT = terms("1", "0", "10000", points("0.05", "young"))
TENTHS = terms("0.7", "0", "10")
HALVES = terms("0.5", "0", "10")
EIGHTHS = terms("0.125", "0", "10")
THIRDS = terms("0.333333", "0", "10000")
NO_CAP = terms("0.7", "0", "1000000000")


class Case(NamedTuple):
    """`computed` is before the cap; `flags` is "capped", "below" or nothing; `why` is the working."""

    terms: Terms
    spend: str
    held: str
    computed: str
    grant: str
    flags: str
    why: str


CASES = [
    # 2020: 70 %, at least 4,000.00 of spend, at most 10,000.00
    Case(C2020, "0.00", "", "0.00", "0.00", "below", "nothing spent"),
    Case(C2020, "3999.98", "", "2799.99", "0.00", "below", "2799.986 up; below"),
    Case(C2020, "3999.99", "", "2799.99", "0.00", "below", "2799.993 down; a cent below"),
    Case(C2020, "4000.00", "", "2800.00", "2800.00", "", "the smallest grant"),
    Case(C2020, "4000.01", "", "2800.01", "2800.01", "", "2800.007 up"),
    Case(C2020, "4000.02", "", "2800.01", "2800.01", "", "2800.014 down"),
    Case(C2020, "5000.05", "", "3500.04", "3500.04", "", "3500.035, a half up"),
    Case(C2020, "14285.70", "", "9999.99", "9999.99", "", "9999.990 exactly"),
    Case(C2020, "14285.71", "", "10000.00", "10000.00", "", "9999.997 up to the cap, not above"),
    Case(C2020, "14285.72", "", "10000.00", "10000.00", "", "10000.004 down to the cap"),
    Case(C2020, "14285.73", "", "10000.01", "10000.00", "capped", "10000.011"),
    Case(C2020, "999999999.99", "", "699999999.99", "10000.00", "capped", "699999999.993"),
    # 2021, micro: 70 %, 4,000.00, 5,000.00
    Case(MICRO, "3999.99", "", "2799.99", "0.00", "below", "a cent below"),
    Case(MICRO, "4000.00", "", "2800.00", "2800.00", "", "the smallest grant"),
    Case(MICRO, "7142.84", "", "4999.99", "4999.99", "", "4999.988 up"),
    Case(MICRO, "7142.85", "", "5000.00", "5000.00", "", "4999.995, a half up to the cap"),
    Case(MICRO, "7142.86", "", "5000.00", "5000.00", "", "5000.002 down to the cap"),
    Case(MICRO, "7142.87", "", "5000.01", "5000.00", "capped", "5000.009 up"),
    Case(MICRO, "14285.71", "", "10000.00", "5000.00", "capped", "the cap of 2020 is not this one"),
    # 2021, small and medium: 50 %, 10,000.00, 15,000.00
    Case(MEDIUM, "4000.00", "", "2000.00", "0.00", "below", "enough for a micro firm only"),
    Case(MEDIUM, "9999.99", "", "5000.00", "0.00", "below", "4999.995 up; a cent below"),
    Case(MEDIUM, "10000.00", "", "5000.00", "5000.00", "", "the smallest grant"),
    Case(MEDIUM, "10000.01", "", "5000.01", "5000.01", "", "5000.005, a half up"),
    Case(MEDIUM, "10000.03", "", "5000.02", "5000.02", "", "5000.015, a half up"),
    Case(MEDIUM, "29999.98", "", "14999.99", "14999.99", "", "exactly"),
    Case(MEDIUM, "29999.99", "", "15000.00", "15000.00", "", "14999.995, a half up to the cap"),
    Case(MEDIUM, "30000.00", "", "15000.00", "15000.00", "", "the cap exactly"),
    Case(MEDIUM, "30000.01", "", "15000.01", "15000.00", "capped", "15000.005, a half up, above the cap"),
    # 2022: 40 % up to 5,000.00, and 3,000.00 more from 6,000.00 of spend
    Case(C2022, "3999.99", "", "1600.00", "0.00", "below", "1599.996 up; below"),
    Case(C2022, "4000.00", "", "1600.00", "1600.00", "", "no fixed amount yet"),
    Case(C2022, "5999.99", "", "2400.00", "2400.00", "", "2399.996 up; a cent short of the fixed amount"),
    Case(C2022, "6000.00", "", "2400.00", "5400.00", "", "2400 + 3000"),
    Case(C2022, "6000.01", "", "2400.00", "5400.00", "", "2400.004 down + 3000"),
    Case(C2022, "6000.03", "", "2400.01", "5400.01", "", "2400.012 down + 3000"),
    Case(C2022, "7999.99", "", "3200.00", "6200.00", "", "3199.996 up + 3000"),
    Case(C2022, "12499.99", "", "5000.00", "8000.00", "", "4999.996 up to the cap + 3000"),
    Case(C2022, "12500.00", "", "5000.00", "8000.00", "", "the cap exactly + 3000"),
    Case(C2022, "12500.01", "", "5000.00", "8000.00", "", "5000.004 down to the cap + 3000"),
    Case(C2022, "12500.02", "", "5000.01", "8000.00", "capped", "5000.008 up; 5000 + 3000"),
    Case(C2022, "100000.00", "", "40000.00", "8000.00", "capped", "5000 + 3000"),
    # a fixed amount from the first euro never pays more than was spent
    Case(NO_FLOOR, "999.99", "", "400.00", "0.00", "below", "no fixed amount below the minimum either"),
    Case(NO_FLOOR, "1000.00", "", "400.00", "1000.00", "", "400 + 3000 > 1000 spent"),
    Case(NO_FLOOR, "4000.00", "", "1600.00", "4000.00", "", "1600 + 3000 > 4000 spent"),
    Case(NO_FLOOR, "4999.99", "", "2000.00", "4999.99", "", "1999.996 up + 3000, a cent above the spend"),
    Case(NO_FLOOR, "5000.00", "", "2000.00", "5000.00", "", "2000 + 3000 = 5000 spent"),
    Case(NO_FLOOR, "5000.01", "", "2000.00", "5000.00", "", "2000.004 down + 3000, a cent below the spend"),
    # five points for young firms
    Case(YOUNG, "3999.99", "young", "2999.99", "0.00", "below", "2999.9925 down; points do not lift the minimum"),
    Case(YOUNG, "4000.00", "young", "3000.00", "3000.00", "", "75 %"),
    Case(YOUNG, "4000.00", "", "2800.00", "2800.00", "", "not declared: 70 %"),
    Case(YOUNG, "4000.00", "legality", "2800.00", "2800.00", "", "another declaration: 70 %"),
    Case(YOUNG, "5000.02", "young", "3750.02", "3750.02", "", "3750.015, a half up"),
    Case(YOUNG, "5000.02", "", "3500.01", "3500.01", "", "3500.014 down"),
    Case(YOUNG, "13333.32", "young", "9999.99", "9999.99", "", "exactly"),
    Case(YOUNG, "13333.33", "young", "10000.00", "10000.00", "", "9999.9975 up to the cap"),
    Case(YOUNG, "13333.34", "young", "10000.01", "10000.00", "capped", "10000.005, a half up: points stay inside the cap"),
    Case(YOUNG, "13333.34", "", "9333.34", "9333.34", "", "9333.338 up"),
    Case(YOUNG_FROM, "7999.99", "", "5599.99", "5599.99", "", "5599.993 down: 70 % a cent before the points"),
    Case(YOUNG_FROM, "8000.00", "", "6000.00", "6000.00", "", "75 % of all, not of what is above 8,000"),
    # 250 for the legality rating, inside the cap
    Case(IN, "3999.99", "legality", "3049.99", "0.00", "below", "2799.99 + 250; below"),
    Case(IN, "4000.00", "legality", "3050.00", "3050.00", "", "2800 + 250"),
    Case(IN, "4000.00", "", "2800.00", "2800.00", "", "not declared"),
    Case(IN, "13928.57", "legality", "10000.00", "10000.00", "", "9749.999 up + 250 = the cap"),
    Case(IN, "13928.58", "legality", "10000.01", "10000.00", "capped", "9750.006 up + 250"),
    Case(IN, "14285.71", "legality", "10250.00", "10000.00", "capped", "10000 + 250: the cap takes it all"),
    Case(IN, "14285.71", "", "10000.00", "10000.00", "", "not declared, at the cap by itself"),
    # 250 for the legality rating, outside the cap
    Case(OUT, "3999.99", "legality", "2799.99", "0.00", "below", "nothing outside the cap below the minimum"),
    Case(OUT, "4000.00", "legality", "2800.00", "3050.00", "", "2800 + 250"),
    Case(OUT, "14285.71", "legality", "10000.00", "10250.00", "", "10000 + 250"),
    Case(OUT, "14285.72", "legality", "10000.00", "10250.00", "", "10000.004 down + 250"),
    Case(OUT, "14285.73", "legality", "10000.01", "10250.00", "capped", "10000 + 250"),
    Case(OUT, "100000.00", "", "70000.00", "10000.00", "capped", "not declared"),
    # several at once
    Case(BOTH_IN, "10000.00", "young legality", "7750.00", "7750.00", "", "7500 + 250"),
    Case(BOTH_IN, "10000.00", "legality", "7250.00", "7250.00", "", "7000 + 250"),
    Case(BOTH_IN, "10000.00", "young", "7500.00", "7500.00", "", "7500"),
    Case(BOTH_IN, "13000.00", "young legality", "10000.00", "10000.00", "", "9750 + 250 = the cap"),
    Case(BOTH_IN, "13000.01", "young legality", "10000.01", "10000.00", "capped", "9750.0075 up + 250"),
    Case(BOTH_OUT, "13333.33", "young legality", "10000.00", "10250.00", "", "9999.9975 up to the cap + 250"),
    Case(BOTH_OUT, "13333.34", "young legality", "10000.01", "10250.00", "capped", "10000 + 250"),
    Case(IN_AND_OUT, "13714.28", "", "10000.00", "10250.00", "", "9599.996 up + 400 = the cap; + 250"),
    Case(IN_AND_OUT, "13714.29", "", "10000.00", "10250.00", "", "9600.003 down + 400 = the cap; + 250"),
    Case(IN_AND_OUT, "13714.30", "", "10000.01", "10250.00", "capped", "9600.01 + 400; 10000 + 250"),
    Case(STEPS, "4999.99", "", "500.00", "500.00", "", "499.999 up"),
    Case(STEPS, "5000.00", "", "1500.00", "1500.00", "", "500 + 1000"),
    Case(STEPS, "9999.99", "", "2000.00", "2000.00", "", "999.999 up + 1000"),
    Case(STEPS, "10000.00", "", "4000.00", "4000.00", "", "1000 + 1000 + 2000"),
    Case(ALL_OF_IT, "4000.00", "young", "4200.00", "4000.00", "", "105 % pays what was spent"),
    Case(ALL_OF_IT, "9523.81", "young", "10000.00", "9523.81", "", "10000.0005 down to the cap; above the spend all the same"),
    Case(ALL_OF_IT, "9523.82", "young", "10000.01", "9523.82", "capped", "10000.011: two limits, the lower one is the spend"),
    Case(ALL_OF_IT, "10000.01", "", "10000.01", "10000.00", "capped", "100 %: the cap is a cent below the spend"),
    # a maximum spend
    Case(UP_TO_20, "19999.99", "", "10000.00", "10000.00", "", "9999.995, a half up"),
    Case(UP_TO_20, "20000.00", "", "10000.00", "10000.00", "", "50 % of all"),
    Case(UP_TO_20, "20000.01", "", "10000.00", "10000.00", "", "50 % of 20,000: the cent above gives nothing"),
    Case(UP_TO_20, "50000.00", "", "10000.00", "10000.00", "", "never at the maximum grant"),
    Case(UP_TO_40, "30000.00", "", "15000.00", "15000.00", "", "the maximum grant comes first"),
    Case(UP_TO_40, "40000.01", "", "20000.00", "15000.00", "capped", "both limits: 50 % of 40,000, then 15,000"),
    Case(LATE_BONUS, "24999.99", "", "10000.00", "10000.00", "", "a cent short of the fixed amount"),
    Case(LATE_BONUS, "25000.00", "", "11000.00", "11000.00", "", "the threshold looks at all of the spend, not at 20,000"),
    # half cents go up, whatever the cent before (never to the even one)
    Case(HALVES, "0.01", "", "0.01", "0.01", "", "0.005 up"),
    Case(HALVES, "0.03", "", "0.02", "0.02", "", "0.015 up"),
    Case(HALVES, "0.05", "", "0.03", "0.03", "", "0.025 up, not to the even 0.02"),
    Case(TENTHS, "0.05", "", "0.04", "0.04", "", "0.035 up"),
    Case(TENTHS, "0.15", "", "0.11", "0.11", "", "0.105 up, not to the even 0.10"),
    Case(TENTHS, "0.35", "", "0.25", "0.25", "", "0.245 up, not to the even 0.24"),
    Case(TENTHS, "14.28", "", "10.00", "10.00", "", "9.996 up to the cap"),
    Case(EIGHTHS, "0.03", "", "0.00", "0.00", "", "0.00375 down to nothing"),
    Case(EIGHTHS, "0.04", "", "0.01", "0.01", "", "0.005 up"),
    Case(EIGHTHS, "1.00", "", "0.13", "0.13", "", "0.125 up, not to the even 0.12"),
    Case(THIRDS, "3.00", "", "1.00", "1.00", "", "0.999999 up"),
    Case(THIRDS, "3015.00", "", "1005.00", "1005.00", "", "1004.998995 up"),
    Case(NO_CAP, "999999999.99", "", "699999999.99", "699999999.99", "", "699999999.993 down"),
    Case(NO_CAP, "0.00", "", "0.00", "0.00", "", "nothing of nothing"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.spend} {case.held} {case.why}")
def test_the_grant_is_what_was_worked_out_by_hand(case: Case) -> None:
    found = estimate(D(case.spend), case.terms, frozenset(case.held.split()))
    assert (str(found.computed), str(found.grant)) == (case.computed, case.grant)
    assert (found.capped, found.below_minimum) == (case.flags == "capped", case.flags == "below")


def test_sixty_cases_at_least_were_worked_out() -> None:
    assert len({(case.terms, case.spend, case.held) for case in CASES}) == len(CASES) >= 60


def test_the_steps_of_a_grant_can_be_shown() -> None:
    found = estimate(
        D("50000.00"), terms("0.5", "0", "9000", points("0.05"), amount("400"), amount("30", inside=False), spend_up_to="20000")
    )
    assert (found.considered, found.rate, found.percentage) == (D("20000"), D("0.55"), D("11000.00"))
    assert (found.inside, found.outside, found.computed, found.grant) == (D("400.00"), D("30.00"), D("11400.00"), D("9030.00"))
    assert [each.kind for each in found.applied] == [ComponentKind.RATE, ComponentKind.AMOUNT, ComponentKind.AMOUNT]
    assert found.spend_is_limited
    assert not found.is_whole_spend


def test_what_does_not_apply_is_not_among_the_steps() -> None:
    assert estimate(D("5999.99"), C2022).applied == ()
    assert estimate(D("5000.00"), YOUNG).applied == ()
    assert estimate(D("5000.00"), NO_FLOOR).is_whole_spend


def test_a_component_never_takes_away() -> None:
    with pytest.raises(ValueError, match="never takes away"):
        amount("-0.01")
