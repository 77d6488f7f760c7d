"""A table as CSV: for the spreadsheet of an Italian office first, for programs too.

The file is one of `core.domain.sheets`. In it a comma stands in decimals, because Italian Excel reads nothing else as numbers;
no thousands separators; days and instants in ISO 8601 (instants with their offset, to the microsecond). The header carries the
titles, the last row the totals. With `,` between cells the decimals have a point, for programs. Exact data are in the JSON.

A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers never do, minus sign included.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from core.domain import sheets
from reports.adapters.packing import packed
from reports.domain.chapters import chapters
from reports.domain.table import Column, Kind, Report, Row, Table
from reports.domain.wording import ROME

TOTAL = "Totale"


def render(*, table: Table, separator: str = ";", mark: bool = True) -> bytes:
    """The table with its header and, where columns are summed, a row of totals."""
    decimal = "." if separator == "," else ","
    return sheets.written(_rows(table, decimal), separator=separator, mark=mark)


def streamed(columns: Sequence[Column], tables: Iterable[Table]) -> Iterator[bytes]:
    """One long table in pieces, as bytes to send as they come: its header, then the rows of each piece. No totals."""
    yield sheets.written([_header(columns)])
    for table in tables:
        yield sheets.written(_body(table, ","), mark=False)


def _rows(table: Table, decimal: str) -> Iterator[list[str]]:
    yield _header(table.columns)
    yield from _body(table, decimal)
    writers = [_writer(column.kind, decimal) for column in table.columns]
    if table.shows_totals:
        # The word for the total may stand under any kind of column.
        totals = zip(writers, labelled(table.totals), strict=True)
        yield ["" if cell is None else cell if cell is TOTAL else write(cell) for write, cell in totals]


def _header(columns: Sequence[Column]) -> list[str]:
    return [sheets.guarded(column.title) for column in columns]


def _body(table: Table, decimal: str) -> Iterator[list[str]]:
    writers = [_writer(column.kind, decimal) for column in table.columns]
    for row in table.rows:
        yield ["" if cell is None else write(cell) for write, cell in zip(writers, row, strict=True)]


def files(*, report: Report, separator: str = ";", mark: bool = True) -> list[tuple[str, bytes]]:
    """One (file name, content) a table."""
    return _named(report, report.tables, separator, mark)


def name_of(report: Report, table: Table) -> str:
    """What the file of this table is called."""
    return f"{report.name}-{table.name}.csv"


def _named(report: Report, tables: Iterable[Table], separator: str, mark: bool) -> list[tuple[str, bytes]]:
    return [(name_of(report, table), render(table=table, separator=separator, mark=mark)) for table in tables]


def archive(*, report: Report, separator: str = ";", mark: bool = True) -> bytes:
    """The files of a report of several tables, and that of its chapters, in one ZIP: the same bytes whenever it is made."""
    told = _named(report, chapters(report), separator, mark)
    return packed([*told, *files(report=report, separator=separator, mark=mark)])


def labelled(totals: Row) -> Row:
    """The totals with «Totale» in the first cell, where it is free."""
    return (TOTAL, *totals[1:]) if totals[0] is None else totals


def _writer(kind: Kind, decimal: str) -> Callable[[Any], str]:
    """How the cells of a column are written: found once a column, not once a cell."""
    if kind in {Kind.MONEY, Kind.NUMBER, Kind.PERCENT}:
        return str if decimal == "." else lambda cell: str(cell).replace(".", ",")
    if kind is Kind.INSTANT:
        return lambda cell: cell.astimezone(ROME).isoformat(sep=" ", timespec="microseconds")
    if kind is Kind.DAY:
        return lambda cell: cell.isoformat()
    return str if kind is Kind.INTEGER else sheets.guarded
