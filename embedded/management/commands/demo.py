"""`./portal demo`: the whole portal on this machine, started and stopped together."""

import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from embedded import CannotStart
from embedded.supervising import Supervisor


class Command(BaseCommand):
    help = "Run the whole portal here: database, broker, web, worker and schedule."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT")
        parser.add_argument("--no-seed", action="store_true", help="start on the data that are there, add no examples")

    def handle(self, *args: object, bind: str, no_seed: bool, **options: object) -> None:
        try:
            sys.exit(Supervisor(settings.VAR, bind, with_examples=not no_seed).run())
        except CannotStart as sentence:
            sys.exit(f"portal: {sentence}")
