"""`replay_2020`: 1,649 invented firms apply to the call of 2020 and are checked, scored, ranked; prints who was financed when."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from bando.models import Call
from demo.cast import gather
from demo.replay_table import failures, table
from demo.replaying import CODE, prepare
from registry.operations import loading


class Command(BaseCommand):
    help = "Plays the call of 2020 again through the portal's own operations; the outcome stays in the database."

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
            if found:
                raise CommandError("\n".join(found))
