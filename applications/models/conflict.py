"""What officers and evaluators declare about themselves before they open a file."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.desk_guards import never_taken_back, tells_whose_hands
from core.models import append_only


class ConflictDeclaration(models.Model):
    """One person's word on whether she has a conflict of interests with one application; a conflict is never taken back."""

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="conflict_declarations")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))
    conflicted = models.BooleanField(_("in conflitto d’interessi"))
    words = models.TextField(_("di che si tratta"), blank=True)
    at = models.DateTimeField(_("quando"))

    class Meta:
        verbose_name = _("dichiarazione sui conflitti d’interessi")
        verbose_name_plural = _("dichiarazioni sui conflitti d’interessi")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person", "conflicted"], name="a_person_declares_a_thing_once_about_an_application"
            ),
            models.CheckConstraint(condition=Q(conflicted=False) | ~Q(words=""), name="a_declared_conflict_says_what_it_is"),
        ]
        triggers = [
            *append_only("a_declaration_of_interests_is_never_changed"),
            *never_taken_back("a_declared_conflict_is_never_taken_back"),
            *tells_whose_hands("a_conflict_tells_whose_hands_a_file_is_in"),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.person.name}"
