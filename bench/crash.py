"""The database killed under load: no receipt that was shown is lost. The control, which does not wait for the disk, loses some.

A server of its own, with the schema and the drafts of the scratch database, is killed with all its processes while eight clients
send; it recovers, and every place that had been acknowledged is looked for.
"""

import os
import shutil
import signal
import statistics
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path

import psycopg2
from django.conf import settings
from django.db import connection

from applications.domain.chain import Link, verify
from applications.models import Application
from bench.measure import Figure
from bench.scenery import a_call_open_now, confirmed_drafts
from embedded import binaries, lifeline
from embedded.servers import PostgreSQL

CLIENTS = 8
DRAFTS = 6000
LOAD_SECONDS = 1.5
TAKE = "SELECT number FROM applications_take_place(%s, %s, NULL, %s, 'chi invia', clock_timestamp(), NULL)"
CHAIN = """SELECT c.code, r.number, r.at, r.leaf, r.previous_hash, r.hash FROM applications_arrival r
           JOIN bando_call c ON c.id = r.call_id WHERE c.code = 'BENCH' ORDER BY r.number"""
Told = list[tuple[int, int, float]]


def run(rounds: int) -> list[Figure]:
    """As it is configured, and the control, in turn."""
    call, cast = a_call_open_now()
    drafts = confirmed_drafts(call, cast, count=DRAFTS)
    dump = _dumped()
    found: dict[str, list[tuple[Told, int]]] = {"on": [], "off": []}
    for number in range(rounds):
        for durable in ("on", "off") if number % 2 == 0 else ("off", "on"):
            found[durable].append(_crash(dump, drafts, durable))
    assert not sum(lost for _told, lost in found["on"]), "a receipt that was shown is gone"
    assert sum(lost for _told, lost in found["off"]), "the control lost nothing: the load ended before the blow"
    return [_figure(durable, found[durable]) for durable in found]


def _dumped() -> Path:
    file = Path(settings.VAR) / "bench" / "crash.sql"
    file.parent.mkdir(parents=True, exist_ok=True)
    database = connection.settings_dict
    command = [str(binaries.postgresql() / "pg_dump"), "-h", database["HOST"], "-U", database["USER"] or "portal"]
    subprocess.run([*command, "-f", str(file), database["NAME"]], check=True)  # noqa: S603 - words of our own
    return file


def _crash(dump: Path, drafts: list[Application], durable: str) -> tuple[Told, int]:
    """What was acknowledged before the blow, and how much of it is not there after the recovery."""
    home = Path(settings.VAR) / "bench" / "crash"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    server = PostgreSQL(home, durable=True)
    server.start()
    try:
        address = f"host={server.run} user=portal dbname=portal"
        psql = [str(binaries.postgresql() / "psql"), "-q", "-h", str(server.run), "-U", "portal", "-d", "portal", "-f", str(dump)]
        subprocess.run(psql, check=True, capture_output=True)  # noqa: S603 - words of our own
        told = _load(address, drafts, durable, lambda: _kill(server))
        server.start()
        with psycopg2.connect(address) as line, line.cursor() as cursor:
            cursor.execute(CHAIN)
            links = [Link(*row) for row in cursor.fetchall()]
            cursor.execute("SELECT application_id, number FROM applications_arrival")
            there = set(cursor.fetchall())
        assert verify(links) is None, "the chain is broken after the recovery"
        return told, sum((application, number) not in there for application, number, _took in told)
    finally:
        if server.process is not None:
            lifeline.ask(server.process, server.end_signal)
            lifeline.see_off(server.process)


def _load(address: str, drafts: list[Application], durable: str, blow: Callable[[], None]) -> Told:
    told: Told = []
    gone = threading.Event()

    def client(mine: Iterable[Application]) -> None:
        line = psycopg2.connect(address)
        line.autocommit = True
        try:
            with line.cursor() as cursor:
                cursor.execute(f"SET synchronous_commit = {durable}")
                for draft in mine:
                    began = time.perf_counter()
                    cursor.execute(TAKE, [draft.pk, str(uuid.uuid4()), draft.started_by_id])
                    told.append((draft.pk, cursor.fetchone()[0], time.perf_counter() - began))
        except psycopg2.OperationalError:
            gone.set()

    threads = [threading.Thread(target=client, args=(drafts[number::CLIENTS],)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    time.sleep(LOAD_SECONDS)
    blow()
    for thread in threads:
        thread.join()
    assert gone.is_set(), "the load had ended before the blow: more drafts are needed"
    return told


def _kill(server: PostgreSQL) -> None:
    """All its processes at once, stopped first so that none has time to write what it holds."""
    assert server.process is not None
    family = _family(server.process.pid)
    for blow in (signal.SIGSTOP, signal.SIGKILL):
        for pid in family:
            try:
                os.kill(pid, blow)
            except ProcessLookupError:
                continue
    server.process.wait()


def _family(root: int) -> list[int]:
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += [child for child, parent in parents.items() if parent == pid]
    return found


def _figure(durable: str, crashes: list[tuple[Told, int]]) -> Figure:
    times = sorted(took for told, _lost in crashes for _application, _number, took in told)
    lost = sum(lost for _told, lost in crashes)
    each = statistics.mean(times)
    name = f"synchronous_commit={durable}: {len(times)} shown, {lost} lost"
    return Figure(
        name=name, operations=len(times), wall_ms=round(each * 1000, 3), p50_ms=round(times[len(times) // 2] * 1000, 2),
        p99_ms=round(times[int(len(times) * 0.99)] * 1000, 2), per_second=round(CLIENTS / each, 1), cpu_ms=0.0,
        wall_ratio=1.0, cpu_ratio=1.0,
    )  # fmt: skip
