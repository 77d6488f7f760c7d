"""A real worker in a process of its own, on the test database and the real broker, as the role that serves."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import redis
from django.conf import settings
from django.db import connection

from embedded import lifeline
from embedded.keeper import kept

BASE_DIR = Path(__file__).resolve().parent.parent


def empty_the_broker() -> None:
    """All that was handed out is lost."""
    redis.Redis.from_url(settings.REDIS_URL).flushdb()


@contextmanager
def a_worker(*, schedule: bool = True) -> Iterator["subprocess.Popen[bytes]"]:
    """Started on what the broker holds, asked to end afterwards; with the schedule of the sweeps, or without."""
    log = Path(settings.VAR) / "worker.log"
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--pool", "solo", "-l", "INFO"]
    command += ["-B", "-s", str(Path(settings.VAR) / "beat")] if schedule else []
    command += ["-Q", "default,pdf,mail", "--without-gossip", "--without-mingle"]
    environment = os.environ | {
        # As in production: the worker may change nothing that was recorded.
        "DATABASE_URL": on_test_database(os.environ.get("PORTAL_SERVING_DATABASE_URL") or os.environ["DATABASE_URL"]),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    worker = lifeline.start(kept(command), death_signal=signal.SIGTERM, log=log, environment=environment, directory=BASE_DIR)
    try:
        yield worker
    finally:
        lifeline.ask(worker, signal.SIGTERM)
        lifeline.see_off(worker)


def kill(worker: "subprocess.Popen[bytes]") -> None:
    """By SIGKILL, without a word: the worker dies with its keeper."""
    worker.kill()
    worker.wait()


def end_of(worker: "subprocess.Popen[bytes]") -> str:
    """What its log says last, if it has ended by itself; nothing while it lives."""
    return "" if worker.poll() is None else lifeline.reason_in(Path(settings.VAR) / "worker.log") or "without a word"


def on_test_database(address: str) -> str:
    """The same server, and on it the database this process tests with."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc or "portal@", "/" + connection.settings_dict["NAME"], parts.query, ""))
