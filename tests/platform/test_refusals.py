"""What stands in the way of starting is said in one sentence, with an exit code that is not 0."""

import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tests.platform.conftest import BASE_DIR, Terminal


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The one line that was said; anything else is not a sentence to a person."""
    lines = (done.stdout + done.stderr).strip().splitlines()
    assert done.returncode == 1
    assert len(lines) == 1, lines
    assert lines[0].startswith("portal: ")
    return lines[0]


@pytest.mark.parametrize("verb", ["demo", "manage", "test", "bench"])
def test_sqlite_is_refused_before_anything_starts(terminal: Terminal, verb: str) -> None:
    said = sentence(terminal.run("./portal", verb, DATABASE_URL="sqlite:///db.sqlite3"))
    assert "sqlite" in said
    assert "PostgreSQL 17" in said
    assert not terminal.var.exists()


def test_sqlite_is_refused_in_a_file_too(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "address").write_text("sqlite:///db.sqlite3")
    assert "sqlite" in sentence(terminal.run("./portal", "demo", DATABASE_URL_FILE=str(tmp_path / "address")))


def test_an_old_python_is_refused_with_its_version(terminal: Terminal, tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\ncase "$2" in *print*) echo 3.9 ;; *) exit 1 ;; esac\n')
    old.chmod(0o755)
    said = sentence(terminal.run("./portal", "demo", PORTAL_PYTHON=str(old)))
    assert "3.11" in said
    assert "3.9" in said


def test_a_missing_python_is_named(terminal: Terminal) -> None:
    assert "needs python3" in sentence(terminal.run("./portal", "demo", PORTAL_PYTHON="/nowhere/python3"))


def test_a_taken_port_is_named_with_the_way_out(terminal: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        said = sentence(terminal.run("./portal", "demo", "--no-seed", "--bind", bind))
    assert bind in said
    assert "--bind" in said


def test_an_address_without_port_is_refused(terminal: Terminal) -> None:
    assert "is no address" in sentence(terminal.run("./portal", "demo", "--bind", "localhost"))


def test_an_unknown_verb_shows_the_verbs(terminal: Terminal) -> None:
    done = terminal.run("./portal", "dance")
    assert done.returncode == 2
    assert "./portal demo" in done.stderr


def test_a_command_on_a_database_without_tables_says_how_to_make_them(terminal: Terminal) -> None:
    assert "migrate" in sentence(terminal.run("./portal", "manage", "check_ledger"))


def test_a_first_start_without_network_says_so(terminal: Terminal, tmp_path: Path) -> None:
    """A copy without .venv and var, and a network that refuses every connection."""
    for name in ("tools", "embedded"):
        shutil.copytree(BASE_DIR / name, tmp_path / name)
    for name in ("portal", "requirements.txt", "requirements-dev.txt", "manage.py"):
        shutil.copy(BASE_DIR / name, tmp_path / name)
    nowhere = "http://127.0.0.1:9"
    environment = terminal.environment(
        HTTP_PROXY=nowhere,
        HTTPS_PROXY=nowhere,
        http_proxy=nowhere,
        https_proxy=nowhere,
        PIP_CONFIG_FILE="/dev/null",
        PIP_FIND_LINKS="",
        PIP_NO_CACHE_DIR="1",
    )
    done = subprocess.run(
        ["./portal", "demo"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 1
    assert "the first start needs the network" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stdout + done.stderr
    assert (tmp_path / "var" / "install.log").read_text()
