"""`replay_2020`: 1,649 invented firms apply to the call of 2020, are checked, scored and ranked; the 638 report and are paid."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from bando.models import Call
from bando.queries.balance import differences
from demo.cast import gather
from demo.replay_payments import Aftermath
from demo.replay_payments import failures as not_closed
from demo.replay_table import failures, table
from demo.replaying import CODE, prepare
from registry.operations import loading


class Command(BaseCommand):
    help = "Plays the call of 2020 again through the portal's own operations; the outcome stays in the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rankings-only", action="store_true", help="Stops where the third ranking is signed.")

    def handle(self, *args: Any, **options: Any) -> None:
        if Call.objects.filter(code=CODE).exists():
            raise CommandError(f"the call {CODE} is in the database already: it is played once")
        now = timezone.now()
        loading.load(by=None, at=now)
        with transaction.atomic():
            replay = prepare(gather(now), self.stdout.write)
            replay.run()
            found = list(failures(replay.call, replay.financed))
            self.stdout.write(table(replay.call, replay.financed))
            if not options["rankings_only"]:
                Aftermath(replay.walk, self.stdout.write).run()
                found += [*not_closed(replay.call), *differences()]
            if found:
                raise CommandError("\n".join(found))
