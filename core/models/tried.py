"""What is made in the background and may not come out: how often it was tried, when last, and what was wrong with it."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.domain.retrying import is_time, next_try

TRIED = ("attempts", "tried_at", "error")


class Tried(models.Model):
    """A row whose making is tried again for as long as it takes; without `tried_at` it is at the next opportunity."""

    attempts = models.PositiveSmallIntegerField(_("tentativi"), default=0)
    tried_at = models.DateTimeField(_("ultimo tentativo"), null=True)
    error = models.CharField(_("errore"), max_length=250, blank=True)

    class Meta:
        abstract = True

    def is_due(self, at: datetime) -> bool:
        """Whether the wait after the last attempt is over."""
        return is_time(self.attempts, self.tried_at, at)

    @property
    def next_at(self) -> datetime | None:
        """When it is tried next; nothing: at the next opportunity."""
        return next_try(self.attempts, self.tried_at)

    @property
    def is_put_off(self) -> bool:
        """Whether it did not come out and waits for its next attempt."""
        return bool(self.error) and self.tried_at is not None
