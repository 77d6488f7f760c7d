"""Chambers of Commerce and provinces."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Chamber(models.Model):
    """A Chamber of Commerce. Chambers merge: which one serves a province in a call is said by the call."""

    code = models.SlugField(_("codice"), max_length=12, unique=True)
    name = models.CharField(_("nome"), max_length=120)

    class Meta:
        verbose_name = _("Camera di commercio")
        verbose_name_plural = _("Camere di commercio")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


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
