"""`./portal check`: everything that can be judged without running the portal; runs all steps, fails if one fails."""

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
# Only what they say is judged here: nothing is connected to, nothing is signed with this key.
AS_IN_PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "DJANGO_SECRET_KEY": secrets.token_urlsafe(64),
    "DATABASE_URL": "postgresql://portal:portal@db.invalid/portal",
    "REDIS_URL": "redis://redis.invalid/0",
    "DJANGO_ALLOWED_HOSTS": "portale.invalid",
}
AS_IN_DEMO = {"DJANGO_SETTINGS_MODULE": "config.settings.dev"}
STEPS: list[tuple[str, list[str], dict[str, str]]] = [
    ("style: ruff check", [str(PROGRAMS / "ruff"), "check", "."], {}),
    ("layout: ruff format", [str(PROGRAMS / "ruff"), "format", "--check", "."], {}),
    ("templates: djlint lint", [str(PROGRAMS / "djlint"), "--quiet", "--lint", "templates"], {}),
    ("templates: djlint format", [str(PROGRAMS / "djlint"), "--quiet", "--check", "templates"], {}),
    ("types: mypy", [str(PROGRAMS / "mypy"), "."], {}),
    ("imports: import-linter", [str(PROGRAMS / "lint-imports")], {}),
    ("settings for production: check --deploy", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], AS_IN_PRODUCTION),
    ("migrations: complete", [sys.executable, "-m", "embedded", *MANAGE, "makemigrations", "--check", "--dry-run"], AS_IN_DEMO),
    ("translations: complete", [sys.executable, "tools/translations.py"], AS_IN_DEMO),
]


def passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    """Run one step; what it says is shown only when it fails."""
    began = time.monotonic()
    done = subprocess.run(command, cwd=BASE_DIR, env=os.environ | environment, capture_output=True, text=True, check=False)
    print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name} ({time.monotonic() - began:.1f} s)", flush=True)
    if done.returncode:
        print((done.stdout + done.stderr).rstrip(), flush=True)
    return done.returncode == 0


def main(wanted: list[str]) -> int:
    """Run the steps whose names contain one of `wanted` (all, if there is none); the number that fail decides."""
    steps = [step for step in STEPS if not wanted or any(word in step[0] for word in wanted)]
    failed = [step[0] for step in steps if not passes(*step)]
    print(f"portal: {len(steps) - len(failed)} of {len(steps)} checks pass" + (f"; not: {', '.join(failed)}" if failed else ""))
    return 1 if failed or not steps else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
