"""Pages drawn in processes of their own, each job bounded in time and memory: what grows too big ends alone, and says why.

The processes live as long as the one that asks, take one job after another (loading WeasyPrint takes a second) and end with it. A
job that exceeds its bounds takes its process with it; the next job gets a new one.
"""

import atexit
import json
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
# So many jobs a process: what libraries keep for themselves is given back now and then.
MOST_JOBS = 20
# How a process ends that had no memory left to say so in words.
OUT_OF_MEMORY = 77


class OverLimit(Exception):
    """A job went beyond its bounds: `of` is «time» (seconds) or «memory» (megabytes), `limit` how much it had."""

    def __init__(self, of: str, limit: int) -> None:
        super().__init__(f"a part of a document went beyond its {limit} {'seconds' if of == 'time' else 'megabytes'}")
        self.of, self.limit = of, limit


class NotDrawn(Exception):
    """A job failed within its bounds; the text says how."""


@dataclass(frozen=True)
class Bounds:
    """Seconds and megabytes of one job."""

    seconds: int
    megabytes: int


@dataclass(frozen=True)
class Page:
    """One document to draw: HTML in the file `source`, PDF to the file `target`.

    With a folder `kept` it is taken from there if it was drawn before, and kept there for the next time. `inside` are the files
    to be carried (name, file, media type, description, relationship).
    """

    source: str
    target: str
    title: str
    lang: str
    created_at: str
    kept: str = ""
    inside: Sequence[tuple[str, str, str, str, str]] = ()


@dataclass(frozen=True)
class Whole:
    """Documents that were drawn, to be joined to the file `target`.

    `parts` and `stamps` ("" for none) are their files and that of what is laid over them; `leads` is where the contents lead
    (words, page, height), `inside` the files to be carried (name, file, media type, description, relationship).
    """

    parts: Sequence[str]
    stamps: str
    leads: Sequence[tuple[str, int, str]]
    inside: Sequence[tuple[str, str, str, str, str]]
    created_at: str
    target: str


class Child:
    """A process that draws one document after another."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds, self.jobs = bounds, 0
        command = [sys.executable, "-W", "ignore", "-m", "core.adapters.drawing", str(bounds.megabytes), str(bounds.seconds)]
        # One core each: there is a process for every core.
        surroundings = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(  # noqa: S603 (our own program)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=surroundings, start_new_session=True
        )

    def draw(self, job: Page | Whole) -> int:
        """How many pages it has (0 for what is joined: they are known). Raises OverLimit or NotDrawn."""
        answer = self._answered(json.dumps(asdict(job)).encode() + b"\n")
        if answer.get("over"):
            self.end()
            raise OverLimit("memory", self.bounds.megabytes)
        if "error" in answer:
            raise NotDrawn(answer["error"])
        return int(answer["pages"])

    def _answered(self, line: bytes) -> dict[str, Any]:
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        self.jobs += 1
        try:
            stdin.write(line)
            stdin.flush()
        except BrokenPipeError:
            self.end()
            raise NotDrawn("the process that draws had ended") from None
        ready, _writable, _wrong = select.select([stdout], [], [], self.bounds.seconds)
        if not ready:
            self.end()
            raise OverLimit("time", self.bounds.seconds)
        said = stdout.readline()
        if not said:
            # Libraries in C do not raise MemoryError, they abort: the process ends by a signal.
            code = self.process.wait()
            self.end()
            if code < 0 or code == OUT_OF_MEMORY:
                raise OverLimit("memory", self.bounds.megabytes)
            raise NotDrawn("the process that draws has ended")
        found: dict[str, Any] = json.loads(said)
        return found

    @property
    def is_fresh(self) -> bool:
        return self.process.poll() is None and self.jobs < MOST_JOBS

    def end(self) -> None:
        """At once, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue


# Those that wait for a job, and the process whose children they are: a fork has none.
_idle: list[Child] = []
_owner = os.getpid()


def begin(bounds: Bounds, *, at_most: int) -> None:
    """Let processes start that will be asked soon: they load what they draw with while who asks writes the pages."""
    ready = list(_taken_from_idle(bounds))
    wanted = min(at_most, os.cpu_count() or 1)
    _idle.extend([*ready, *(Child(bounds) for _more in range(wanted - len(ready)))])


def draw(
    pages: Sequence[Page | Whole], bounds: Bounds, *, told: Callable[[int], None] | None = None, at_once: int = 0
) -> list[int]:
    """Draw every document, `at_once` at a time (one for each core); how many pages each has, in the order given.

    `told` hears after each how many pages there are so far, in the thread that asked. Raises OverLimit or NotDrawn of the first
    that failed; what it raises itself goes through, and nothing more is begun.
    """
    counted, sum_so_far = [0] * len(pages), 0
    with ThreadPoolExecutor(at_once or os.cpu_count() or 1) as crew:
        ready: SimpleQueue[Child] = SimpleQueue()
        for child in _taken_from_idle(bounds):
            ready.put(child)
        waiting = {crew.submit(_draw_one, page, bounds, ready): place for place, page in enumerate(pages)}
        try:
            for done in as_completed(waiting):
                counted[waiting[done]] = done.result()
                sum_so_far += done.result()
                if told is not None:
                    told(sum_so_far)
        except BaseException:
            crew.shutdown(wait=True, cancel_futures=True)
            raise
        finally:
            _back_to_idle(ready)
    return counted


def _draw_one(page: Page | Whole, bounds: Bounds, ready: "SimpleQueue[Child]") -> int:
    child = Child(bounds) if ready.empty() else ready.get()
    try:
        return child.draw(page)
    finally:
        if child.is_fresh:
            ready.put(child)
        else:
            child.end()


def _taken_from_idle(bounds: Bounds) -> Iterator[Child]:
    global _owner
    if _owner != os.getpid():
        _idle.clear()
        _owner = os.getpid()
    while _idle:
        child = _idle.pop()
        if child.is_fresh and child.bounds == bounds:
            yield child
        else:
            child.end()


def _back_to_idle(ready: "SimpleQueue[Child]") -> None:
    while not ready.empty():
        _idle.append(ready.get())


@atexit.register
def end_all() -> None:
    """Let those go that wait for a job."""
    while _idle and _owner == os.getpid():
        _idle.pop().end()
