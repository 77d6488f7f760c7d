"""Makes a finished report again and compares it with what was kept, to the byte; exit code 1 on a difference."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports import policies
from reports.models import ReportRun
from reports.queries.comparing import compare


class Command(BaseCommand):
    help = "Recompute a report run as of its instant and compare data and files with what was kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run_id", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        run = ReportRun.objects.select_related("call").filter(pk=options["run_id"]).first()
        if run is None:
            raise CommandError(f"Non c’è una produzione n. {options['run_id']}.")
        if reason := policies.why_not_compare(run):
            raise CommandError(reason)
        rows = compare(run, redraw=True)
        for row in rows:
            self.stdout.write(f"{row.label}: {'uguale' if row.is_equal else 'DIVERSO'} {row.kept} {row.made} {row.stored}")
        if not all(row.is_equal for row in rows):
            raise CommandError("Il rapporto prodotto ora è diverso da quello conservato.")
