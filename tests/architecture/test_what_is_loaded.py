"""What is heavy and rarely used is loaded by the process that uses it (docs/adr/0021)."""

import subprocess
import sys

HEAVY = ("weasyprint", "pyhanko", "pyhanko_certvalidator", "aiohttp")
STARTED = "import django; django.setup(); from django.urls import reverse; reverse('admin:index'); import reports.tasks"
TOLD = f"; import sys; print(*sorted(set(sys.modules) & set({HEAVY})))"


def loaded(program: str) -> list[str]:
    command = [sys.executable, "-W", "ignore", "-c", program + TOLD]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_a_process_that_starts_loads_neither_what_draws_nor_what_signs() -> None:
    assert loaded(STARTED) == []


def test_one_that_answers_has_what_a_firm_would_wait_for_and_nothing_that_draws() -> None:
    """The control of the other: what is loaded is seen."""
    found = loaded(f"{STARTED}; from config.warm import warm; warm()")
    assert "pyhanko" in found
    assert "weasyprint" not in found
