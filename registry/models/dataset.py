"""Which official list is in the tables, from which package and since when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.enums import Shipped


class Dataset(models.Model):
    """A list that a package carries, as it was last written into the tables."""

    code = models.CharField(_("elenco"), max_length=20, choices=Shipped, unique=True)
    source = models.CharField(_("fonte"), max_length=120)
    rows = models.PositiveIntegerField(_("righe"))
    loaded_at = models.DateTimeField(_("caricato il"))

    class Meta:
        verbose_name = _("elenco di riferimento")
        verbose_name_plural = _("elenchi di riferimento")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(code__in=Shipped.values), name="a_dataset_is_a_known_one"),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()} ({self.source})"
