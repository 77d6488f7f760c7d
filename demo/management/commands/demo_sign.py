"""Signs a form of the demo as its firm's legal representative would, to try the page where it is uploaded."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo.authority import sign_cades, sign_pades
from demo.signing import firm_in, kept_authority

WAYS = {"cades": (sign_cades, ".pdf.p7m"), "pades": (sign_pades, "-firmato.pdf")}


class Command(BaseCommand):
    help = "Signs a form downloaded from the demo with a certificate that only the demo trusts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("form", type=Path, help="the PDF, as downloaded from the page «Firma»")
        parser.add_argument("--as", dest="way", choices=WAYS, default="cades", help="a .p7m (CAdES) or a signed PDF (PAdES)")
        parser.add_argument("--tax-code", default="", help="of whoever signs; the firm's legal representative if not said")
        parser.add_argument("--name", default="", help="of whoever signs: «Name Surname»")
        parser.add_argument("--not-qualified", action="store_true", help="with a certificate that is not qualified")

    def handle(self, *args: Any, **options: Any) -> None:
        form: Path = options["form"]
        content = form.read_bytes()
        firm = firm_in(content)
        code = options["tax_code"] or (firm.representative_tax_code if firm else "")
        if not code:
            raise CommandError("This is no form of the demo: say who signs, with --tax-code and --name.")
        name, _, surname = (options["name"] or (firm.representative_name if firm else "Nome Cognome")).partition(" ")
        person = kept_authority(timezone.now()).person(name, surname, f"TINIT-{code}", qualified_one=not options["not_qualified"])
        sign, suffix = WAYS[options["way"]]
        signed = form.with_name(form.stem + suffix)
        signed.write_bytes(sign(content, person))
        self.stdout.write(f"{signed}: firmato da {name} {surname} ({code})")
