"""Sheets that come back from an office, in whatever way it saves them; hostile ones are refused or harmless."""

import pytest

from core.domain.sheets import Unreadable, guarded, read, written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ","])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_sheet_is_read_as_any_office_saves_it(encoding, separator, end):
    text = end.join([separator.join(["Numero", "Società"]), separator.join(["1", '"Perù S.p.A."']), separator, ""])
    assert read(text.encode(encoding)) == [(1, ["Numero", "Società"]), (2, ["1", "Perù S.p.A."])]


def test_a_comma_in_quotes_is_no_separator_and_a_line_in_quotes_is_one_row():
    assert read(b'Numero,Importo\n1,"1.234,50"\n2,"due\nrighe"\n3,x') == [
        (1, ["Numero", "Importo"]), (2, ["1", "1.234,50"]), (4, ["2", "due\nrighe"]), (5, ["3", "x"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \r\n;;\r\n", "empty"),
        ("Numero;COR".encode("utf-16"), "encoding"),
        (b"Numero;COR\x00", "encoding"),
        (b"PK\x03\x04\x00\x00", "encoding"),
        (b"Numero;COR\n\x81\x8d;1", "encoding"),
        (b'Numero;COR\n"1;2', "columns"),
        (b'Numero;COR\n"1"x;2', "columns"),
        (b"Numero;COR\n" + b"9" * 200_000, "columns"),
    ],
)
def test_what_is_no_sheet_is_told_apart(content, why):
    with pytest.raises(Unreadable) as refusal:
        read(content)
    assert refusal.value.why == why


@pytest.mark.parametrize("text", ["=1+1", "+39", "-1", "@SUM(A1)", " =1", "\t=1", "\xa0@x", "＝1"])
def test_a_text_that_would_be_a_formula_is_harmless(text):
    assert guarded(text) == f"'{text}"
    assert guarded("Impresa = tale") == "Impresa = tale"


def test_what_is_written_is_read_again():
    assert read(written([["A", "B"], ["1;2", 'x"y']])) == [(1, ["A", "B"]), (2, ["1;2", 'x"y'])]
