"""A report in every format: what each is called, what it is, how it is drawn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reports.adapters import csv, pdf, xlsx
from reports.domain.annexes import Annex
from reports.domain.options import MARK, SEPARATOR, USUAL
from reports.domain.table import Report
from reports.enums import FileFormat

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Asked:
    """What a drawing may depend on besides the report; `told` hears how many pages there are, and of how many.

    `reference` is what the run is called on paper; `anew` takes nothing from what was drawn before.
    """

    created_at: datetime
    options: Mapping[str, Any]
    told: Told | None
    reference: str
    anew: bool


@dataclass(frozen=True)
class Drawing:
    """One format: extension and media type of its files, and how the bytes come about."""

    extension: str
    media_type: str
    draw: Callable[[Report, Asked], bytes]


DRAWINGS: dict[FileFormat, Drawing] = {
    FileFormat.PDF: Drawing(
        "pdf",
        "application/pdf",
        lambda report, asked: pdf.render(
            report=report, created_at=asked.created_at, told=asked.told, reference=asked.reference, anew=asked.anew
        ),
    ),
    FileFormat.XLSX: Drawing(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda report, _asked: xlsx.render(report=report),
    ),
    # A report has several tables, a CSV file one: they travel in one archive.
    FileFormat.CSV: Drawing(
        "zip",
        "application/zip",
        lambda report, asked: csv.archive(report=report, separator=asked.options[SEPARATOR], mark=asked.options[MARK]),
    ),
    FileFormat.JSON: Drawing("json", "application/json", lambda report, _asked: report.as_json()),
}


def draw_annexes(
    *, run: str, parts: Sequence[Annex], created_at: datetime, told: Told | None = None, anew: bool = False
) -> list[bytes]:
    """Each annex of the run as a PDF of its own, drawn beside each other: the same bytes as each alone."""
    reports = [(annex.report, annex.reference(run)) for annex in parts]
    return pdf.render_all(reports=reports, created_at=created_at, told=told, anew=anew) if reports else []


def draw(
    *,
    report: Report,
    file_format: str,
    created_at: datetime,
    options: Mapping[str, Any] | None = None,
    told: Told | None = None,
    reference: str = "",
    anew: bool = False,
) -> bytes:
    """The file; the same report, instant, reference and options (the usual ones where none are named) give the same bytes."""
    asked = Asked(created_at, USUAL | dict(options or {}), told, reference, anew)
    return DRAWINGS[FileFormat(file_format)].draw(report, asked)
