"""`check_samples`: draws every sample again from its population and seed; exit code 0 when all are the same, 1 otherwise."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disbursement.models import ControlSample
from disbursement.queries.sampling import drawn_again


class Command(BaseCommand):
    help = "Ripete ogni estrazione di controlli a campione dalla popolazione e dal seme registrati, e la confronta."

    def handle(self, *args: Any, **options: Any) -> None:
        different = [(sample, found) for sample, found in drawn_again(ControlSample.objects.all()) if found]
        for sample, found in different:
            self.stderr.write(self.style.ERROR(f"{sample}: {', '.join(found)}"))
        if different:
            raise CommandError(f"estrazioni diverse: {len(different)}")
        self.stdout.write(self.style.SUCCESS("Le estrazioni ripetute sono uguali."))
