"""What a Chamber has withheld from a firm in a year, certified on paper (art. 4, DPR 322/1998)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models import TRIED, MoneyField, Tried, changed_only_in
from core.models.guards import once_settled_stays


class WithholdingCertificate(Tried):
    """The certificate of one Chamber for one firm and year: a row with what it says, then its PDF by the worker that finds it.

    What is paid late with a day of that year makes another edition, which takes the place of the one before it.
    """

    chamber = models.ForeignKey("registry.Chamber", models.PROTECT, related_name="certificates", verbose_name=_("Camera"))
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="certificates", verbose_name=_("impresa"))
    year = models.PositiveSmallIntegerField(_("anno"))
    edition = models.PositiveSmallIntegerField(_("edizione"), default=1)
    gross = MoneyField(_("contributi lordi"))
    withheld = MoneyField(_("ritenute"))
    content = models.JSONField(_("contenuto"))
    asked_at = models.DateTimeField(_("emessa il"))
    made_at = models.DateTimeField(_("prodotta il"), null=True)
    file = models.FileField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField(_("impronta SHA-256"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("certificazione delle ritenute")
        verbose_name_plural = _("certificazioni delle ritenute")
        ordering = ["-year", "pk"]
        indexes = [models.Index(fields=["id"], name="certificates_to_make", condition=Q(made_at=None))]
        constraints = [
            models.UniqueConstraint(
                fields=["chamber", "firm", "year", "edition"], name="a_certificate_is_of_a_chamber_a_firm_and_a_year"
            ),
            models.CheckConstraint(condition=Q(withheld__gt=0), name="a_certificate_certifies_something"),
            models.CheckConstraint(
                condition=Q(made_at=None, file="", sha256="") | (Q(made_at__isnull=False) & ~Q(file="") & ~Q(sha256="")),
                name="a_certificate_that_is_made_has_its_digest",
            ),
        ]
        triggers = [
            *changed_only_in("a_certificate_stays_as_it_was_issued", *TRIED, "made_at", "file", "sha256"),
            *once_settled_stays("a_certificate_stays_as_it_was_made", "made_at", "made_at", "file", "sha256"),
        ]

    def __str__(self) -> str:
        return gettext("ritenute %(year)s, %(firm)s") % {"year": self.year, "firm": self.firm}
