"""Reads every stored file again and compares it with its digest: exit 0 when all are there and the same, 1 otherwise."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.adapters import storage
from core.queries import stored

# An upload that is under way has its bytes before it has its row.
GRACE = timedelta(days=1)


class Command(BaseCommand):
    help = "Compare every stored file with the SHA-256 kept beside it; list files that nothing names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove-orphans", action="store_true", help="delete the files that nothing has named for a day")

    def handle(self, *args: Any, **options: Any) -> None:
        read = wrong = 0
        for file in stored.named():
            read += 1
            if trouble := file.trouble:
                wrong += 1
                self.stderr.write(f"{trouble}: {file.path} ({file.row})")
        left = self.orphans(remove=options["remove_orphans"])
        if wrong or left:
            raise CommandError(f"files that are not as they were: {wrong} of {read}; files that nothing names: {left}")
        self.stdout.write(f"files read: {read}, all as they were")

    def orphans(self, *, remove: bool) -> int:
        """How many are left."""
        left = 0
        for path in list(stored.orphans(timezone.now() - GRACE)) if remove else stored.orphans(timezone.now() - GRACE):
            self.stdout.write(f"{'removed' if remove else 'extra'}: {path}")
            left += not remove
            if remove:
                storage.discard(path)
        return left
