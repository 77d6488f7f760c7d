"""A report on paper: PDF/A-3 with the data it was drawn from inside, as JSON (exact) and CSV (for a spreadsheet)."""

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import translation

from core.adapters import pdf
from core.adapters.pdf import Attachment
from reports.adapters import csv
from reports.domain.table import Cell, Column, Kind, Report, Row, Table
from reports.domain.wording import instant, read

# More columns than this do not fit an upright page at a readable size.
UPRIGHT_COLUMNS = 7
# Lines that surely fit on one page, whichever way it lies.
SHORT = 16


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
class PaperTable:
    """One table with every cell already in Italian, so that the template only places them."""

    title: str
    note: str
    columns: list[tuple[str, bool, str]]
    sections: list[PaperSection]
    totals: PaperTotals | None

    @property
    def is_short(self) -> bool:
        """Whether it fits on one page: then it is not broken over two."""
        return sum(len(section.rows) + 2 for section in self.sections) <= SHORT

    @property
    def column_count(self) -> int:
        return len(self.columns)


def render(*, report: Report, created_at: datetime, lang: str = "it") -> bytes:
    """The PDF of the report; the same report and instant give the same bytes."""
    digest = report.digest()
    context = {
        "lang": lang,
        "title": report.title,
        "subtitle": report.subtitle,
        "issuer": report.issuer,
        "partners": report.partners,
        "landscape": any(len(table.columns) > UPRIGHT_COLUMNS for table in report.tables),
        "facts": [("Dati al", f"{instant(report.as_of)} (ora di Roma)"), *report.facts],
        "notes": report.notes,
        "foot": f"Dati al {instant(report.as_of)} · impronta {digest[:16]}",
        "digest": digest,
        "tables": [_on_paper(table) for table in report.tables],
    }
    with translation.override(lang):
        html = render_to_string("pdf/report.html", context)
    return pdf.render(html=html, title=report.title, lang=lang, created_at=created_at, attachments=embedded(report=report))


def embedded(*, report: Report) -> list[Attachment]:
    """The report's data as files: one JSON whose SHA-256 is the printed one, one CSV a table."""
    exact = Attachment(f"{report.name}.json", report.as_json(), "application/json", "Dati del rapporto, esatti (JSON)", "Source")
    sheets = [
        Attachment(name, content, "text/csv", f"Dati della tabella «{table.title}» (CSV)")
        for table, (name, content) in zip(report.tables, csv.files(report=report), strict=True)
    ]
    return [exact, *sheets]


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
    return [PaperCell(read(row[at], percent=columns[at].kind is Kind.PERCENT), columns[at].kind.is_number) for at in shown]
