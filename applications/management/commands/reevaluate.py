"""Asks every stored evaluation again and compares: exit 0 when each gives the same bytes, 1 with what differs otherwise."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from applications.queries.recomputing import evaluations, reevaluated


class Command(BaseCommand):
    help = "Ask the rules again on the facts that were kept, compare the answers byte by byte, explain what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--call", default="", help="code of one call; all calls without it")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = different = older = 0
        for result in reevaluated(evaluations(options["call"])):
            asked, older, different = asked + 1, older + result.is_older, different + bool(result.differences)
            named = f"evaluation {result.evaluation.pk} ({result.evaluation}, {result.evaluation.application.call.code})"
            if result.is_older:
                self.stdout.write(f"{named}: same answers, made by engine {result.evaluation.engine_version}")
            for text in result.differences:
                self.stderr.write(f"{named}: {text}")
        if different:
            raise CommandError(f"evaluations that differ: {different} of {asked}")
        self.stdout.write(f"evaluations asked again: {asked}, all the same; {older} by an earlier engine")
