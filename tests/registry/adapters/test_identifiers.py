"""Identifiers: whatever is right is taken, one wrong character is seen."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.adapters import identifiers
from tests.registry.identifiers import tax_code, vat_number

numbers = st.builds(vat_number, st.integers(1, 9_999_999), st.integers(1, 100))
codes = st.builds(
    tax_code,
    letters=st.text("BCDFGLMNPRSTVZ", min_size=6, max_size=6),
    year=st.integers(0, 99),
    month=st.sampled_from("ABCDEHLMPRST"),
    day=st.one_of(st.integers(1, 28), st.integers(41, 68)),
    place=st.sampled_from(["F205", "A794", "B157", "C933", "D150", "E897", "G388", "I829", "L682", "H501"]),
)


@given(numbers)
def test_a_right_vat_number_is_taken(number):
    assert identifiers.why_not_vat_number(number) is None
    assert identifiers.why_not_tax_code(number) is None


@given(numbers, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_of_a_vat_number_is_seen(number, place, shift):
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert identifiers.why_not_vat_number(wrong)


@given(codes)
def test_a_right_personal_code_is_taken(code):
    assert identifiers.why_not_personal_tax_code(code) is None
    assert identifiers.why_not_tax_code(code) is None


@given(codes, st.integers(1, 25))
def test_a_wrong_letter_of_control_is_seen(code, shift):
    wrong = code[:15] + string.ascii_uppercase[(ord(code[15]) - 65 + shift) % 26]
    assert identifiers.why_not_personal_tax_code(wrong)


@given(numbers)
def test_a_company_is_not_a_person(number):
    assert identifiers.why_not_personal_tax_code(number)


@given(codes, st.text(" .-/", max_size=3))
def test_a_code_is_kept_in_capitals_without_blanks(code, blank):
    assert identifiers.compact(f"{blank}{code[:3].lower()}{blank}{code[3:]}{blank}") == code


@given(st.text(max_size=20))
def test_nothing_that_people_type_breaks_a_check(text):
    for check in (
        identifiers.why_not_tax_code,
        identifiers.why_not_vat_number,
        identifiers.why_not_personal_tax_code,
        identifiers.why_not_iban,
        identifiers.why_not_cup,
    ):
        assert check(text) is None or check(text)


@pytest.mark.parametrize("number", ["٠١٢٣٤٥٦٧٨٩٠", "IT01234567890", "0123456789", "", "00000000000"])
def test_what_is_no_vat_number_is_said_to_be_none(number):
    assert identifiers.why_not_vat_number(number)


@pytest.mark.parametrize("account", ["IT60X0542811101000000123456", "IT60 X054 2811 1010 0000 0123 456"])
def test_an_italian_account_number_is_taken(account):
    assert identifiers.why_not_iban(account) is None


@pytest.mark.parametrize("account", ["IT61X0542811101000000123456", "IT60X054281110100000012345", "", "XX00"])
def test_a_wrong_account_number_is_seen(account):
    assert identifiers.why_not_iban(account)


def test_a_project_code_has_its_form():
    assert identifiers.why_not_cup("E44E20000010009") is None
    assert identifiers.why_not_cup("E44E2000001000")
    assert identifiers.why_not_cup("e44e20000010009")
