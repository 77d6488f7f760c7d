"""Where the private servers listen: a directory nobody else can enter, with a path short enough for a unix socket."""

import hashlib
import os
import tempfile
from pathlib import Path

# A unix socket's path stops at 107 bytes, of which "/.s.PGSQL.5432.lock" takes 19.
LONGEST_RUN_PATH = 88


def run_directory(home: Path) -> Path:
    """`home/run`, or a short path of our own if that one is too long; of mode 0700, and ours."""
    run = home / "run"
    if len(os.fsencode(str(run))) > LONGEST_RUN_PATH:
        digest = hashlib.sha256(str(home).encode()).hexdigest()[:10]
        run = Path(tempfile.gettempdir()) / f"portal-{os.getuid()}-{digest}"
    run.mkdir(mode=0o700, exist_ok=True)
    if run.is_symlink() or run.stat().st_uid not in {os.getuid(), *_owners_left_by_nobody()}:
        raise PermissionError(f"{run} belongs to somebody else")
    run.chmod(0o700)
    return run


def _owners_left_by_nobody() -> set[int]:
    """As root the directory may have been handed to the account that runs PostgreSQL."""
    return {65534} if os.geteuid() == 0 else set()
