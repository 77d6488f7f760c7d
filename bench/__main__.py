"""`./portal bench NAME`: prints a table and writes JSON to var/bench/NAME.json. Works on a scratch database of its own."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
django.setup()

from django.conf import settings  # noqa: E402
from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # noqa: E402

from bench import call_page, crash, invoices, lists, payments, precheck, ranking, reports, submit  # noqa: E402
from bench.measure import Figure, table  # noqa: E402

BENCHES: dict[str, Callable[..., list[Figure]]] = {
    "submit": submit.run,
    "crash": crash.run,
    "call-page": call_page.run,
    "precheck": precheck.run,
    "ranking": ranking.run,
    "lists": lists.run,
    "reports": reports.run,
    "payments": payments.run,
    "invoices": invoices.run,
}
# Those that can fail: what is wrong with their figures, in sentences.
JUDGED = {"lists": lists.too_slow, "reports": reports.missed}


def main() -> int:
    """Run one bench on a fresh database and keep what it says."""
    parser = argparse.ArgumentParser(prog="./portal bench", description=__doc__)
    parser.add_argument("name", choices=sorted(BENCHES))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--rows",
        type=int,
        nargs="+",
        help="lists: how many applications, the smallest is the yardstick; payments: how many; reports: beneficiaries",
    )
    parser.add_argument("--only", metavar="PATTERN", help="lists: the pages whose name this regular expression finds")
    asked = parser.parse_args()
    more = ({"sizes": asked.rows} if asked.rows else {}) | ({"only": asked.only} if asked.only else {})
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        figures = BENCHES[asked.name](asked.rounds, **more)
    finally:
        teardown_databases(databases, verbosity=0)
    print(table(figures))
    print(f"written to {_keep(asked.name, figures)}")
    wrong = JUDGED[asked.name](figures) if asked.name in JUDGED else []
    print("\n".join(wrong))
    return 1 if wrong else 0


def _keep(name: str, figures: list[Figure]) -> str:
    folder = settings.VAR / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.json"
    machine = {"cpus": os.cpu_count(), "python": platform.python_version()}
    said = {"bench": name, "at": datetime.now(UTC).isoformat(), "machine": machine, "figures": [asdict(f) for f in figures]}
    file.write_text(json.dumps(said, indent=1) + "\n")
    return str(file)


if __name__ == "__main__":
    sys.exit(main())
