"""XLSX and CSV: real values, no formula, no link, the same totals."""

import csv as reader
import io
import json
import zipfile
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain import sheets
from reports.adapters import csv, xlsx
from reports.domain.table import Column, Kind, Table
from reports.domain.texts import Text
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
