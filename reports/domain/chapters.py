"""The chapters that people wrote for a report, as a table: where a file holds tables, it holds what is told between them too."""

from reports.domain.columns import Column, Kind
from reports.domain.table import Report, Table

COLUMNS = (
    Column("number", "N.", Kind.INTEGER, width=5),
    Column("title", "Capitolo", width=30),
    Column("text", "Testo (Markdown)", width=120),
)


def chapters(report: Report) -> list[Table]:
    """One table, in the order in which they are told; none where nothing was written."""
    rows = tuple((number, text.title, text.words) for number, text in enumerate(report.texts, start=1))
    return [Table("capitoli", "Capitoli", COLUMNS, rows)] if rows else []
