"""`check_ledger`: recomputes every budget line from its movements; exit code 0 when all add up, 1 with what does not."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware

from bando.domain.routes import KEPT
from bando.domain.wording import euro
from bando.queries.balance import below_zero, differences, lines_with_movements


def instant(text: str) -> datetime:
    """An instant with its zone, as ISO 8601 writes it."""
    found = parse_datetime(text)
    if found is None or not is_aware(found):
        raise ValueError("an instant has its zone")
    return found


class Command(BaseCommand):
    help = "Ricalcola le linee di bilancio dai movimenti; con --at mostra com’erano a un istante."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", type=instant, help="istante con fuso, per esempio 2020-06-30T23:59:59+02:00")

    def handle(self, *args: Any, at: datetime | None = None, **options: Any) -> None:
        found = list(differences() if at is None else below_zero(at))
        for sentence in found:
            self.stderr.write(self.style.ERROR(sentence))
        if at is not None:
            self._show(at)
        if found:
            raise CommandError(f"il mastro non torna, differenze: {len(found)}")
        self.stdout.write(self.style.SUCCESS("Il mastro torna."))

    def _show(self, at: datetime) -> None:
        for line in lines_with_movements(at):
            amounts = ", ".join(f"{bucket.label} {euro(getattr(line, f'moved_{bucket.value}'))}" for bucket in KEPT)
            self.stdout.write(f"linea {line.pk} «{line}»: {amounts}")
