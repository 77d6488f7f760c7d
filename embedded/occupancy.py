"""Says who uses a directory of data: one owner, guests of the owner, and what a killed owner left running.

Three advisory locks, all let go by the kernel when their holders die, so that nothing is ever stale:
`lock` is held by the owner; `children` by every process the owner starts, and so for as long as one of them lives;
`guests` is shared by those who borrow the owner's services.
"""

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from embedded import CannotStart


class Occupied(CannotStart):
    """Somebody else owns the directory."""


class Occupancy:
    """The three locks of one directory; `own()` or `visit()` it."""

    def __init__(self, var: Path) -> None:
        var.mkdir(parents=True, exist_ok=True)
        self.var = var
        self._owns = False
        self._owner = self._open("lock")
        self._children = self._open("children.lock")
        self._guests = self._open("guests.lock")

    def own(self, what: str) -> None:
        """Become the owner, who is shown to others as `what`; wait for what a killed owner left to end.

        Raises Occupied, with a sentence that names the present owner.
        """
        if not _take(self._owner, fcntl.LOCK_EX):
            raise Occupied(self._sentence())
        self._owns = True
        self._write({"pid": os.getpid(), "what": what})
        self._await_orphans(limit=60)

    def announce(self, environment: dict[str, str]) -> None:
        """Tell guests how to reach the services, now that they run."""
        self._write(self.owner() | {"environment": environment})

    def owner(self) -> dict:
        """What the owner wrote about itself; empty while it is writing."""
        self._owner.seek(0)
        try:
            return json.loads(self._owner.read() or "{}")
        except ValueError:
            return {}

    @property
    def held_by_children(self) -> tuple[int, ...]:
        """The descriptors every child must inherit."""
        return (self._children.fileno(),)

    def await_guests(self) -> None:
        """Wait until nobody borrows the services any more."""
        fcntl.flock(self._guests, fcntl.LOCK_EX)

    def leave(self) -> None:
        """Give every lock back; an owner takes down what it announced."""
        if self._owns:
            self._write({})
        for file in (self._owner, self._children, self._guests):
            file.close()

    @contextlib.contextmanager
    def visit(self) -> Iterator[dict[str, str] | None]:
        """The environment that reaches the owner's services, which will wait for us; None if the owner has left."""
        fcntl.flock(self._guests, fcntl.LOCK_SH)
        try:
            yield self._environment_of_owner(limit=120)
        finally:
            fcntl.flock(self._guests, fcntl.LOCK_UN)

    def _environment_of_owner(self, limit: float) -> dict[str, str] | None:
        end = time.monotonic() + limit
        while time.monotonic() < end:
            if _take(self._owner, fcntl.LOCK_SH):
                fcntl.flock(self._owner, fcntl.LOCK_UN)
                return None
            owner = self.owner()
            if owner.get("environment") and _lives(owner["pid"]):  # else it is what a killed owner announced
                return owner["environment"]
            time.sleep(0.1)
        raise CannotStart(f"the services of process {self.owner().get('pid')} do not come up; stop it and try again.")

    def _sentence(self) -> str:
        owner = self.owner()
        who = f"process {owner.get('pid', 'unknown')}, “{owner.get('what', 'starting')}”"
        return f"another portal already runs on {self.var} ({who}): use that one, or stop it first."

    def _await_orphans(self, limit: float) -> None:
        end = time.monotonic() + limit
        while not _take(self._children, fcntl.LOCK_EX):
            if time.monotonic() > end:
                raise CannotStart(
                    f"processes of a portal that was killed still use {self.var} after {limit:.0f} s; "
                    f"see which with: fuser {self._children.name}"
                )
            time.sleep(0.1)

    def _write(self, owner: dict) -> None:
        self._owner.seek(0)
        self._owner.truncate()
        self._owner.write(json.dumps(owner))
        self._owner.flush()

    def _open(self, name: str) -> IO[str]:
        path = self.var / name
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        return path.open("r+", encoding="utf-8")


def _take(lock: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()
