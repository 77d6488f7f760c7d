"""Prints docs/workflow.md from the table of an application's life: `./portal manage print_workflow > docs/workflow.md`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from applications.queries.workflow import page


class Command(BaseCommand):
    help = "Print the page docs/workflow.md from the table of the life of an application."

    def handle(self, *args: Any, **options: Any) -> None:
        with override("it"):
            self.stdout.write(page(), ending="")
