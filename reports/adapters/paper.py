"""The tables of a report as they are placed on paper: every cell already in Italian, long tables cut into pieces."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.adapters import csv
from reports.adapters.charts import PaperChart, charts
from reports.domain.columns import Cell, Column, Kind, Row
from reports.domain.table import Report, Table
from reports.domain.wording import read

# Lines that surely fit on one page, whichever way it lies.
SHORT = 16
# A table of more rows than this is drawn apart, in pieces of about so many: enough to be worth a process, few enough to be small.
LONG, PIECE = 250, 300
# Longer texts would fill pages: no honest one of a table is so long.
LONGEST_ON_PAPER = 2_000


@dataclass(frozen=True, slots=True)
class PaperCell:
    text: str
    is_number: bool


@dataclass(frozen=True)
class PaperTotals:
    """A row of sums: its title spans the columns before the first sum."""

    title: str
    span: int
    cells: list[PaperCell]


@dataclass(frozen=True)
class PaperSection:
    title: str
    rows: list[list[PaperCell]]
    totals: PaperTotals | None


@dataclass(frozen=True)
class PaperTable:
    """One table, or a piece of a long one, with every cell already in Italian, so that the template only places them."""

    title: str
    note: str
    columns: list[tuple[str, bool, str]]
    sections: list[PaperSection]
    totals: PaperTotals | None
    is_continued: bool = False
    charts: tuple[PaperChart, ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether it fits on one page: then it is not broken over two."""
        return sum(len(section.rows) + 2 for section in self.sections) <= SHORT

    @property
    def column_count(self) -> int:
        return len(self.columns)


def pieces(report: Report, tables: Sequence[Table]) -> list[list[PaperTable]]:
    """The tables of each part: short ones together as they follow each other, a long one alone and in pieces."""
    parts: list[list[PaperTable]] = [[]]
    for table in tables:
        if len(table.rows) <= LONG:
            parts[-1].append(replace(on_paper(table), charts=charts(report, table)))
        else:
            parts += [*([piece] for piece in _cut(on_paper(table))), []]
    return [part for at, part in enumerate(parts) if part or at == 0]


def _cut(table: PaperTable) -> list[PaperTable]:
    """Pieces of about PIECE rows, parted between sections where that can be; the totals stand in the last."""
    cut: list[list[PaperSection]] = [[]]
    for section in _short_sections(table.sections):
        filled = sum(len(one.rows) for one in cut[-1])
        if filled and filled + len(section.rows) > PIECE:
            cut.append([])
        cut[-1].append(section)
    last = len(cut) - 1
    return [
        replace(
            table, sections=sections, is_continued=at > 0, note="" if at else table.note,
            totals=table.totals if at == last else None,
        )
        for at, sections in enumerate(cut)
    ]  # fmt: skip


def _short_sections(sections: list[PaperSection]) -> Iterator[PaperSection]:
    for section in sections:
        for start in range(0, max(len(section.rows), 1), PIECE):
            rows = section.rows[start : start + PIECE]
            title = f"{section.title} (segue)" if start and section.title else section.title
            is_last = start + PIECE >= len(section.rows)
            yield PaperSection(title, rows, section.totals if is_last else None)


def on_paper(table: Table) -> PaperTable:
    shown = [at for at, name in enumerate(table.names) if name != table.grouped_by]
    columns = [table.columns[at] for at in shown]
    wide = sum(column.width for column in columns)
    return PaperTable(
        title=table.title,
        note=table.note,
        columns=[(column.title, column.kind.is_number, f"w{200 * column.width // wide}") for column in columns],
        sections=[
            PaperSection(
                title=_section_title(table, section.value),
                rows=[_cells(row, table.columns, shown) for row in section.rows],
                totals=_totals(table, section.totals, shown, _section_title(table, section.value)) if table.grouped_by else None,
            )
            for section in table.sections()
        ],
        totals=_totals(table, table.totals, shown, ""),
    )


def _section_title(table: Table, value: Cell) -> str:
    return "" if table.grouped_by is None else read(value) or "—"


def _totals(table: Table, sums: Row, shown: list[int], of: str) -> PaperTotals | None:
    if not table.shows_totals:
        return None
    span = next(place for place, at in enumerate(shown) if sums[at] is not None)
    return PaperTotals(f"{csv.TOTAL} {of}".strip(), span, _cells(sums, table.columns, shown[span:]))


def _cells(row: Row, columns: tuple[Column, ...], shown: list[int]) -> list[PaperCell]:
    return [
        PaperCell(fitting(read(row[at], percent=columns[at].kind is Kind.PERCENT)), columns[at].kind.is_number) for at in shown
    ]


def fitting(text: str) -> str:
    """What fits a cell on paper; the whole text is in the files inside."""
    return text if len(text) <= LONGEST_ON_PAPER else f"{text[:LONGEST_ON_PAPER]}… (testo intero nei dati allegati)"
