"""`load_reference_data`: municipalities and economic activities from their packages into the tables; again changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from registry.operations import loading


class Command(BaseCommand):
    help = "Carica comuni e codici ATECO dai pacchetti installati; ripetuto, scrive solo ciò che è cambiato."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        for loaded in loading.load(by=None, at=timezone.now()):
            if verbosity == 0:
                continue
            self.stdout.write(
                f"{loaded.dataset.label} ({loaded.source}): {loaded.rows} righe, "
                f"{loaded.added} nuove, {loaded.changed} aggiornate"
            )
