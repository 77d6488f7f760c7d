"""What counts of reported spending under the caps of a call: invoices, units, credit notes."""

from decimal import Decimal

from bando.domain.caps import Cap
from bando.enums import CapKind
from disbursement.domain.spending import Claim, admit_claims


def claim(item: str, invoice: int, amount: str, admitted: str | None = None) -> Claim:
    return Claim(item, invoice, Decimal(amount), Decimal(admitted or amount))


def cap(kind: CapKind, value: str, *items: str) -> Cap:
    return Cap(f"cap-{kind}", "Limite", kind, items, Decimal(value))


def total(claims: list[Claim], *caps: Cap, **units: str) -> Decimal:
    return admit_claims(claims, caps, {item: Decimal(each) for item, each in units.items()}).total


def test_without_caps_all_that_the_officer_left_counts() -> None:
    assert total([claim("a", 1, "1000.00"), claim("b", 1, "500.00", "200.00")]) == Decimal("1200.00")


def test_a_minimum_is_of_the_invoice_and_not_of_its_lines() -> None:
    smallest = cap(CapKind.MINIMUM_INVOICE, "500.00", "a")
    assert total([claim("a", 1, "300.00"), claim("a", 1, "300.00")], smallest) == Decimal("600.00")
    assert total([claim("a", 1, "300.00"), claim("a", 2, "300.00")], smallest) == Decimal("0.00")


def test_a_minimum_is_judged_on_what_was_claimed() -> None:
    smallest = cap(CapKind.MINIMUM_INVOICE, "500.00", "a")
    assert total([claim("a", 1, "600.00", "400.00")], smallest) == Decimal("400.00")


def test_units_are_those_that_the_project_planned() -> None:
    hourly = cap(CapKind.UNIT, "50.00", "a")
    assert total([claim("a", 1, "800.00"), claim("a", 2, "800.00")], hourly, a="20") == Decimal("1000.00")


def test_a_credit_note_takes_from_its_item_then_from_the_others() -> None:
    claims = [claim("a", 1, "1000.00"), claim("a", 2, "-1200.00"), claim("b", 3, "500.00")]
    assert total(claims) == Decimal("300.00")
    assert total([*claims, claim("b", 4, "-5000.00")]) == Decimal("0.00")


def test_a_share_is_of_what_is_admitted() -> None:
    claims = [claim("a", 1, "7000.00"), claim("b", 2, "9000.00")]
    found = admit_claims(claims, [cap(CapKind.SHARE_OF_TOTAL, "0.3", "b")], {})
    assert found.by_item == {"a": Decimal("7000.00"), "b": Decimal("3000.00")}
    assert [cut.after for cut in found.cuts] == [Decimal("3000.00")]
