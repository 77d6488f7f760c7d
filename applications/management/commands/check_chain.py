"""`check_chain`: walks the chain of every call; exit code 0 when all hold, 1 with the first break of each."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from applications.queries.arrivals import broken_chains
from bando.models import Call


class Command(BaseCommand):
    help = "Verifica le catene degli arrivi: numeri, istanti, impronte, e il contenuto conservato di ogni domanda."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--call", metavar="CODICE", help="solo il bando con questo codice")

    def handle(self, *args: Any, call: str | None = None, **options: Any) -> None:
        if call is not None and not Call.objects.filter(code=call).exists():
            raise CommandError(f"non c’è un bando con il codice {call}")
        breaks = list(broken_chains(call))
        for sentence in breaks:
            self.stderr.write(self.style.ERROR(sentence))
        if breaks:
            raise CommandError(f"catene che non tengono: {len(breaks)}")
        self.stdout.write(self.style.SUCCESS("Le catene degli arrivi tengono."))
