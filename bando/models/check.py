"""What came out whenever the books were checked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.figures import instant
from core.models import append_only


class LedgerCheck(models.Model):
    """Every budget line recomputed from its movements at one instant: how many, and a sentence for each that does not add up."""

    at = models.DateTimeField(_("quando"))
    lines = models.PositiveIntegerField(_("linee controllate"))
    differences = models.JSONField(_("differenze"), default=list)

    class Meta:
        verbose_name = _("controllo del mastro")
        verbose_name_plural = _("controlli del mastro")
        ordering = ["-pk"]
        triggers = append_only("a_check_of_the_books_is_never_changed")

    def __str__(self) -> str:
        return instant(self.at)

    @property
    def agrees(self) -> bool:
        """Whether everything added up."""
        return not self.differences
