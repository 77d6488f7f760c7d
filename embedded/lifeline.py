"""Starts processes that cannot outlive the one that started them, even if it is killed with SIGKILL.

Linux sends each child the signal it asked for when the thread that made it dies. The wish survives `exec`, also that of
`unshare --user`; a change of account erases it, which is why `embedded.account` asks `setpriv` to express it again.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def tied_to_this_process(death_signal: signal.Signals) -> Callable[[], None]:
    """What a child does between fork and exec so that it gets `death_signal` when this process dies."""
    parent = os.getpid()

    def tie() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # died before the wish was spoken
            os._exit(1)

    return tie


def start(
    command: Sequence[str],
    *,
    death_signal: signal.Signals,
    log: Path,
    environment: Mapping[str, str] | None = None,
    directory: Path | None = None,
    held: Iterable[int] = (),
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own (Ctrl-C does not reach it); its output is added to `log`.

    `held` are file descriptors that the child keeps open: locks that stay taken for as long as it lives.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(environment) if environment is not None else None,
            cwd=directory,
            start_new_session=True,
            pass_fds=tuple(held),
            preexec_fn=tied_to_this_process(death_signal),
        )


def ask(process: subprocess.Popen[bytes], with_signal: signal.Signals) -> None:
    """Ask a process from `start` to end."""
    if process.poll() is None:
        process.send_signal(with_signal)


def see_off(process: subprocess.Popen[bytes], *, patience: float = 20) -> None:
    """Wait until a process that was asked to end has done so; after `patience` seconds end it and its whole group."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(patience)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def reason_in(log: Path) -> str:
    """What a log says about a failure: its last fatal line, else its last line."""
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    fatal = [line for line in lines[-50:] if "FATAL" in line]
    return (fatal or lines or [""])[-1].strip()
