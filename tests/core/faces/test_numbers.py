"""Numbers as people write them: read as they are meant in the language of the page, or asked again; never guessed."""

from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from core.forms import Amount, Number

READ = {
    "it": {
        "1.234,56": "1234.56", "1234,56": "1234.56", "12.34": "12.34", "1.234": "1234", "1.234.567,8": "1234567.8", "007": "7",
        "1.234,56 €": "1234.56", "€ 1.234,56": "1234.56", "1 234,56": "1234.56", "1\u00a0234": "1234", " 5 ": "5", "+5": "5",
    },
    "en-gb": {"1,234.56": "1234.56", "1234.56": "1234.56", "€12,345.67": "12345.67", "1,234": "1234"},
}  # fmt: skip
# What the digits alone would make of them is a tenth, a hundred or a thousand times something else.
TWO_WAYS = {
    "it": [
        "1,234.56",
        "1.234.56",
        "1.23.456",
        "1234.567",
        "12.34,56",
        "0.005",
        "1.234 567",
        "1 234.567",
        "1,2,3",
        "1..2",
        "12 34",
        "5,",
    ],
    "en-gb": ["1.234,56", "12,50", "1,5", "1,23,456", "1234,567", "12 34.5"],
}
NO_NUMBERS = ["mille", "1e3", "NaN", "Infinity", "--5", "5-", "１２", "٥", "0x10", "1'000", "½"]


def said(field: forms.Field, typed: str) -> list[str]:
    with pytest.raises(forms.ValidationError) as found:
        field.clean(typed)
    return [one.code for one in found.value.error_list]


@pytest.mark.parametrize("language", READ)
def test_a_number_is_read_as_its_language_writes_it(language):
    with translation.override(language):
        assert {typed: Amount().clean(typed) for typed in READ[language]} == {
            typed: Decimal(meant) for typed, meant in READ[language].items()
        }


@pytest.mark.parametrize("language", TWO_WAYS)
def test_what_could_be_meant_in_two_ways_is_asked_again(language):
    with translation.override(language):
        assert {typed: said(Amount(), typed) for typed in TWO_WAYS[language]} == {
            typed: ["grouped"] for typed in TWO_WAYS[language]
        }
        # The control: Django alone reads some of them, as something else than anybody meant.
        alone = forms.DecimalField(localize=True)
        assert alone.clean({"it": "1.234.56", "en-gb": "12,50"}[language]) in {Decimal(123456), Decimal(1250)}


def test_what_is_no_number_is_no_number():
    assert {typed: said(Amount(), typed) for typed in NO_NUMBERS} == {typed: ["invalid"] for typed in NO_NUMBERS}
    assert Amount(required=False).clean("  ") is None
    assert said(Amount(), "") == ["required"]


def test_an_amount_has_its_measure_and_a_number_that_of_its_field():
    codes = {"-5": "min_value", "12,345": "max_decimal_places", "9" * 13: "max_whole_digits", "9" * 400: "max_digits"}
    assert {typed: said(Amount(), typed)[0] for typed in codes} == codes
    assert Number(decimal_places=4).clean("33,3333") == Number(decimal_places=4).clean("33.3333") == Decimal("33.3333")
