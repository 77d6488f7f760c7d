"""The letter of a grant: a row with what it says, written with the grant, then its PDF by the worker that finds it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.domain.workflow import LETTER
from applications.enums import FormState
from core.models import TRIED, Tried, changed_only_in, only_these_steps


class GrantLetter(Tried):
    """What the firm is told of its grant, on paper. `content` holds plain values as they stood at the grant, never the words.

    Terms that an act moves afterwards are told by their own notices: the letter stays what it was, and can be drawn again.
    """

    grant = models.OneToOneField("applications.Grant", models.PROTECT, related_name="letter", verbose_name=_("concessione"))
    content = models.JSONField(_("contenuto"))
    asked_at = models.DateTimeField(_("chiesta il"))
    state = models.CharField(_("lettera"), max_length=12, choices=FormState, default=FormState.REQUESTED)
    made_at = models.DateTimeField(_("prodotta il"), null=True)
    file = models.FileField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField(_("impronta SHA-256"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("lettera di concessione")
        verbose_name_plural = _("lettere di concessione")
        ordering = ["pk"]
        indexes = [models.Index(fields=["id"], name="letters_to_make", condition=Q(state=FormState.REQUESTED))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=FormState.REQUESTED)
                | (Q(state=FormState.MADE, made_at__isnull=False) & ~Q(sha256="") & ~Q(file="")),
                name="a_letter_that_is_made_has_its_file",
            ),
        ]
        triggers = [
            *only_these_steps(LETTER),
            *changed_only_in("a_letter_stays_as_it_was_asked", *TRIED, "state", "made_at", "file", "sha256"),
        ]

    def __str__(self) -> str:
        return gettext("lettera di concessione, %(application)s") % {"application": self.grant.application}

    @property
    def is_made(self) -> bool:
        """Whether it can be read."""
        return self.state == FormState.MADE
