"""Files of strangers: what the antivirus has said of each, beside the row that names it."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from core.models.guards import settled_once


class Scan(TextChoices):
    """What the antivirus has said of a file."""

    UNASKED = "unasked", _("non controllato: il portale non ha un antivirus")
    QUARANTINED = "quarantined", _("in quarantena")
    CLEAN = "clean", _("controllato")
    INFECTED = "infected", _("messo da parte")


SCAN_COLUMNS = ("scan", "scan_finding", "scanned_at")
TOLD, SETTLED = ~Q(scan_finding=""), Q(scan__in=[Scan.CLEAN, Scan.INFECTED])


class TakenFile(models.Model):
    """A row that names a file which somebody brought: its name as text only, the bytes under a random path."""

    name = models.CharField(_("nome del file"), max_length=120)
    file = models.FileField(_("file"), max_length=200)
    sha256 = models.CharField(_("impronta SHA-256"), max_length=64)
    scan = models.CharField(_("antivirus"), max_length=12, choices=Scan, default=Scan.UNASKED)
    scan_finding = models.CharField(_("che cosa ha trovato l’antivirus"), max_length=200, blank=True)
    scanned_at = models.DateTimeField(_("controllato il"), null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @classmethod
    def with_bytes(cls) -> "models.QuerySet[Any]":
        """Those whose bytes must be there: what was set aside has been destroyed."""
        return cls._base_manager.exclude(scan=Scan.INFECTED)

    @property
    def is_shut(self) -> bool:
        """Whether nobody may open it: in quarantine, or set aside."""
        return self.scan in (Scan.QUARANTINED, Scan.INFECTED)


def quarantine_index(name: str) -> models.Index:
    """The few rows that the sweep looks for."""
    return models.Index(fields=["id"], name=name, condition=Q(scan=Scan.QUARANTINED))


def scan_is_told(known: str, finding: str, when: str) -> list[models.BaseConstraint]:
    """A scan says one of the words, what was found if something was, and when it was settled; three names, as sentences."""
    return [
        models.CheckConstraint(condition=Q(scan__in=Scan.values), name=known),
        models.CheckConstraint(condition=(Q(scan=Scan.INFECTED) & TOLD) | (~Q(scan=Scan.INFECTED) & ~TOLD), name=finding),
        models.CheckConstraint(
            condition=(SETTLED & Q(scanned_at__isnull=False)) | (~SETTLED & Q(scanned_at=None)),
            name=when,
        ),
    ]


def scan_is_settled_once() -> list[pgtrigger.Trigger]:
    """A verdict is given while the file is in quarantine, and never changed."""
    return settled_once("a_scan_is_settled_once", "scan", Scan.QUARANTINED, "scan_finding", "scanned_at")
