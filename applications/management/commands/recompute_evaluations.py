"""Computes every stored evaluation anew and compares: exit 0 when each gives the same bytes, 1 and its name otherwise."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from applications.models import Evaluation
from applications.queries.recomputing import differing


class Command(BaseCommand):
    help = "Ask the rules again on the facts that were kept, and compare the answers byte by byte."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for evaluation in differing():
            found += 1
            self.stderr.write(f"verifica {evaluation.pk} ({evaluation}): il risultato ricalcolato è diverso")
        if found:
            raise CommandError(f"verifiche diverse: {found}")
        self.stdout.write(f"Verifiche ricalcolate: {Evaluation.objects.count()}, tutte uguali.")
