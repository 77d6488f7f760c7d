"""What a final report costs on paper, beside one plain render of the same tables; and 100,000 rows as CSV and XLSX.

Each PDF is drawn in a process of its own (`bench.one_report`), which tells its time and the peak memory of itself and of the
processes that it starts. `--rows` says with how many beneficiaries. «again»: drawn before, then one grant has changed.
"""

import csv as writer
import gc
import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

import openpyxl
from django.db import connection

from bench.measure import Figure, Variant, compare
from bench.one_report import CHAMBERS, a_final_report
from reports.adapters import csv, xlsx
from reports.adapters.paper import LONG
from reports.domain.columns import Kind
from reports.domain.table import Report

SIZES = (638, 5_000)
MANY = 100_000
# As the database keeps what these columns hold.
STORED = {Kind.TEXT: "text", Kind.INTEGER: "integer", Kind.MONEY: "numeric(14, 2)"}
# What is aimed at: time and memory against the plain render, megabytes of a process, growth from 5,000 to 20,000; the CSV against
# the bare fetch of its rows, openpyxl against our XLSX.
TIME, MEMORY, MEGABYTES, GROWTH = 0.6, 0.25, 200, 4.2
AS_CSV, AS_XLSX = 1.2, 4
FETCH, CSV, OPENPYXL, XLSX = (f"100,000 rows: {what}" for what in ("bare fetch", "CSV", "openpyxl", "XLSX"))
_peaks: dict[str, float] = {}


def run(rounds: int, sizes: Sequence[int] = SIZES) -> list[Figure]:
    """One operation is one file."""
    figures = [figure for size in sizes for figure in compare(_papers(size), rounds=rounds)]
    return figures + compare(_sheets(a_final_report(MANY)), rounds=min(rounds, 3))


def missed(figures: list[Figure]) -> list[str]:
    """Which of the aims the figures miss, in sentences; what a render takes in memory is told besides."""
    said = [f"{name}: {peak:.0f} MB at its peak" for name, peak in _peaks.items()]
    print("\n".join(said))
    parts = [sentence for figure in figures if "in parts" in figure.name for sentence in _missed(figure)]
    return parts + _grown(figures) + _slow({figure.name: figure.wall_ms for figure in figures})


def _missed(figure: Figure) -> Iterator[str]:
    peak, plain = _peaks[figure.name], _peaks[figure.name.replace("in parts", "plain")]
    if figure.wall_ratio > TIME:
        yield f"{figure.name}: {figure.wall_ratio} of the time of the plain render, aimed at {TIME}"
    if peak > min(MEGABYTES, plain * MEMORY):
        yield f"{figure.name}: {peak:.0f} MB, plain {plain:.0f}, aimed at {MEMORY} of it and {MEGABYTES} MB"


def _grown(figures: list[Figure]) -> list[str]:
    """Whether four times as many take more than about four times as long."""
    took = {figure.name: figure.wall_ms for figure in figures}
    less, more = took.get("5,000 in parts"), took.get("20,000 in parts")
    if less is None or more is None or more <= GROWTH * less:
        return []
    return [f"20,000 in parts: {more / less:.1f} times the time of 5,000, aimed at {GROWTH}"]


def _slow(took: dict[str, float]) -> list[str]:
    """Whether the sheets are slower than what they are measured by."""
    said = []
    if took[CSV] > AS_CSV * took[FETCH]:
        said.append(f"{CSV}: {took[CSV] / took[FETCH]:.2f} of the bare fetch, aimed at {AS_CSV}")
    if took[OPENPYXL] < AS_XLSX * took[XLSX]:
        said.append(f"{XLSX}: {took[OPENPYXL] / took[XLSX]:.1f} times faster than openpyxl, aimed at {AS_XLSX}")
    return said


def _papers(size: int) -> dict[str, Variant]:
    # What is not cut has nothing that could be found again.
    ways = ("plain", "in parts", "again") if size > len(CHAMBERS) * LONG else ("plain", "in parts")
    return {f"{size:,} {how}": _paper(f"{size:,} {how}", how, size) for how in ways}


def _paper(name: str, how: str, size: int) -> Variant:
    def draw(_number: int) -> Sequence[float]:
        command = [sys.executable, "-W", "ignore", "-m", "bench.one_report", how, str(size)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 (our own program)
        told = json.loads(said.splitlines()[-1])
        _peaks[name] = max(_peaks.get(name, 0), told["megabytes"])
        return [told["seconds"]]

    return draw


def _sheets(report: Report) -> dict[str, Variant]:
    table = report.table("beneficiari")
    with connection.cursor() as cursor:
        names = ", ".join(f"c{at} {STORED[column.kind]}" for at, column in enumerate(table.columns))
        cursor.execute(f"CREATE TEMPORARY TABLE fetched ({names})")
        rows = io.StringIO()
        writer.writer(rows, delimiter="\t").writerows(table.rows)
        rows.seek(0)
        cursor.copy_expert("COPY fetched FROM STDIN", rows)

    def fetch() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM fetched")
            cursor.fetchall()

    def plain_book() -> None:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in table.rows:
            sheet.append(list(row))
        book.save(io.BytesIO())

    alone = Report(name="r", title="R", as_of=report.as_of, tables=(table,))
    acts: dict[str, Any] = {
        FETCH: fetch,
        CSV: lambda: csv.render(table=table),
        OPENPYXL: plain_book,
        XLSX: lambda: xlsx.render(report=alone),
    }
    return {name: _timed(act) for name, act in acts.items()}


def _timed(act: Any) -> Variant:
    def do(_number: int) -> Sequence[float]:
        # Nobody pays for tidying up what another left: a look through a million cells takes a tenth of a second.
        gc.collect()
        start = time.perf_counter()
        act()
        return [time.perf_counter() - start]

    return do
