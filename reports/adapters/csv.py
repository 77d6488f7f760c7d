"""A table as CSV: for the spreadsheet of an Italian office first, for programs too.

The file is one of `core.domain.sheets`. In it a comma stands in decimals, because Italian Excel reads nothing else as numbers;
no thousands separators; days and instants in ISO 8601 (instants with their offset, to the microsecond). The header carries the
titles, the last row the totals. With `,` between cells the decimals have a point, for programs. Exact data are in the JSON.

A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers never do, minus sign included.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from core.domain import sheets
from reports.adapters.packing import packed
from reports.domain.chapters import chapters
from reports.domain.columns import Column, Kind, Row
from reports.domain.table import Report, Table
from reports.domain.wording import ROME

TOTAL = "Totale"
AT_ONCE = 2_000
# Stands between numbers while they are one text: no text of a table has it in it.
SEAM = "\0"


def render(*, table: Table, separator: str = ";", mark: bool = True) -> bytes:
    """The table with its header and, where columns are summed, a row of totals."""
    header = sheets.written([_header(table.columns)], separator=separator, mark=mark)
    kinds = [column.kind for column in table.columns]
    rows = [*_lines(kinds, table.rows, separator), *(_lines(*labelled(table), separator) if table.shows_totals else ())]
    return b"".join([header, *rows])


def streamed(columns: Sequence[Column], tables: Iterable[Table]) -> Iterator[bytes]:
    """One long table in pieces, as bytes to send as they come: its header, then the rows of each piece. No totals."""
    yield sheets.written([_header(columns)])
    for table in tables:
        yield from _lines([column.kind for column in columns], table.rows, ";")


def _header(columns: Sequence[Column]) -> list[str]:
    return [sheets.guarded(column.title) for column in columns]


def _lines(kinds: Sequence[Kind], rows: Sequence[Row], separator: str) -> Iterator[bytes]:
    """The rows as lines of the file. A column of many rows is written at once: cell by cell takes three times as long."""
    for start in range(0, len(rows), AT_ONCE):
        cells = zip(*rows[start : start + AT_ONCE], strict=True)
        written = [_written(kind, each, separator) for kind, each in zip(kinds, cells, strict=True)]
        if len(kinds) == 1:
            # A line with nothing in it would be no row.
            written = [[cell or '""' for cell in written[0]]]
        yield "".join([f"{separator.join(line)}\r\n" for line in zip(*written, strict=True)]).encode()


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


def labelled(table: Table) -> tuple[list[Kind], list[Row]]:
    """The row of totals, with «Totale» in its first cell where that is free, and the kinds of its cells.

    The word may stand under any kind of column.
    """
    totals = table.totals
    kinds = [column.kind for column in table.columns]
    return ([Kind.TEXT, *kinds[1:]], [(TOTAL, *totals[1:])]) if totals[0] is None else (kinds, [totals])


def _written(kind: Kind, cells: Sequence[Any], separator: str) -> Sequence[str]:
    if kind is Kind.TEXT:
        return sheets.quoted_all(sheets.guarded_all(["" if cell is None else cell for cell in cells]), separator)
    if kind is Kind.INSTANT:
        return ["" if cell is None else cell.astimezone(ROME).isoformat(sep=" ", timespec="microseconds") for cell in cells]
    # Numbers and days, or nothing: what they are made of has neither the separator nor letters, so all of them change at once.
    together = SEAM.join(map(str, cells)).replace(str(None), "")
    return (together if separator == "," else together.replace(".", ",")).split(SEAM)
