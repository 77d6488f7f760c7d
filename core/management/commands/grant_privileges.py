"""`grant_privileges`: lets the role that serves the portal do its work and no more; exit code 1 if it may still do more."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.adapters import privileges


class Command(BaseCommand):
    help = "Make the role of PORTAL_SERVING_DATABASE_URL where it is missing; allow it no change of what was recorded."

    def handle(self, *args: Any, **options: Any) -> None:
        address = urlsplit(settings.PORTAL_SERVING_DATABASE_URL)
        if not address.username:
            raise CommandError(
                "PORTAL_SERVING_DATABASE_URL names no role: write the address that web and workers connect with, and run "
                "this as the owner of the tables (DATABASE_URL)."
            )
        role = unquote(address.username)
        with transaction.atomic():
            privileges.grant_to(role, unquote(address.password or ""))
        found = list(privileges.excess(role))
        if found:
            self.stderr.write("\n".join(found))
            raise CommandError(f"the role “{role}” may do more than it should: is it the owner of the tables, or a superuser?")
        if options["verbosity"]:
            self.stdout.write(f"the role “{role}” may read and add everywhere, and change nothing that was recorded")
