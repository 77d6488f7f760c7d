"""The rows of a sheet of an Excel workbook, written a column at a time and not cell by cell, which takes a fifth of the time.

The workbook is XlsxWriter's, and so is all of the sheet but the elements of its rows (ECMA-376, part 1, 18.3.1: `row`, `c`, `is`,
`v`): they go into the file where the library collects its own in `constant_memory`. Texts are texts whatever they say: the
library takes one that stands between <r> and </r> for markup and copies it into the sheet.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from reports.adapters.csv import SEAM
from reports.domain.columns import Kind, Row
from reports.domain.wording import ROME

AT_ONCE = 1_000
LONGEST_TEXT = 32_767
# What a text cannot hold as it is: markup, what XML does not write or reads as something else, and Excel's own way to escape it.
SPECIAL = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\r\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
BLANK = "/>"
START = date(1899, 12, 30)


class Sheet(Worksheet):
    """A worksheet of a book in `constant_memory`: all that it holds is written by `write_rows`, from its first row down."""

    def write_rows(self, first: int, kinds: Sequence[Kind], rows: Sequence[Row], shapes: Sequence[Format]) -> int:
        """The cells of `rows`, each of its column's kind and shape, from row `first` (zero is the top); returns the next row.

        Instants show Rome's clock, for Excel knows no time zones; a text is cut where Excel ends. ValueError beyond Excel's rows.
        """
        after = first + len(rows)
        if rows and (self._check_dimensions(first, 0) or self._check_dimensions(after - 1, len(kinds) - 1)):
            raise ValueError(f"{self.name}: a sheet of Excel has no place for row {after}")
        heads = [f'<c r="{xl_col_to_name(at)}%s" s="{shape._get_xf_index()}"%s' for at, shape in enumerate(shapes)]
        template = f'<row r="%s">{"".join(heads)}</row>'
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            numbers = range(first + start + 1, first + start + len(some) + 1)
            parts: list[Sequence[Any]] = [numbers]
            for kind, cells in zip(kinds, zip(*some, strict=True), strict=True):
                parts += [numbers, _written(kind, cells)]
            self.row_data_fh.write("".join([template % line for line in zip(*parts, strict=True)]))
        self.previous_row = after
        return after


def _written(kind: Kind, cells: Sequence[Any]) -> Sequence[str]:
    """What follows the place and the style of each cell, up to its end."""
    if kind is Kind.TEXT:
        return _texts(cells)
    if kind in {Kind.DAY, Kind.INSTANT}:
        known = {cell: BLANK if cell is None else f"><v>{_serial(cell):.16G}</v></c>" for cell in set(cells)}
        return [known[cell] for cell in cells]
    # All at once: each of them asked for its digits takes twice as long.
    together = f"</v></c>{SEAM}><v>".join(map(str, cells))
    return f"><v>{together}</v></c>".replace(f"><v>{None}</v></c>", BLANK).split(SEAM)


def _serial(moment: date) -> Any:
    """The days since the day from which Excel counts; it is right from March 1900 on, as Excel is."""
    if isinstance(moment, datetime):
        return (moment.astimezone(ROME).replace(tzinfo=None) - datetime.combine(START, time())) / timedelta(days=1)
    return (moment - START).days


def _texts(cells: Sequence[str | None]) -> Sequence[str]:
    words = [cell for cell in cells if cell is not None]
    edges = {*(text[:1] for text in words), *(text[-1:] for text in words)}
    plain = (
        not SPECIAL.search("".join(words))
        and not any(map(str.isspace, edges))
        and max(map(len, words), default=0) <= LONGEST_TEXT
    )
    if plain:
        return [BLANK if cell is None else f' t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells]
    return [BLANK if cell is None else _text(cell[:LONGEST_TEXT]) for cell in cells]


def _text(words: str) -> str:
    """A text with whatever is in it; what XML cannot hold as _xHHHH_, as Excel does."""
    keep = ' xml:space="preserve"' if words != words.strip() else ""
    readable = ESCAPED.sub(lambda sign: f"_x{ord(sign[0]):04X}_", words)
    return f' t="inlineStr"><is><t{keep}>{escape(readable)}</t></is></c>'
