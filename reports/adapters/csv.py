"""A table as CSV: for the spreadsheet of an Italian office first, for programs too.

The file is one of `core.domain.sheets`. In it a comma stands in decimals, because Italian Excel reads nothing else as numbers;
no thousands separators; days and instants in ISO 8601 (instants with their offset, to the microsecond). The header carries the
titles, the last row the totals. Exact data for programs are in the JSON inside the PDF.

A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers never do, minus sign included.
"""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

from core.domain import sheets
from reports.domain.table import Cell, Report, Row, Table
from reports.domain.wording import ROME

TOTAL = "Totale"
# The first instant that a ZIP archive can hold: the archive's bytes must not depend on when it was made.
NO_DATE = (1980, 1, 1, 0, 0, 0)


def render(*, table: Table) -> bytes:
    """The table with its header and, where columns are summed, a row of totals."""
    rows = [[sheets.guarded(column.title) for column in table.columns]]
    rows += [[_written(cell) for cell in row] for row in table.rows]
    if table.shows_totals:
        rows.append([_written(cell) for cell in labelled(table.totals)])
    return sheets.written(rows)


def files(*, report: Report) -> list[tuple[str, bytes]]:
    """One (file name, content) a table."""
    return [(f"{report.name}-{table.name}.csv", render(table=table)) for table in report.tables]


def archive(*, report: Report) -> bytes:
    """The files of a report of several tables in one ZIP, the same bytes whenever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files(report=report):
            entry = zipfile.ZipInfo(name, NO_DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            target.writestr(entry, content)
    return out.getvalue()


def labelled(totals: Row) -> Row:
    """The totals with «Totale» in the first cell, where it is free."""
    return (TOTAL, *totals[1:]) if totals[0] is None else totals


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",")
    if isinstance(cell, datetime):
        return cell.astimezone(ROME).isoformat(sep=" ", timespec="microseconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int) else sheets.guarded(cell)
