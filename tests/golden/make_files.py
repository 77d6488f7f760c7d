"""Run in a process of its own by the test beside it: prints the SHA-256 of every format of one report, under a given clock."""

import sys
from datetime import UTC, datetime
from hashlib import sha256

import django
import time_machine

django.setup()

from reports.adapters import csv, pdf, xlsx  # noqa: E402
from tests.reports.samples import AS_OF, PER_CHAMBER, ranking, report  # noqa: E402


def main() -> None:
    subject = report(PER_CHAMBER, ranking(30))
    with time_machine.travel(datetime.fromisoformat(sys.argv[1]).replace(tzinfo=UTC)):
        files = [pdf.render(report=subject, created_at=AS_OF), xlsx.render(report=subject), csv.archive(report=subject)]
    print(subject.digest(), *(sha256(content).hexdigest() for content in files))


main()
