"""The same report gives the same bytes in another process, day, zone and hash seed; and one set of totals."""

import io
import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from pypdf import PdfReader

from reports.adapters import csv, pdf, xlsx
from reports.domain.wording import amount
from tests.reports.samples import AS_OF, PER_CHAMBER, ranking, report

ROOT = Path(__file__).resolve().parent.parent.parent
REPORT = report(PER_CHAMBER, ranking(30))


def made_elsewhere(*, seed: str, clock: str, zone: str) -> str:
    surroundings = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/tmp"), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-W", "ignore", str(ROOT / "tests" / "golden" / "make_files.py"), clock],
        env=surroundings | {"PYTHONHASHSEED": seed, "TZ": zone, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_the_bytes_depend_on_the_data_alone() -> None:
    first = made_elsewhere(seed="1", clock="2026-03-01T11:00:00", zone="Europe/Rome")
    second = made_elsewhere(seed="20201", clock="2031-12-31T23:59:59", zone="Asia/Tokyo")
    assert first.split()[0] == REPORT.digest()
    assert first == second


@pytest.fixture(scope="module")
def paper() -> bytes:
    return pdf.render(report=REPORT, created_at=AS_OF)


def test_the_totals_are_one_in_every_format(paper: bytes) -> None:
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(report=REPORT)))
    for table, sheet in zip(REPORT.tables, book.worksheets[1:], strict=True):
        last = [cell.value for cell in list(sheet.rows)[-1]]
        line = csv.render(table=table).decode("utf-8-sig").splitlines()[-1].split(";")
        for at, column in enumerate(table.columns):
            if column.is_summed:
                total = table.total(column.name)
                assert last[at] == pytest.approx(float(total), abs=1e-9)
                assert line[at].replace(",", ".") == str(total)
                assert (amount(total) if "." in str(total) else f"{total:,}".replace(",", ".")) in text


def test_the_paper_carries_the_data_it_prints_the_digest_of(paper: bytes) -> None:
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    with pikepdf.open(io.BytesIO(paper)) as document:
        inside = {name: file.get_file().read_bytes() for name, file in document.attachments.items()}
    assert sorted(inside) == ["intermedio-camere.csv", "intermedio-graduatoria.csv", "intermedio.json"]
    assert sha256(inside["intermedio.json"]).hexdigest() == REPORT.digest()
    assert REPORT.digest() in text
    assert json.loads(inside["intermedio.json"])["tables"][0]["totals"][2] == "1930000.35"
    assert inside["intermedio-camere.csv"] == csv.render(table=PER_CHAMBER)


def test_heads_are_repeated_and_pages_numbered(paper: bytes) -> None:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages]
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"Pagina {number} di {len(pages)}" in page
    assert sum("Quota regionale" in page for page in pages) > 1
    assert all("Totale Bergamo" not in page or "Bergamo" in page for page in pages)
