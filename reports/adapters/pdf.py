"""A report on paper: PDF/A-3 with the data it was drawn from inside, as JSON (exact) and CSV (for a spreadsheet)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from core.adapters import bounded, pdf
from core.adapters.bounded import Bounds, Page
from core.adapters.pdf import Attachment
from reports.adapters import csv
from reports.domain.table import Cell, Chart, Column, Kind, Report, Row, Table
from reports.domain.wording import instant, read

# More columns than this do not fit an upright page at a readable size.
UPRIGHT_COLUMNS = 7
# Lines that surely fit on one page, whichever way it lies.
SHORT = 16
# A table of more rows than this is drawn apart, in pieces of about so many: enough to be worth a process, few enough to be small.
LONG, PIECE = 250, 300
# Longer texts would fill pages: no honest one of a table is so long.
LONGEST_ON_PAPER = 2_000
# A chart: what a bar takes in height, where bars begin, how long the longest is, of 1000 units in width.
BAR_STEP, BARS_AT, LONGEST_BAR, LONGEST_LABEL = 26, 330, 520, 44
# To say about how far it is.
ROWS_A_PAGE = 30


@dataclass(frozen=True)
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
class PaperBar:
    """One bar: its name and value in words, its place and length on a drawing of 1000 units."""

    label: str
    value: str
    top: int
    length: int

    @property
    def middle(self) -> int:
        return self.top + 17

    @property
    def value_at(self) -> int:
        return BARS_AT + self.length + 8


@dataclass(frozen=True)
class PaperChart:
    """Horizontal bars; `alt` says in words what they show, for who does not see them."""

    title: str
    alt: str
    bars: list[PaperBar]

    @property
    def height(self) -> int:
        return len(self.bars) * BAR_STEP


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


def render(*, report: Report, created_at: datetime, lang: str = "it", told: Callable[[int, int], None] | None = None) -> bytes:
    """The PDF of the report; the same report and instant give the same bytes.

    It is drawn in processes of their own, each bounded (settings PORTAL_PDF_SECONDS, PORTAL_PDF_MEGABYTES): a report with long
    tables in several parts. `told` hears how many pages are there, and of about how many. Raises OverLimit, NotDrawn.
    """
    pieces, shared = _pieces(report), _shared(report, lang)
    with translation.override(lang), TemporaryDirectory() as folder:
        bounds = Bounds(settings.PORTAL_PDF_SECONDS, settings.PORTAL_PDF_MEGABYTES)
        desk = _Desk(Path(folder), bounds, report.title, lang, created_at.isoformat())
        likely = max(1, report.row_count // ROWS_A_PAGE)
        parts = [_html(shared, tables, at, len(pieces)) for at, tables in enumerate(pieces)]
        drawn, counted = desk.drawn("part", parts, lambda pages: told(pages, max(pages, likely)) if told else None)
        stamps = None
        if len(parts) > 1:
            leaves = render_to_string("pdf/stamps.html", shared | {"leaves": range(sum(counted))})
            ((stamps,), _pages) = desk.drawn("stamps", [leaves], None)
        return pdf.join(drawn, stamps=stamps, attachments=embedded(report=report), created_at=created_at)


@dataclass(frozen=True)
class _Desk:
    """Where the parts of one document lie while they are drawn."""

    folder: Path
    bounds: Bounds
    title: str
    lang: str
    created_at: str

    def drawn(self, name: str, texts: list[str], told: Callable[[int], None] | None) -> tuple[list[bytes], list[int]]:
        """The PDF of each text, and its pages."""
        jobs = []
        for at, text in enumerate(texts):
            source, target = self.folder / f"{name}{at}.html", self.folder / f"{name}{at}.pdf"
            source.write_text(text, encoding="utf-8")
            jobs.append(Page(str(source), str(target), self.title, self.lang, self.created_at))
        counted = bounded.draw(jobs, self.bounds, told=told)
        return [Path(job.target).read_bytes() for job in jobs], counted


def _shared(report: Report, lang: str) -> dict[str, Any]:
    digest = report.digest()
    return {
        "lang": lang,
        "title": report.title,
        "subtitle": report.subtitle,
        "issuer": report.issuer,
        "partners": report.partners,
        "landscape": any(len(table.columns) > UPRIGHT_COLUMNS for table in report.tables),
        "facts": [
            ("Dati al", f"{instant(report.as_of)} (ora di Roma)"),
            *((name, _fitting(said)) for name, said in report.facts),
        ],
        "notes": [_fitting(note) for note in report.notes],
        "foot": f"Dati al {instant(report.as_of)} · impronta {digest[:16]}",
        "signers": report.signers,
        "digest": digest,
    }


# What only the first part shows, and what only the last.
AT_THE_HEAD, AT_THE_END = ("subtitle", "partners", "facts"), ("notes", "digest", "signers")


def _html(shared: dict[str, Any], tables: list[PaperTable], at: int, whole: int) -> str:
    """One part; what it shows of the report as a whole is only in the first and in the last."""
    left_out = (AT_THE_HEAD if at else ()) + (AT_THE_END if at < whole - 1 else ())
    context = {name: "" if name in left_out else value for name, value in shared.items()}
    if whole > 1:
        # Laid over all pages at the end: a part does not depend on the instant, nor on its neighbours.
        context["foot"] = ""
    return render_to_string("pdf/report.html", context | {"tables": tables, "is_part": whole > 1, "is_later": at > 0})


def embedded(*, report: Report) -> list[Attachment]:
    """The report's data as files: one JSON whose SHA-256 is the printed one, one CSV a table."""
    exact = Attachment(f"{report.name}.json", report.as_json(), "application/json", "Dati del rapporto, esatti (JSON)", "Source")
    sheets = [
        Attachment(name, content, "text/csv", f"Dati della tabella «{table.title}» (CSV)")
        for table, (name, content) in zip(report.tables, csv.files(report=report), strict=True)
    ]
    return [exact, *sheets]


def _pieces(report: Report) -> list[list[PaperTable]]:
    """The tables of each part: short ones together as they follow each other, a long one alone and in pieces."""
    pieces: list[list[PaperTable]] = [[]]
    for table in report.tables:
        if len(table.rows) <= LONG:
            pieces[-1].append(replace(_on_paper(table), charts=_charts(report, table)))
        else:
            pieces += [*([piece] for piece in _cut(_on_paper(table))), []]
    return [piece for at, piece in enumerate(pieces) if piece or at == 0]


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


def _charts(report: Report, table: Table) -> tuple[PaperChart, ...]:
    """The charts of a table that has anything to show."""
    drawn = (_chart(chart, table) for chart in report.charts if chart.table == table.name)
    return tuple(chart for chart in drawn if any(bar.length for bar in chart.bars))


def _chart(chart: Chart, table: Table) -> PaperChart:
    label, value = table.names.index(chart.label), table.names.index(chart.value)
    shown = [(read(row[label]), row[value]) for row in table.rows]
    sums = [abs(Decimal(number)) for _name, number in shown if isinstance(number, Decimal | int)]
    most = max(sums, default=Decimal(0)) or Decimal(1)
    bars = [
        PaperBar(name[:LONGEST_LABEL], read(number), at * BAR_STEP, _length(number, most))
        for at, (name, number) in enumerate(shown)
    ]
    said = "; ".join(f"{name} {read(number) or '0'}" for name, number in shown)
    alt = f"Grafico a barre. {chart.title}: {said}."
    return PaperChart(chart.title, _fitting(alt), bars)


def _length(number: Cell, most: Decimal) -> int:
    return int(LONGEST_BAR * max(Decimal(number), Decimal(0)) / most) if isinstance(number, Decimal | int) else 0


def _on_paper(table: Table) -> PaperTable:
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
        PaperCell(_fitting(read(row[at], percent=columns[at].kind is Kind.PERCENT)), columns[at].kind.is_number) for at in shown
    ]


def _fitting(text: str) -> str:
    """What fits a cell on paper; the whole text is in the files inside."""
    return text if len(text) <= LONGEST_ON_PAPER else f"{text[:LONGEST_ON_PAPER]}… (testo intero nei dati allegati)"
