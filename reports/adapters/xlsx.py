"""A report as an Excel workbook: a cover, its chapters, then one sheet a table, header in the first row, real numbers and dates.

Texts stay texts: nothing a firm typed becomes a formula or a link. Totals are numbers computed once by the table, not formulas,
so that they equal those of the PDF and the CSV. The same report gives the same bytes. A number is written with sixteen digits:
the portal's longest amount has fourteen, so it survives the way there and back.
"""

import io
import re
from datetime import datetime
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from reports.adapters.csv import labelled
from reports.domain.chapters import chapters
from reports.domain.table import Cell, Column, Kind, Report, Row, Table
from reports.domain.wording import ROME, instant

OPTIONS = {
    "constant_memory": True,
    "in_memory": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": False,
}
NUMBER_FORMATS = {
    Kind.TEXT: "@",
    Kind.INTEGER: "#,##0",
    Kind.NUMBER: "#,##0.00",
    Kind.MONEY: "#,##0.00",
    Kind.PERCENT: '0.00" %"',
    Kind.DAY: "dd/mm/yyyy",
    Kind.INSTANT: "dd/mm/yyyy hh:mm:ss",
}
FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
LONGEST_SHEET_NAME = 31
LONGEST_TEXT = 32767


def render(*, report: Report) -> bytes:
    """The workbook's bytes; its only date is the report's `as_of`."""
    out = io.BytesIO()
    with Workbook(out, OPTIONS) as book:
        book.set_properties(
            {"title": report.title, "author": report.issuer, "created": report.as_of.astimezone(ROME).replace(tzinfo=None)}
        )
        taken: set[str] = set()
        _write_cover(book, book.add_worksheet(_sheet_name("Rapporto", taken)), report)
        for table in (*chapters(report), *report.tables):
            _write_table(book, book.add_worksheet(_sheet_name(table.title, taken)), table)
    return out.getvalue()


def _write_cover(book: Workbook, sheet: Worksheet, report: Report) -> None:
    strong, plain = book.add_format({"bold": True, "font_size": 14}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, report.title, strong)
    lines = [
        ("Oggetto", report.subtitle),
        ("Ente", report.issuer),
        ("Dati al", instant(report.as_of)),
        *report.facts,
        *(("Nota", note) for note in report.notes),
        *(("Nota", f"{table.title}: {table.note}") for table in report.tables if table.note),
        ("Impronta SHA-256 dei dati", report.digest()),
    ]
    for at, (name, value) in enumerate(((name, value) for name, value in lines if value), start=2):
        sheet.write_string(at, 0, name, plain)
        sheet.write_string(at, 1, value[:LONGEST_TEXT], plain)


def _write_table(book: Workbook, sheet: Worksheet, table: Table) -> None:
    head = book.add_format({"bold": True, "bg_color": "#E6EEF7", "bottom": 1, "text_wrap": True, "valign": "top"})
    cells = [book.add_format({"num_format": NUMBER_FORMATS[column.kind], "valign": "top"}) for column in table.columns]
    sums = [book.add_format({"num_format": NUMBER_FORMATS[column.kind], "bold": True, "top": 1}) for column in table.columns]
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, max(11, column.width * 8 // 5 if column.kind is Kind.TEXT else 13))
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, column.title, head)
    for line, row in enumerate(table.rows, start=1):
        _write_row(sheet, line, row, table.columns, cells)
    if table.shows_totals:
        _write_row(sheet, len(table.rows) + 1, labelled(table.totals), table.columns, sums)


def _write_row(sheet: Worksheet, line: int, row: Row, columns: tuple[Column, ...], formats: list[Format]) -> None:
    for at, (cell, column) in enumerate(zip(row, columns, strict=True)):
        _write_cell(sheet, line, at, cell, column.kind, formats[at])


def _write_cell(sheet: Worksheet, line: int, at: int, cell: Cell, kind: Kind, shape: Format) -> None:
    if cell is None:
        sheet.write_blank(line, at, None, shape)
    elif isinstance(cell, str):
        sheet.write_string(line, at, cell[:LONGEST_TEXT], shape)
    elif kind is Kind.INSTANT:
        sheet.write_datetime(line, at, _local(cell), shape)
    elif kind is Kind.DAY:
        sheet.write_datetime(line, at, cell, shape)
    else:
        sheet.write_number(line, at, cell, shape)


def _local(cell: Any) -> datetime:
    """Excel knows no time zones: the sheet shows Rome's clock, as the title of the column says."""
    return cell.astimezone(ROME).replace(tzinfo=None)


def _sheet_name(title: str, taken: set[str]) -> str:
    """A name that Excel accepts and that no other sheet of the book has."""
    base = FORBIDDEN_IN_SHEET_NAMES.sub(" ", title).strip()[:LONGEST_SHEET_NAME] or "Tabella"
    name, number = base, 1
    while name.lower() in taken:
        number += 1
        name = f"{base[: LONGEST_SHEET_NAME - 1 - len(str(number))]} {number}"
    taken.add(name.lower())
    return name
