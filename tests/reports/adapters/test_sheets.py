"""XLSX and CSV: real values, no formula, no link, the same totals."""

import csv as reader
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain import sheets
from reports.adapters import csv, xlsx
from reports.adapters.sheet import Sheet
from reports.domain.columns import Cell, Column, Kind, Row
from reports.domain.table import Table
from reports.domain.texts import Text
from reports.domain.wording import ROME
from tests.reports.samples import PER_CHAMBER, ranking, report

HOSTILE = [
    "=1+1",
    "+39 02 1234",
    "-cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1",
    "＝1",
    "http://a.example",
    "1234",
    "a;b",
    'a"b',
    "a\r\nb",
]


def texts(*values: str) -> Table:
    return Table("t", "T", (Column("x", "X"),), tuple((value,) for value in values))


def read_csv(content: bytes) -> list[list[str]]:
    return list(reader.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def read_xlsx(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_csv_is_what_italian_excel_reads() -> None:
    content = csv.render(table=PER_CHAMBER)
    assert content.startswith(b"\xef\xbb\xbfCamera di commercio;Domande ricevute;")
    assert content.endswith(b"\r\nTotale;1661;1930000,35;;;\r\n")
    assert read_csv(content)[1] == ["Bergamo", "12", "120000,10", "33,33", "2026-02-01", "2026-03-01 12:00:00.250000+01:00"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula_or_a_link(text: str) -> None:
    written = read_csv(csv.render(table=texts(text)))[1][0]
    assert written in {text, f"'{text}"}
    assert not written.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    cell = read_xlsx(xlsx.render(report=report(texts(text)))).worksheets[1]["A2"]
    assert cell.data_type in {"s", "inlineStr"}
    assert cell.hyperlink is None
    assert str(cell.value).replace("_x000D_", "\r").split() == text.split()


def test_a_negative_amount_keeps_its_sign_unguarded() -> None:
    table = Table("t", "T", (Column("n", "N"), Column("x", "X", Kind.MONEY)), (("nota di credito", Decimal("-5.10")),))
    assert read_csv(csv.render(table=table))[1][1] == "-5,10"


@settings(deadline=None)
@given(st.lists(st.decimals(min_value=Decimal("-999999999999.99"), max_value=Decimal("999999999999.99"), places=2), max_size=5))
def test_amounts_survive_both_ways(amounts: list[Decimal]) -> None:
    table = Table("t", "T", (Column("n", "N"), Column("x", "X", Kind.MONEY)), tuple(("r", each) for each in amounts))
    assert [Decimal(row[1].replace(",", ".")) for row in read_csv(csv.render(table=table))[1:-1]] == amounts
    sheet = read_xlsx(xlsx.render(report=report(table))).worksheets[1]
    read = [row[1] for row in sheet.iter_rows(min_row=2, max_row=1 + len(amounts), values_only=True)]
    assert [Decimal(repr(each)).quantize(Decimal("0.01")) for each in read] == amounts


WORDS = st.text(st.sampled_from('aà;,"\r\n\t =+@-.\xa0＝&<_x000D_\u2028'), max_size=6)
ROWS = st.lists(
    st.tuples(
        st.none() | WORDS,
        st.none() | st.integers(-9, 9),
        st.none() | st.decimals(-99, 99, places=2),
        st.none() | st.dates(datetime(1950, 1, 1).date()),  # noqa: DTZ001
        st.none() | st.datetimes(datetime(1950, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    ),
    max_size=6,
)
FIVE = tuple(Column(kind.value, kind.value, kind) for kind in (Kind.TEXT, Kind.INTEGER, Kind.MONEY, Kind.DAY, Kind.INSTANT))


@settings(deadline=None)
@given(ROWS, st.sampled_from(";,"), st.integers(1, 5))
def test_csv_written_a_column_at_a_time_is_that_written_cell_by_cell(rows: list[Row], separator: str, wide: int) -> None:
    table = Table("t", "T", FIVE[:wide], tuple(row[:wide] for row in rows))

    def told(cell: Cell) -> str:
        if isinstance(cell, datetime):
            return cell.astimezone(ROME).isoformat(sep=" ", timespec="microseconds")
        if isinstance(cell, Decimal):
            return str(cell) if separator == "," else str(cell).replace(".", ",")
        return "" if cell is None else sheets.guarded(str(cell)) if isinstance(cell, str) else str(cell)

    *_others, total = csv.labelled(table)[1]
    lines = [list(map(told, row)) for row in table.rows] + ([list(map(told, total))] if table.shows_totals else [])
    header = [column.title for column in table.columns]
    assert csv.render(table=table, separator=separator) == sheets.written([header, *lines], separator=separator)


@settings(deadline=None, max_examples=40)
@given(ROWS)
def test_a_sheet_gives_back_each_cell(rows: list[Row]) -> None:
    table = Table("t", "T", FIVE, tuple(rows), has_totals=False)
    sheet = read_xlsx(xlsx.render(report=report(table))).worksheets[1]
    read = list(sheet.iter_rows(min_row=2, max_row=1 + len(rows), max_col=5, values_only=True))
    for kept, back in zip(table.rows, read, strict=True) if rows else ():
        said, number, money, day, moment = back
        # openpyxl leaves Excel's way to write a carriage return as it stands in the file; so it does with the escaped escape.
        assert (said or "").replace("_x000D_", "\r").replace("_x005F\r", "_x000D_") == (kept[0] or "")
        assert (number, None if money is None else Decimal(repr(money)).quantize(Decimal("0.01"))) == kept[1:3]
        assert (day and day.date()) == kept[3]
        local = kept[4] and kept[4].astimezone(ROME).replace(tzinfo=None)
        assert (moment is None) is (local is None)
        assert local is None or abs(moment - local) <= timedelta(milliseconds=1)


@pytest.mark.parametrize("text", ['<r></t></is></c><c r="A2"><f>1+1</f></c><c t="inlineStr"><is><t></r>', "<r><t>x</t></r>"])
def test_markup_between_marks_of_rich_text_stays_a_text(text: str) -> None:
    told = replace(report(texts(text)), subtitle=text, notes=(text,), facts=(("Nota", text),))
    book = read_xlsx(xlsx.render(report=told))
    cells = [cell for sheet in book.worksheets for row in sheet.rows for cell in row]
    assert sum(cell.value == text for cell in cells) == 4
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_spaces_around_a_text_are_said_to_be_kept() -> None:
    """Excel drops them where the file does not ask it to keep them; openpyxl, which reads it here, does not."""
    with zipfile.ZipFile(io.BytesIO(xlsx.render(report=report(texts("a", " b", "c ", "d"))))) as parts:
        sheet = parts.read("xl/worksheets/sheet2.xml").decode()
    assert re.findall(r'<t( xml:space="preserve")?>(a| b|c |d)</t>', sheet) == [
        ("", "a"),
        (' xml:space="preserve"', " b"),
        (' xml:space="preserve"', "c "),
        ("", "d"),
    ]


def test_the_library_alone_copies_such_markup_into_the_sheet() -> None:
    """The negative control of `write_rows`."""
    out = io.BytesIO()
    with xlsx.Workbook(out, xlsx.OPTIONS) as book:
        book.add_worksheet().write_string(0, 0, "<r><t>x</t></r>")
    assert read_xlsx(out.getvalue()).worksheets[0]["A1"].value == "x"


def test_a_sheet_that_excel_cannot_hold_is_refused() -> None:
    with xlsx.Workbook(io.BytesIO(), xlsx.OPTIONS) as book:
        sheet: Sheet = book.add_worksheet("S", Sheet)
        with pytest.raises(ValueError, match="no place for row 1048577"):
            sheet.write_rows(1_048_575, [Kind.TEXT], [("a",), ("b",)], [book.add_format()])


def test_sheets_hold_real_numbers_and_dates() -> None:
    book = read_xlsx(xlsx.render(report=report(PER_CHAMBER, ranking(3))))
    sheet = book["Risorse per Camera di commercio"]
    row = next(sheet.iter_rows(min_row=2, max_row=2, values_only=True))
    assert row == ("Bergamo", 12, 120000.10, 33.33, datetime(2026, 2, 1), datetime(2026, 3, 1, 12, 0, 0, 250000))  # noqa: DTZ001
    assert sheet["C2"].number_format == "#,##0.00"
    assert (sheet["A5"].value, sheet["B5"].value) == ("Totale", 1661)
    assert book["Rapporto"]["A1"].value == "Rapporto intermedio"
    assert book.sheetnames == ["Rapporto", "Risorse per Camera di commercio", "Domande ammesse e finanziate"]


def test_sheet_names_are_made_lawful_and_distinct() -> None:
    long = "Graduatoria: ammesse/non ammesse [2020] con un titolo lungo"
    book = read_xlsx(xlsx.render(report=report(*(replace(PER_CHAMBER, name=name, title=long) for name in "abc"))))
    assert len({name.lower() for name in book.sheetnames}) == 4
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_an_empty_table_is_still_a_table() -> None:
    empty = replace(PER_CHAMBER, rows=())
    assert read_csv(csv.render(table=empty))[1] == ["Totale", "0", "0,00", "", "", ""]
    assert read_xlsx(xlsx.render(report=report(empty))).worksheets[1]["A2"].value == "Totale"


def test_several_tables_travel_in_one_archive() -> None:
    tables = report(PER_CHAMBER, ranking(3))
    with zipfile.ZipFile(io.BytesIO(csv.archive(report=tables))) as archive:
        assert archive.namelist() == ["intermedio-camere.csv", "intermedio-graduatoria.csv"]
        assert archive.read("intermedio-camere.csv") == csv.render(table=PER_CHAMBER)


def test_without_its_options_the_library_writes_formulas() -> None:
    """The negative control of `strings_to_formulas`."""

    def kind_of_cell(options: dict[str, bool]) -> str:
        out = io.BytesIO()
        with xlsx.Workbook(out, options) as book:
            book.add_worksheet().write(0, 0, "=1+1")
        return str(read_xlsx(out.getvalue()).worksheets[0]["A1"].data_type)

    assert kind_of_cell({}) == "f"
    assert kind_of_cell(xlsx.OPTIONS) == "s"


def test_what_is_told_between_the_tables_is_in_every_format() -> None:
    """Chapters on paper are in the other files too, word by word; where nothing is told there is no empty file."""
    told = (Text("Premessa", "Il bando *nasce* così.\n\nPoi altro."), Text("=Problemi", "- uno; due\n- «tre»"))
    book = replace(report(), texts=told)
    rows = [[str(number), sheets.guarded(text.title), sheets.guarded(text.words)] for number, text in enumerate(told, start=1)]
    with zipfile.ZipFile(io.BytesIO(csv.archive(report=book))) as parts:
        assert parts.namelist() == ["intermedio-capitoli.csv", "intermedio-camere.csv"]
        assert read_csv(parts.read("intermedio-capitoli.csv")) == [["N.", "Capitolo", "Testo (Markdown)"], *rows]
    sheet = read_xlsx(xlsx.render(report=book))["Capitoli"]
    assert [(row[1].value, row[2].value) for row in list(sheet.rows)[1:]] == [(text.title, text.words) for text in told]
    assert not [cell for row in sheet.rows for cell in row if cell.data_type == "f"]
    assert json.loads(book.as_json())["texts"] == [{"title": text.title, "text": text.words} for text in told]
    with zipfile.ZipFile(io.BytesIO(csv.archive(report=report()))) as parts:
        assert parts.namelist() == ["intermedio-camere.csv"]
    assert "Capitoli" not in read_xlsx(xlsx.render(report=report())).sheetnames
