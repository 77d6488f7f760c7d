"""Runs `./portal` as a person at a terminal does: a process of its own, on a directory of data of its own."""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PATIENCE = 180.0
# What the test run itself was given: a person at a terminal has none of it.
NOT_OURS = ("DATABASE_URL", "REDIS_URL", "PORTAL_VAR", "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE")


@dataclass
class Terminal:
    """A terminal in this clone, with its own directory of data."""

    var: Path

    def environment(self, **more: str) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if name not in NOT_OURS and not name.startswith("PYTEST_")}
        return clean | {"PORTAL_VAR": str(self.var)} | more

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            command,
            cwd=BASE_DIR,
            env=self.environment(**more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a command; what it says is added to `said`."""
        with self.said.open("ab") as output:
            return subprocess.Popen(
                command, cwd=BASE_DIR, env=self.environment(), stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )

    @property
    def said(self) -> Path:
        return self.var.with_suffix(".said")

    def left_running(self) -> list[str]:
        """Processes that work on our directory: by their environment, or by the lock they inherited."""
        mark = f"PORTAL_VAR={self.var}".encode()
        found = [line for line in map(_command_and_environment, Path("/proc").glob("[0-9]*")) if mark in line]
        names = [line.partition(b"\0\n")[0].replace(b"\0", b" ").decode() for line in found]
        return names or ([] if _free(self.var / "children.lock") else ["a holder of children.lock"])


def _command_and_environment(process: Path) -> bytes:
    with contextlib.suppress(OSError):
        return (process / "cmdline").read_bytes() + b"\n" + (process / "environ").read_bytes()
    return b""


def _free(lock: Path) -> bool:
    if not lock.exists():
        return True
    with lock.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def until(true: Callable[[], object], what: str) -> None:
    """Wait for a condition, never for a time."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"still not: {what}"
        time.sleep(0.1)


@contextlib.contextmanager
def a_terminal() -> Iterator[Terminal]:
    """A terminal with new data, at whose end nothing may be left running."""
    with tempfile.TemporaryDirectory(prefix="portal-platform-") as folder:
        terminal = Terminal(Path(folder) / "var")
        yield terminal
        assert terminal.left_running() == []


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    with a_terminal() as terminal:
        yield terminal


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def running() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Put what you start in here: it is ended whatever happens."""
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
