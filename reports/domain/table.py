"""A report as data: typed, named columns, rows once, totals computed once; PDF, XLSX and CSV are three drawings of it.

Two tables with equal content have equal digests, whatever the language, the clock or the process that computes them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from reports.domain import spelling
from reports.domain.columns import Cell, Column, Row
from reports.domain.texts import Text, writable


@dataclass(frozen=True)
class Section:
    """Rows that share the value of the grouping column, with their subtotals."""

    value: Cell
    rows: tuple[Row, ...]
    totals: Row


@dataclass(frozen=True)
class Table:
    """Typed rows under named columns. `grouped_by` names the column whose runs of equal values are sections on paper."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    grouped_by: str | None = None
    note: str = ""
    has_totals: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", tuple(self.columns))
        object.__setattr__(self, "title", writable(self.title))
        object.__setattr__(self, "note", writable(self.note))
        names = self.names
        if len(set(names)) != len(names) or not names:
            raise ValueError(f"Table {self.name}: column names must be present and distinct: {names}")
        if self.grouped_by is not None and self.grouped_by not in names:
            raise ValueError(f"Table {self.name} has no column {self.grouped_by} to group by")
        if next((column.is_summed for column in self.columns if column.name != self.grouped_by), False):
            raise ValueError(f"Table {self.name}: the first column names the rows and the totals, so it cannot be a sum")
        object.__setattr__(self, "rows", self._accepted(tuple(self.rows)))

    def _accepted(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        for row in rows:
            if len(row) != len(self.columns):
                raise ValueError(f"Table {self.name}: {len(row)} cells under {len(self.columns)} columns: {row!r}")
        kept = [column.accepted_all([row[at] for row in rows]) for at, column in enumerate(self.columns)]
        return tuple(zip(*kept, strict=True))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def totals(self) -> Row:
        """The sum under each summed column, None under the others."""
        return self._sums(self.rows)

    @property
    def shows_totals(self) -> bool:
        return self.has_totals and any(column.is_summed for column in self.columns)

    def total(self, name: str) -> Decimal | int:
        """The sum of one column by name; KeyError when it is not summed."""
        found = dict(zip(self.names, self.totals, strict=True))[name]
        if not isinstance(found, Decimal | int):
            raise KeyError(f"Column {name} of {self.name} is not summed")
        return found

    def sections(self) -> Iterator[Section]:
        """The rows in order, cut where the grouping column changes; one section without value when nothing groups them."""
        if self.grouped_by is None:
            yield Section(None, self.rows, self.totals)
            return
        position = self.names.index(self.grouped_by)
        for value, run in groupby(self.rows, key=lambda row: row[position]):
            rows = tuple(run)
            yield Section(value, rows, self._sums(rows))

    def _sums(self, rows: tuple[Row, ...]) -> Row:
        return tuple(
            column.total(row[at] for row in rows) if column.is_summed else None for at, column in enumerate(self.columns)
        )

    def told(self) -> dict[str, object]:
        """The table in the plain words of JSON, to be spelled: money and percentages as text with two places, instants in UTC."""
        return {
            "name": self.name,
            "title": self.title,
            "note": self.note,
            "grouped_by": self.grouped_by,
            "columns": [
                {"name": each.name, "title": each.title, "kind": each.kind.value, "summed": each.is_summed}
                for each in self.columns
            ],
            "rows": spelling.Long(self._plain_rows()),
            "totals": [spelling.plain(cell) for cell in self.totals],
        }

    def as_rows(self) -> list[list[str | int | None]]:
        """Its cells in the plain words of JSON."""
        return list(self._plain_rows())

    def _plain_rows(self) -> Iterator[list[str | int | None]]:
        for start in range(0, len(self.rows), spelling.BLOCK):
            cells = zip(*self.rows[start : start + spelling.BLOCK], strict=True)
            yield from map(list, zip(*map(spelling.plain_all, cells), strict=True))

    def digest(self) -> str:
        """SHA-256 of the canonical form, in hexadecimal."""
        return spelling.digest(spelling.pieces(self.told()))


class Shape(StrEnum):
    """How a chart is drawn: bars under each other, or columns beside each other (months)."""

    BARS = "bars"
    COLUMNS = "columns"


@dataclass(frozen=True)
class Chart:
    """Bars drawn beside a table of the report: one for each of its rows, as long as the `value`, named by the `label`."""

    table: str
    label: str
    value: str
    title: str
    shape: Shape = Shape.BARS


@dataclass(frozen=True)
class Report:
    """Tables about one subject as they stood at `as_of`, with what a reader needs to place them.

    `facts` are (name, value) lines under the title; `issuer` is the body that answers for the document.
    """

    name: str
    title: str
    as_of: datetime
    tables: tuple[Table, ...]
    subtitle: str = ""
    issuer: str = "Unioncamere Lombardia"
    partners: str = ""
    facts: tuple[tuple[str, str], ...] = field(default=())
    notes: tuple[str, ...] = field(default=())
    charts: tuple[Chart, ...] = field(default=())
    # Who signs it on paper: the office, with room for name, date and signature.
    signers: tuple[str, ...] = field(default=())
    # What people have written of it: chapters before the tables.
    texts: tuple[Text, ...] = field(default=())
    # Whether it has a cover and contents on paper.
    is_book: bool = False
    # Tables that on paper are documents of their own, one for each value of their grouping column.
    annexed: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.as_of.utcoffset() is None:
            raise ValueError("as_of must be an aware instant")
        for name in ("title", "subtitle", "issuer", "partners"):
            object.__setattr__(self, name, writable(getattr(self, name)))
        object.__setattr__(self, "facts", tuple((writable(name), writable(said)) for name, said in self.facts))
        object.__setattr__(self, "notes", tuple(writable(note) for note in self.notes))
        object.__setattr__(self, "tables", tuple(self.tables))
        names = [table.name for table in self.tables]
        if len(set(names)) != len(names) or not names:
            raise ValueError(f"Report {self.name}: table names must be present and distinct: {names}")
        for chart in self.charts:
            if not {chart.label, chart.value} <= set(self.table(chart.table).names):
                raise ValueError(f"Chart {chart.title}: table {chart.table} has no such columns")

    @property
    def row_count(self) -> int:
        """Rows of all its tables."""
        return sum(len(table.rows) for table in self.tables)

    def table(self, name: str) -> Table:
        return {each.name: each for each in self.tables}[name]

    def as_json(self) -> bytes:
        """The canonical form of the whole report: what is embedded in the PDF, and what `digest()` is taken of."""
        return b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        """`as_json()` piece by piece."""
        return spelling.pieces(
            {
                "name": self.name,
                "title": self.title,
                "subtitle": self.subtitle,
                "issuer": self.issuer,
                "partners": self.partners,
                "as_of": spelling.plain(self.as_of),
                "facts": [list(fact) for fact in self.facts],
                "notes": list(self.notes),
                # Left out where nothing was written: what was reported before texts were has the digest of then.
                **({"texts": [text.as_data() for text in self.texts]} if self.texts else {}),
                "tables": tuple(table.told() for table in self.tables),
            }
        )

    def digest(self) -> str:
        """SHA-256 of `as_json()`: whoever extracts the embedded JSON can compute it again with any tool."""
        return spelling.digest(self.pieces())
