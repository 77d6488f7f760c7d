"""Each wall of `.importlinter` stands, and each goes red when it is broken on a copy."""

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("core", "registry", "accounts", "bando", "applications", "disbursement", "reports", "config", "embedded", "demo")

# contract → the module that breaks it, and the line that does. One for each contract: the test below sees to it.
VIOLATIONS = {
    "line": ("registry/models/firm.py", "import applications.enums"),
    "floors": ("bando/domain/routes.py", "import bando.models"),
    "core-floors": ("core/domain/workflow.py", "import core.models"),
    "pure-domain": ("applications/domain/workflow.py", "import django.db.models"),
    "celery": ("bando/operations/ledger.py", "import celery"),
    "adapters": ("bando/operations/ledger.py", "import lxml.etree"),
    "embedded": ("core/tasks.py", "import embedded"),
}


def _config() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    return parser


def _lint(root: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--config", str(root / ".importlinter")]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the code that may be damaged."""
    for app in APPS:
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__", "migrations", "*.toml"))
        (tmp_path / app / "migrations").mkdir(exist_ok=True)
        (tmp_path / app / "migrations" / "__init__.py").touch()
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_every_contract_has_a_violation_to_prove_it() -> None:
    sections = [name.removeprefix("importlinter:contract:") for name in _config().sections() if ":contract:" in name]
    assert sorted(sections) == sorted(VIOLATIONS)


def test_every_wall_stands() -> None:
    result = _lint(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("contract", sorted(VIOLATIONS))
def test_a_broken_wall_is_seen(house: Path, contract: str) -> None:
    path, line = VIOLATIONS[contract]
    module = house / path
    module.write_text(f"{module.read_text()}\n{line}\n")
    result = _lint(house)
    title = " ".join(_config()[f"importlinter:contract:{contract}"]["name"].split())
    assert result.returncode == 1
    assert f"{title} BROKEN" in " ".join(result.stdout.split())


def test_a_room_without_a_floor_is_seen(house: Path) -> None:
    (house / "bando" / "helpers.py").write_text('"""A name that says nothing."""\n')
    result = _lint(house)
    assert result.returncode == 1
    assert "bando.helpers" in result.stdout
