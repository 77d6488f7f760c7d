"""A report as an Excel workbook: a cover, its chapters, then one sheet a table, header in the first row, real numbers and dates.

Texts stay texts: nothing a firm typed becomes a formula or a link. Totals are numbers computed once by the table, not formulas,
so that they equal those of the PDF and the CSV. The same report gives the same bytes. An amount is written as it is, digit by
digit: the portal's longest has fourteen, a spreadsheet keeps fifteen.
"""

import io
import re

from xlsxwriter.workbook import Workbook

from reports.adapters.csv import labelled
from reports.adapters.sheet import Sheet
from reports.domain.chapters import chapters
from reports.domain.columns import Kind
from reports.domain.table import Report, Table
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


def render(*, report: Report) -> bytes:
    """The workbook's bytes; its only date is the report's `as_of`."""
    out = io.BytesIO()
    with Workbook(out, OPTIONS) as book:
        book.set_properties(
            {"title": report.title, "author": report.issuer, "created": report.as_of.astimezone(ROME).replace(tzinfo=None)}
        )
        _write_cover(book, report)
        for table in (*chapters(report), *report.tables):
            _write_table(book, table)
    return out.getvalue()


def _write_cover(book: Workbook, report: Report) -> None:
    strong, plain = book.add_format({"bold": True, "font_size": 14}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet = _sheet(book, "Rapporto")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    after = sheet.write_rows(0, [Kind.TEXT], [(report.title,)], [strong])
    lines = [
        ("Oggetto", report.subtitle),
        ("Ente", report.issuer),
        ("Dati al", instant(report.as_of)),
        *report.facts,
        *(("Nota", note) for note in report.notes),
        *(("Nota", f"{table.title}: {table.note}") for table in report.tables if table.note),
        ("Impronta SHA-256 dei dati", report.digest()),
    ]
    sheet.write_rows(after + 1, [Kind.TEXT] * 2, [(name, value) for name, value in lines if value], [plain] * 2)


def _write_table(book: Workbook, table: Table) -> None:
    head = book.add_format({"bold": True, "bg_color": "#E6EEF7", "bottom": 1, "text_wrap": True, "valign": "top"})
    kinds = [column.kind for column in table.columns]
    cells = [book.add_format({"num_format": NUMBER_FORMATS[kind], "valign": "top"}) for kind in kinds]
    sums = [book.add_format({"num_format": NUMBER_FORMATS[kind], "bold": True, "top": 1}) for kind in kinds]
    sheet = _sheet(book, table.title)
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, max(11, column.width * 8 // 5 if column.kind is Kind.TEXT else 13))
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(kinds) - 1)
    sheet.write_rows(0, [Kind.TEXT] * len(kinds), [tuple(column.title for column in table.columns)], [head] * len(kinds))
    after = sheet.write_rows(1, kinds, table.rows, cells)
    if table.shows_totals:
        sheet.write_rows(after, *labelled(table), sums)


def _sheet(book: Workbook, title: str) -> Sheet:
    sheet: Sheet = book.add_worksheet(_sheet_name(title, {name.lower() for name in book.sheetnames}), Sheet)
    return sheet


def _sheet_name(title: str, taken: set[str]) -> str:
    """A name that Excel accepts and that no other sheet of the book has."""
    base = FORBIDDEN_IN_SHEET_NAMES.sub(" ", title).strip()[:LONGEST_SHEET_NAME] or "Tabella"
    name, number = base, 1
    while name.lower() in taken:
        number += 1
        name = f"{base[: LONGEST_SHEET_NAME - 1 - len(str(number))]} {number}"
    return name
