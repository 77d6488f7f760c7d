"""Stands between the demo and a program that has children of its own: when one goes, all of them go.

A Celery worker asked to end while its broker is already gone waits for the broker, and its processes outlive it if it is
killed. The keeper passes on the request to end, waits a little, then ends the whole family; it does so too when whoever
started it dies (it is started by `lifeline.start`). Its exit code is that of the program.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time

PATIENCE = 10.0
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def kept(command: list[str]) -> list[str]:
    """The command that runs `command` under a keeper."""
    return [sys.executable, "-I", "-S", __file__, *command]


def keep(command: list[str]) -> int:
    """Run `command` to its end, or to ours; leave nothing of its family behind."""
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    child = subprocess.Popen(
        command,
        close_fds=False,  # locks that say that one of us lives
        start_new_session=True,
        preexec_fn=lambda: libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0),
    )
    deadline: list[float] = []

    def ask(number: int, _frame: object) -> None:
        if not deadline:
            deadline.append(time.monotonic() + PATIENCE)
            child.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, ask)
    while child.poll() is None and not (deadline and time.monotonic() > deadline[0]):
        time.sleep(0.1)
    _end_family_of(child)
    return child.wait()


def _end_family_of(child: "subprocess.Popen[bytes]") -> None:
    """Those of its session by their group; those who left it come to us as orphans, for we asked to be given them."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    with contextlib.suppress(ChildProcessError):
        while True:
            for orphan in _children_of(os.getpid()):
                os.kill(orphan, signal.SIGKILL)
            os.wait()


def _children_of(parent: int) -> list[int]:
    with open(f"/proc/{parent}/task/{parent}/children", encoding="ascii") as file:
        return [int(number) for number in file.read().split()]


if __name__ == "__main__":
    code = keep(sys.argv[1:])
    sys.exit(code if code >= 0 else 128 - code)
