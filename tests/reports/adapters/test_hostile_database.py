"""What strangers have in the database is literal in every file of every report: each text column of each table that is read."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from tempfile import NamedTemporaryFile

import openpyxl
import pikepdf
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from bando.models import Call
from core.domain import sheets
from disbursement.enums import EvidenceKind
from reports.adapters import rendering
from reports.domain.annexes import annexes, on_the_main_paper
from reports.domain.table import Report, Table
from reports.enums import FileFormat, ReportKind
from reports.queries.catalogue import compute
from tests import factories_disbursement as disbursed
from tests.core.bare import run
from tests.reports.listener import Listener
from tests.reports.walks import a_busy_call

pytestmark = pytest.mark.django_db
AS_OF = disbursed.PAID + timedelta(days=1)
# What is read by programs as a code: another word breaks the row before it can be shown.
CODES = {"subject_type", "reference", "code", "sha256", "digest", "engine", "move", "source", "target", "action", "state", "slug"}
MARK = re.compile(r"ZQ\d+Z")
SHORTEST = 12
LONG_WORD = "parola" * 30_000


@pytest.fixture
def long_cells() -> Iterator[None]:
    """Cells longer than the module for CSV takes by itself, as long as this test runs: the limit is the process's."""
    before = csv.field_size_limit(10**7)
    yield
    csv.field_size_limit(before)


@pytest.fixture
def secret() -> Iterator[Path]:
    """A file with a short path: a column of 120 characters holds its address."""
    with NamedTemporaryFile("w", suffix=".txt", dir="/tmp") as file:
        file.write("SEGRETISSIMO")
        file.flush()
        yield Path(file.name)


def hostile(listener: Listener, secret: Path) -> list[str]:
    web, disk = f"http://127.0.0.1:{listener.port}", f"file://{secret}"
    return [
        f'=HYPERLINK("{web}","paga")',
        f"<link rel=attachment href='{disk}'>",
        f"<img src='{web}/i'><script>x()</script>",
        f"</td><style>@import url({web}/c)</style>",
        f"x;background:url({disk})",
        "@SUM(1)*cmd|' /C calc'!A0",
        f"<object data='{disk}'></object>",
        "fattura\u202e gnp.exe\u2066",
        "{{ settings.SECRET_KEY }}{% include 'x' %}",
        f"<meta http-equiv=refresh content='0;url={web}'>",
        f"<svg><image href='{disk}'/><use href='{web}/u#x'/></svg>",
    ]


def paid_call(folder: Path) -> Call:
    """Every kind of row that a report reads: refused, waiting, granted, accounted, paid, tranches."""
    call = a_busy_call()
    accepted = call.applications.get(state="accepted")
    disbursed.pay(disbursed.make_public(disbursed.settle(disbursed.check(disbursed.send(accepted, spend="9000.00")))))
    first, second, _balance = disbursed.tranche_rules(call)
    disbursed.a_tranche(first)
    disbursed.a_tranche(second, report=disbursed.a_report(call, EvidenceKind.INTERIM))
    return call


def tables_read(call: Call) -> list[type[models.Model]]:
    """The models whose rows the reports ask for, whatever they will ask for tomorrow."""
    with CaptureQueriesContext(connection) as asked:
        for kind in ReportKind:
            compute(call=call, kind=kind, as_of=AS_OF)
    said = " ".join(query["sql"] for query in asked.captured_queries)
    return [model for model in apps.get_models() if f'"{model._meta.db_table}"' in said]


def texts(model: type[models.Model]) -> Iterator[models.Field]:
    for column in model._meta.concrete_fields:
        long_enough = column.max_length is None or column.max_length >= SHORTEST
        is_text = isinstance(column, models.CharField | models.TextField) and not column.choices
        if is_text and long_enough and column.name not in CODES:
            yield column


def plant(call: Call, canaries: list[str]) -> tuple[dict[str, str], set[str]]:
    """Mark → what was put under it, column by column, by a hand that no trigger sees; and the columns that refuse it."""
    put, refused, turn = {}, set(), cycle(canaries)
    # What waits for the end of the transaction judges the rows as they were walked to.
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET LOCAL session_replication_role = replica")
    for model in tables_read(call):
        for column in texts(model):
            mark, table, key = f"ZQ{len(put)}Z", model._meta.db_table, model._meta.pk.column
            room = (column.max_length or 20_000) - len(mark) - 8
            said = " ".join(canaries) if room > 1_000 else next(turn)[: max(room, 0)]
            text = f"{said} {mark}"
            try:
                with transaction.atomic():
                    run(f'UPDATE {table} SET "{column.column}" = %s || {key}', text)
            except IntegrityError:
                refused.add(f"{model.__name__}.{column.name}")
            else:
                put[mark] = text
    run("SET LOCAL session_replication_role = origin")
    return put, refused


def cells_of(report: Report) -> set[str]:
    """Every text that a table of the report holds."""
    return {cell for table in report.tables for row in table.rows for cell in row if isinstance(cell, str) and MARK.search(cell)}


def squeezed(text: str) -> str:
    """As paper gives it back: without spaces, and without the signs that only turn the line around."""
    return re.sub(r"[\s\u202a-\u202e\u2066-\u2069]", "", text)


def test_every_text_of_the_database_is_literal_in_every_report_and_fetches_nothing(
    listener: Listener, secret: Path, long_cells: None, tmp_path: Path, settings
) -> None:
    settings.MEDIA_ROOT = tmp_path
    call = paid_call(tmp_path)
    put, refused = plant(call, hostile(listener, secret))
    # Those that a constraint keeps in their form: nothing hostile fits them.
    assert {name.rpartition(".")[2] for name in refused} <= FORMED, refused
    run("SET LOCAL session_replication_role = replica")
    run("UPDATE applications_verdict SET text = %s || text", LONG_WORD)
    run("SET LOCAL session_replication_role = origin")
    call, met = Call.objects.get(pk=call.pk), set()
    for kind in ReportKind:
        report = compute(call=call, kind=kind, as_of=AS_OF)
        files = {each: rendering.draw(report=report, file_format=each, created_at=AS_OF) for each in FileFormat}
        met |= set(MARK.findall(report.as_json().decode()))
        literal_in_data(report, files, put)
        literal_on_paper(report, on_the_main_paper(report), files[FileFormat.PDF])
        parts = annexes(report)
        for part, content in zip(parts, rendering.draw_annexes(run="1", parts=parts, created_at=AS_OF), strict=True):
            literal_on_paper(part.report, part.report.tables, content)
    assert listener.calls == 0
    # The names of firms, acts, funds, Chambers, places, reasons: more than these few columns were met.
    shown = {text for mark, text in put.items() if mark in met}
    assert len(shown) >= 14, sorted(met)


FORMED = {
    "tax_code", "vat_number", "representative_tax_code", "iban", "cup", "cor", "address", "leaf", "hash", "end_to_end",
    "previous_hash", "data_sha256", "file_sha256", "debtor_iban", "postcode", "reason", "scan_finding",
}  # fmt: skip


def literal_in_data(report: Report, files: dict[FileFormat, bytes], put: dict[str, str]) -> None:
    cells = cells_of(report)
    # Nothing was lost on the way from the row to the table.
    for cell in cells:
        for mark in MARK.findall(cell):
            assert put[mark].partition(mark)[0].rstrip()[-20:] in cell, (report.name, cell[-80:])
    assert json.loads(files[FileFormat.JSON])["name"] == report.name
    book = openpyxl.load_workbook(io.BytesIO(files[FileFormat.XLSX]))
    seen = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in seen if cell.data_type == "f" or cell.hyperlink]
    assert {cell[:32_767] for cell in cells} <= {cell.value for cell in seen}
    with zipfile.ZipFile(io.BytesIO(files[FileFormat.CSV])) as parts:
        sheets_of = [parts.read(name).decode("utf-8-sig") for name in parts.namelist()]
    rows = [row for text in sheets_of for row in csv.reader(io.StringIO(text, newline=""), delimiter=";")]
    found = {cell for row in rows for cell in row}
    assert {sheets.guarded(cell) for cell in cells} <= found
    assert not [cell for cell in found if cell.startswith(sheets.STARTS_A_FORMULA) and not re.match(r"-?\d", cell)]
    for content in files.values():
        assert b"SEGRETISSIMO" not in content


def leads_out(annotation: pikepdf.Object) -> bool:
    """Whether a mark on a page is anything but a link to another place of the same document."""
    return annotation.Subtype != "/Link" or not ("/Dest" in annotation or annotation.get("/A", {}).get("/S") == "/GoTo")


def literal_on_paper(report: Report, tables: Sequence[Table], content: bytes) -> None:
    with pikepdf.open(io.BytesIO(content)) as document:
        assert {name.partition(".")[2] for name in document.attachments} <= {"csv", "json"}
        assert not [mark for page in document.pages for mark in page.get("/Annots", []) if leads_out(mark)]
        assert "/OpenAction" not in document.Root
    said = squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))
    assert "SEGRETISSIMO" not in said
    grouping = {table.grouped_by for table in report.tables}
    for table in tables:
        for name, column in zip(table.names, zip(*table.rows, strict=True), strict=False):
            for cell in column:
                if isinstance(cell, str) and MARK.search(cell) and "\u202e" not in cell and name not in grouping:
                    assert squeezed(cell)[:14] in said, (report.name, table.name, name, cell[:60])
