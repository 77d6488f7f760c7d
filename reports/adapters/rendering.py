"""A report in every format: what each is called, what it is, how it is drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from reports.adapters import csv, pdf, xlsx
from reports.domain.table import Report
from reports.enums import FileFormat


@dataclass(frozen=True)
class Drawing:
    """One format: extension and media type of its files, and how the bytes come about."""

    extension: str
    media_type: str
    draw: Callable[[Report, datetime], bytes]


DRAWINGS: dict[FileFormat, Drawing] = {
    FileFormat.PDF: Drawing("pdf", "application/pdf", lambda report, at: pdf.render(report=report, created_at=at)),
    FileFormat.XLSX: Drawing(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda report, _at: xlsx.render(report=report),
    ),
    # A report has several tables, a CSV file one: they travel in one archive.
    FileFormat.CSV: Drawing("zip", "application/zip", lambda report, _at: csv.archive(report=report)),
}


def draw(*, report: Report, file_format: str, created_at: datetime) -> bytes:
    """The file; the same report and instant give the same bytes."""
    return DRAWINGS[FileFormat(file_format)].draw(report, created_at)
