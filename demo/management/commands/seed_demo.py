"""Fills the demo: seven calls, sixty firms, people of every role; what is there already is left alone."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from bando.models import Call
from demo import calls, controls, counter, editions, regional
from demo.cast import gather
from demo.people import ACCOUNTS
from demo.signing import kept_authority
from registry.operations import loading

SCENES = {
    "ECOMMERCE-2020-A": calls.at_its_end,
    "ECOMMERCE-2020-B": calls.under_review,
    "ECOMMERCE-2020": calls.open_now,
    "SPORTELLO-2020": counter.open_counter,
    "ECOMMERCE-2021": editions.announced_2021,
    "DIGITAL-EXPORT-2022": editions.announced_2022,
    "ECOMMERCE-PROSSIMO": editions.next_edition,
}


class Command(BaseCommand):
    help = "Seeds the demo through the portal's own operations; run again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        loading.load(by=None, at=now)
        kept_authority(now)
        with transaction.atomic():
            cast = gather(now)
        for code, scene in SCENES.items():
            if Call.objects.filter(code=code).exists():
                continue
            with transaction.atomic():
                call = scene(cast, now)
            self.stdout.write(f"{call.title}: {call.applications.count()} domande")
        regional.flow(cast, now)
        controls.sample(cast, now)
        for account in ACCOUNTS:
            self.stdout.write(f"  {account['email']:<36} {account['password']:<18} {account['role']} {account['place']}".rstrip())
