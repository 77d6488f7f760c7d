"""`python -m embedded COMMAND …`: run a command with the services there, whoever has to start them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from embedded import CannotStart, lifeline, services

BASE_DIR = Path(__file__).resolve().parent.parent


def run(command: list[str]) -> int:
    """Run `command` in the foreground of this terminal; its exit code is ours."""
    var = Path(os.environ.get("PORTAL_VAR") or BASE_DIR / "var")
    with services.for_the_duration_of(" ".join(command[1:3]), var) as environment:
        child = subprocess.Popen(
            command,
            env=os.environ | environment,
            preexec_fn=lifeline.tied_to_this_process(signal.SIGTERM),
        )
        # Ctrl-C reaches the child by itself; who asks us to stop, asks the child.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for asked in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(asked, lambda number, _frame: child.send_signal(number))
        code = child.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    try:
        sys.exit(run(sys.argv[1:]))
    except CannotStart as sentence:
        sys.exit(f"portal: {sentence}")
