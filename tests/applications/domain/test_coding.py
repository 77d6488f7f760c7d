"""What a sheet of COR and CUP says, before anything is asked of the database."""

from decimal import Decimal

import pytest

from applications.domain.coding import COLUMNS, amount_in, lines, missing, repeated, same_code

HEADER = list(COLUMNS.values())


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12345,67", "12345.67"), ("12.345,67", "12345.67"), ("12345.67", "12345.67"), ("12.345,67 €", "12345.67"),
        ("€\xa012.345", "12345.00"), ("12345,6", "12345.60"), ("12345.6", "12345.60"), ("12.345", "12345.00"), ("0", "0.00"),
        ("1.234.567,8", "1234567.80"),
    ],
)  # fmt: skip
def test_amounts_are_read_as_spreadsheets_save_them(text, amount):
    assert amount_in(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "abc", "1,234.50", "12.34,5", "-5", "1e5", "=1+1", "12345,678", "1.23.456", "∞", "１２"])
def test_what_is_no_amount_is_none(text):
    assert amount_in(text) is None


def test_columns_may_come_in_any_order_and_case_and_others_are_left_alone():
    header = ["note", "cup", "COR", "contributo", "CODICE FISCALE", "numero"]
    assert missing(header) == []
    (line,) = lines([(2, ["=1", "b12c2000 0010001", " 123 4567", "10,00", "0123", "7"])], header)
    assert (line.number, line.cor, line.cup, line.arrival_number, line.spilt) == ("7", "1234567", "B12C20000010001", 7, False)


def test_missing_and_repeated_columns_are_named():
    assert missing(["Numero", "COR", "cor", "CUP"]) == ["Codice fiscale", "Contributo", "COR"]


def test_short_lines_have_empty_cells_and_long_ones_say_so():
    short, long = lines([(2, ["7"]), (3, ["8", "", "", "", "", "", "oltre"])], HEADER)
    assert (short.cor, short.spilt, long.spilt) == ("", False, True)


def test_what_stands_in_several_lines_is_known():
    found = repeated(lines([(2, ["1", "", "", "", "123456", "A"]), (3, ["1", "", "", "", "123456", "B"])], HEADER))
    assert (found.numbers, found.cors, found.cups) == ({"1"}, {"123456"}, frozenset())


@pytest.mark.parametrize("number", ["", "x", "-1", "1.5", "²", "٣", "1" * 10, "=1"])
def test_what_is_no_number_of_arrival(number):
    assert lines([(2, [number])], HEADER)[0].arrival_number is None


def test_zeros_that_a_spreadsheet_took_off_do_not_matter():
    assert same_code("123456789", "00123456789")
    assert same_code("RSSMRA80A41F205B", "rssmra80a41f205b")
    assert not same_code("", "00123456789")
    assert not same_code("123456780", "00123456789")
