"""Chambers of Commerce, provinces and municipalities."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.domain.territory import in_being


class Chamber(models.Model):
    """A Chamber of Commerce. Chambers merge: which one serves a province in a call is said by the call."""

    code = models.SlugField(_("codice"), max_length=12, unique=True)
    name = models.CharField(_("nome"), max_length=120)
    since_on = models.DateField(_("esiste dal"), null=True, blank=True)
    until_on = models.DateField(_("è esistita fino al"), null=True, blank=True)

    class Meta:
        verbose_name = _("Camera di commercio")
        verbose_name_plural = _("Camere di commercio")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("since_on")), name="a_chamber_does_not_end_before_it_begins"),
        ]

    def __str__(self) -> str:
        return self.name

    def exists_on(self, day: date) -> bool:
        """Whether the Chamber exists on that day."""
        return in_being(day, self.since_on, self.until_on)


class Province(models.Model):
    """An Italian province with its two-letter sign."""

    code = models.CharField(_("sigla"), max_length=2, primary_key=True)
    name = models.CharField(_("nome"), max_length=60)
    in_lombardy = models.BooleanField(_("in Lombardia"), default=False)

    class Meta:
        verbose_name = _("provincia")
        verbose_name_plural = _("province")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Municipality(models.Model):
    """An Italian municipality, of today or suppressed, by the cadastral code that tax codes carry. Loaded, never typed."""

    cadastral_code = models.CharField(_("codice catastale"), max_length=4, primary_key=True)
    name = models.CharField(_("nome"), max_length=80)
    search_key = models.CharField(_("nome per la ricerca"), max_length=80, db_index=True, editable=False)
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("provincia"), related_name="municipalities")
    since_on = models.DateField(_("esiste dal"))
    until_on = models.DateField(_("è esistito fino al"), null=True, blank=True)

    class Meta:
        verbose_name = _("comune")
        verbose_name_plural = _("comuni")
        ordering = ["search_key", "cadastral_code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cadastral_code__regex=r"^[A-Z][0-9]{3}$"), name="a_cadastral_code_is_a_letter_and_three_digits"
            ),
            models.CheckConstraint(condition=Q(until_on__gte=F("since_on")), name="a_municipality_does_not_end_before_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.province_id})"
