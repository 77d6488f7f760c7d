"""One final report on paper: `python -m bench.one_report (plain|in parts|again) BENEFICIARIES` tells what it took.

«again»: it was drawn before, and then one grant of one Chamber has changed.
"""

import json
import os
import re
import resource
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import django
from django.conf import settings

from core.adapters import bounded
from reports.adapters import paper, pdf
from reports.domain.annexes import annexes
from reports.domain.columns import Column, Kind, Row
from reports.domain.table import Report, Table

AS_OF = datetime(2021, 6, 30, 10, 0, tzinfo=UTC)
CHAMBERS = ("Bergamo", "Brescia", "Como-Lecco", "Cremona", "Mantova", "Milano Monza Brianza Lodi", "Pavia", "Sondrio", "Varese")


def _money(name: str, title: str) -> Column:
    return Column(name, title, Kind.MONEY, width=12)


CHAIN = (
    Column("chamber", "Camera di commercio", width=24),
    Column("arrival", "N. arrivo", Kind.INTEGER, width=6),
    Column("firm", "Impresa", width=30),
    Column("cup", "CUP", width=18),
    _money("admitted_spend", "Spesa ammessa"),
    _money("granted", "Contributo concesso"),
    _money("claimed", "Spesa rendicontata"),
    _money("final_spend", "Spesa riconosciuta"),
    _money("final_grant", "Contributo finale"),
    _money("economia", "Economia"),
    Column("state", "Stato", width=16),
)
PAYMENTS = (
    Column("chamber", "Camera di commercio", width=24), Column("arrival", "N. arrivo", Kind.INTEGER, width=6),
    Column("firm", "Impresa", width=30), Column("tax_code", "Codice fiscale", width=16), _money("cost", "Costo"),
    _money("regional", "di cui regionale"), _money("chamber_share", "di cui camerale"), _money("gross", "Pagato, lordo"),
    _money("withheld", "Ritenuta"), _money("net", "Pagato, netto"), Column("paid_on", "Pagato il", Kind.DAY, width=11),
)  # fmt: skip


def a_final_report(size: int) -> Report:
    """The two tables of a final report that are as long as there are beneficiaries, with its columns and a summary before."""
    chain = tuple(_link(at, size) for at in range(size))
    paid = tuple((row[0], row[1], row[2], f"{12345670000 + at}", *([row[8]] * 6), AS_OF.date()) for at, row in enumerate(chain))
    summary = Table("camere", "Totali per Camera", CHAIN[:1], tuple((name,) for name in CHAMBERS))
    return Report(
        name="finale", title="Rapporto finale", subtitle="Bando E-commerce 2020", as_of=AS_OF,
        tables=(
            summary,
            Table("beneficiari", "Beneficiari: dalla spesa ammessa al contributo finale", CHAIN, chain, grouped_by="chamber"),
            Table("pagamenti", "Beneficiari: quote e pagamenti", PAYMENTS, paid, grouped_by="chamber"),
        ),
        is_book=True, annexed=("beneficiari", "pagamenti"),
    )  # fmt: skip


def _link(at: int, size: int) -> Row:
    grant = Decimal(2800 + at * 7919 % 7200)
    firm = f"Officine Meccaniche della Valle S.r.l. n. {at}"
    spend = Decimal("14285.71")
    return (CHAMBERS[at * 9 // size], at + 1, firm, f"E{at % 90 + 10}D20000{at:06d}", spend, grant, spend, spend, grant,
            Decimal("0.00"), "pagata")  # fmt: skip


def main(how: str, size: int) -> None:
    """Draw, and tell in JSON: seconds, and megabytes of the biggest process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    report = a_final_report(size)
    with TemporaryDirectory() as folder:
        # Not by what tests have for it: that loads what no worker has.
        settings.PORTAL_PARTS = folder if how == "again" else ""
        if how == "again":
            _as_documents(report)
            report = _changed(report)
        start = time.perf_counter()
        with _watched() as peaks:
            drawn = [_plain(report)] if how == "plain" else _as_documents(report)
            seconds = time.perf_counter() - start
        bounded.end_all()
    cpu = sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
    print(
        json.dumps(
            {
                "seconds": seconds,
                "cpu": cpu,
                "megabytes": max(peaks.values()),
                "self": peaks[os.getpid()],
                "children": max((peak for pid, peak in peaks.items() if pid != os.getpid()), default=0),
                "bytes": sum(map(len, drawn)),
            }
        )
    )


@contextmanager
def _watched() -> Iterator[dict[int, float]]:
    """The peak of this process and of each that it starts, in megabytes, as the system tells it while they live.

    `getrusage` would not do: to a program that was started it counts what its starter had in that moment.
    """
    peaks: dict[int, float] = {}
    over = threading.Event()

    def look() -> None:
        started = " ".join(threads.read_text() for threads in Path("/proc/self/task").glob("*/children")).split()
        for pid in map(int, started):
            # Between its start and its own program a process still is its starter.
            if b"core.adapters.drawing" in _told(pid, "cmdline"):
                peaks[pid] = max(peaks.get(pid, 0), _peak(pid))
        peaks[os.getpid()] = _peak(os.getpid())

    def keep_looking() -> None:
        while not over.wait(0.05):
            look()

    watcher = threading.Thread(target=keep_looking)
    watcher.start()
    try:
        yield peaks
        look()
    finally:
        over.set()
        watcher.join()


def _told(pid: int, what: str) -> bytes:
    """Nothing of a process that is gone."""
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes()
    except OSError:
        return b""


def _peak(pid: int) -> float:
    peak = re.search(rb"VmHWM:\s+(\d+) kB", _told(pid, "status"))
    return int(peak[1]) / 1024 if peak else 0


def _changed(report: Report) -> Report:
    """The same with another sum of the first grant."""
    summary, chain, paid = report.tables
    first, *others = chain.rows
    at = chain.names.index("final_grant")
    less = cast("Decimal", first[at]) - 1
    return replace(report, tables=(summary, replace(chain, rows=((*first[:at], less, *first[at + 1 :]), *others)), paid))


def _as_documents(report: Report) -> list[bytes]:
    """As a run makes it: the report with its cover and contents, and an annex for each Chamber."""
    parts = [(annex.report, "") for annex in annexes(report)]
    return [pdf.render(report=report, created_at=AS_OF), *pdf.render_all(reports=parts, created_at=AS_OF)]


def _plain(report: Report) -> bytes:
    """All of it in one render, in this process."""
    # A second and thirty megabytes that the others do not take here.
    from core.adapters import typesetting  # noqa: PLC0415

    html = pdf._html(pdf._shared(report, "it", ""), [paper.on_paper(table) for table in report.tables], (), 0, 1)
    return typesetting.render(html=html, title=report.title, lang="it", created_at=AS_OF, attachments=pdf.embedded(report=report))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
