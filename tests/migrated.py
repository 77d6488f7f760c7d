"""A migrated database kept between runs: to migrate a new one takes a minute, to read it from a file seconds.

The file stands in `var` under a digest of what it was made from; a clean clone has none and migrates, as production does.
"""

import hashlib
import os
import subprocess
from contextlib import closing
from pathlib import Path

import psycopg2
from django.conf import settings

from embedded import CannotStart, binaries

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "migrated_"
# A number that nobody else locks: the processes of a run find the file at once.
_ONE_AT_A_TIME = 20_200_608


def digest() -> str:
    """Of all that a migrated database is made from."""
    made_from = hashlib.sha256()
    files = [*ROOT.glob("*/migrations/*.py"), ROOT / "core/models/fields.py", *ROOT.glob("requirements*.txt")]
    for file in sorted(files):
        made_from.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes() + b"\0")
    return made_from.hexdigest()[:20]


def kept() -> Path:
    """The file of the database as it is migrated now, whether it is there or not."""
    return ROOT / "var" / f"{PREFIX}{digest()}.sql"


def offered() -> str | None:
    """The name of a database of this server that was filled from the file; None if there is no file."""
    file = kept()
    if not _is_ours() or not file.exists():
        return None
    with closing(_connected()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        there = [name for (name,) in cursor.fetchall()]
        if file.stem not in there:
            for other in there:
                cursor.execute(f"DROP DATABASE {other}")
            fill("half_made", file)
            cursor.execute(f"ALTER DATABASE half_made RENAME TO {file.stem}")
    return file.stem


def fill(name: str, file: Path) -> None:
    """Make the database `name` anew, of what was dumped into the file."""
    with closing(_connected()) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    _run("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(file), name)


def dump(name: str, file: Path) -> None:
    """Write the database `name` into the file: who owns it and who may what is said anew wherever it is filled."""
    _run("pg_dump", "--no-owner", "--no-privileges", "-f", str(file), name)


def keep(name: str) -> None:
    """Keep the database `name`, new and migrated, for the runs to come; what other migrations made goes."""
    file = kept()
    if not _is_ours() or file.exists():
        return
    file.parent.mkdir(exist_ok=True)
    half_made = file.with_suffix(f".{os.getpid()}")
    dump(name, half_made)
    for other in file.parent.glob(f"{PREFIX}*.sql"):
        other.unlink(missing_ok=True)
    half_made.rename(file)


def schema(name: str) -> str:
    """All that a database is but its rows, as statements; what differs by chance from dump to dump is left out."""
    dumped = _run("pg_dump", "--schema-only", "--no-owner", "--no-privileges", name)
    return "\n".join(line for line in dumped.splitlines() if not line.startswith(("\\restrict", "\\unrestrict")))


def _is_ours() -> bool:
    """Whether the server was started from this checkout, and the programs that dump and fill came with it."""
    try:
        programs = binaries.postgresql()
    except CannotStart:
        return False
    there = all((programs / name).is_file() for name in ("pg_dump", "psql"))
    return there and _server()["host"].startswith("/")


def _server() -> dict[str, str]:
    settled = settings.DATABASES["default"]
    return {"host": settled["HOST"] or settled.get("OPTIONS", {}).get("host", ""), "user": settled["USER"]}


def _run(program: str, *arguments: str) -> str:
    reached = [f"--{word}={value}" for word, value in zip(("host", "username"), _server().values(), strict=True)]
    command = [str(binaries.postgresql() / program), *reached, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _connected() -> "psycopg2.extensions.connection":
    connection = psycopg2.connect(**_server(), dbname="postgres")
    connection.autocommit = True
    return connection
