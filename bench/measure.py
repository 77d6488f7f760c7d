"""Runs variants of the same work in turn and tells how they compare: medians, 99th percentile, ratios, CPU time."""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")

# A variant does its work once a round and returns how long each operation took, in seconds.
Variant = Callable[[int], Sequence[float]]


@dataclass
class Figure:
    """What one variant cost: wall and CPU time an operation (median of the rounds), and against the first variant."""

    name: str
    operations: int
    wall_ms: float
    p99_ms: float
    per_second: float
    cpu_ms: float
    wall_ratio: float
    cpu_ratio: float
    queries: int = 0
    p50_ms: float = 0.0
    # The fastest time of all against the fastest of what it is compared with: what disturbs a measurement only ever lengthens it.
    fastest_ratio: float = 0.0
    # Where a bench judges its figures: by which one, and what it says ("CPU 1.12").
    judged_by: str = ""


def compare(variants: dict[str, Variant], *, rounds: int, queries: dict[str, int] | None = None) -> list[Figure]:
    """Each variant once a round, the order reversed in every other round, so that a drifting machine favours nobody.

    `queries`: how many statements an operation of a variant sends, where that is known.
    """
    walls: dict[str, list[float]] = {name: [] for name in variants}
    cpus: dict[str, list[float]] = {name: [] for name in variants}
    latencies: dict[str, list[float]] = {name: [] for name in variants}
    for number in range(rounds):
        names = list(variants) if number % 2 == 0 else list(reversed(variants))
        for name in names:
            cpu, wall = cpu_seconds(), time.perf_counter()
            times = variants[name](number)
            walls[name].append((time.perf_counter() - wall) / len(times))
            cpus[name].append((cpu_seconds() - cpu) / len(times))
            latencies[name].extend(times)
    yardstick = next(iter(variants))
    wall_base, cpu_base = statistics.median(walls[yardstick]), statistics.median(cpus[yardstick])
    figures = [_figure(name, walls[name], cpus[name], latencies[name], wall_base, cpu_base) for name in variants]
    return [replace(figure, queries=(queries or {}).get(figure.name, 0)) for figure in figures]


def _figure(
    name: str, walls: list[float], cpus: list[float], latencies: list[float], wall_base: float, cpu_base: float
) -> Figure:
    wall, cpu = statistics.median(walls), statistics.median(cpus)
    ordered = sorted(latencies)
    return Figure(
        name=name,
        operations=len(latencies),
        wall_ms=round(wall * 1000, 3),
        p50_ms=round(ordered[len(ordered) // 2] * 1000, 3),
        p99_ms=round(ordered[int(len(ordered) * 0.99)] * 1000, 3),
        per_second=round(1 / wall, 1),
        cpu_ms=round(cpu * 1000, 3),
        wall_ratio=round(wall / wall_base, 2),
        cpu_ratio=round(cpu / cpu_base, 2) if cpu_base else 0.0,
    )


def cpu_seconds() -> float:
    """CPU time of this process and of the private services beside it, finished backends included.

    Without that of finished children of its own: those are the clients, which on the day sit elsewhere.
    """
    children: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        pid = int(stat.parent.name)
        children.setdefault(int(fields[1]), []).append(pid)
        ticks[pid] = sum(int(field) for field in fields[11 : 13 if pid == os.getpid() else 15])
    family, found = [os.getppid()], set()
    while family:
        pid = family.pop()
        found.add(pid)
        family.extend(children.get(pid, []))
    return sum(ticks.get(pid, 0) for pid in found) / TICK


class Clock:
    """Time on the processor of this process and of the server process that answers its connection, to the microsecond."""

    def __init__(self, backend: int) -> None:
        self.backend = Path(f"/proc/{backend}/schedstat")

    def seconds(self) -> float:
        """So far."""
        return time.process_time() + int(self.backend.read_text().split()[0]) / 1e9


def table(figures: list[Figure]) -> str:
    """The figures as a table for the screen; a column that says nothing of any of them is left out."""
    titles = ["", "operations", "ms each", "p99 ms", "a second", "CPU ms", "wall ratio", "CPU ratio", "queries", "p50 ms"]
    titles += ["fastest ratio", "judged by"]
    told = [list(asdict(figure).values()) for figure in figures]
    kept = [column for column in range(len(titles)) if any(values[column] for values in told)]
    rows = [[titles[column] for column in kept], *[[str(values[column]) for column in kept] for values in told]]
    titles = rows[0]
    widths = [max(len(row[column]) for row in rows) for column in range(len(titles))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
