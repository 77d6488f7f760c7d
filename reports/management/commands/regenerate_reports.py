"""Makes finished reports again, as of their instants, and compares data and files to the byte; exit code 1 on a difference."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.enums import RunState
from reports.models import ReportRun
from reports.queries.comparing import compare


class Command(BaseCommand):
    help = "Recompute report runs from the ledger as of their instants; compare data digests and file bytes with what was kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run_id", type=int, nargs="?", help="one run; all that are ready without it")
        parser.add_argument("--data-only", action="store_true", help="compare data and stored files, and draw no file again")

    def handle(self, *args: Any, run_id: int | None = None, data_only: bool = False, **options: Any) -> None:
        runs = ReportRun.objects.filter(state=RunState.DONE).select_related("call").order_by("pk")
        if run_id is not None and not (runs := runs.filter(pk=run_id)):
            raise CommandError(f"Non c’è una produzione pronta con il numero {run_id}.")
        different = [run.pk for run in runs if not self._is_equal(run, redraw=not data_only)]
        if different:
            raise CommandError(f"Produzioni diverse da quelle conservate: {', '.join(map(str, different))}.")
        self.stdout.write(f"Produzioni confrontate: {len(runs)}, tutte uguali.")

    def _is_equal(self, run: ReportRun, *, redraw: bool) -> bool:
        rows = compare(run, redraw=redraw)
        for file in run.made_anew:
            self.stdout.write(f"{run.pk} {run} {file.name}. {file.told}")
        for file in run.not_sent:
            self.stdout.write(f"{run.pk} {run} {file.called}. {file.not_as_sent}")
        for row in rows:
            told = "uguale" if row.is_equal else f"DIVERSO: conservato {row.kept}, ora {row.made}, nei file {row.stored}"
            self.stdout.write(f"{run.pk} {run} {row.label}: {told}")
        return all(row.is_equal for row in rows)
