"""The evaluators' sittings with their minutes, and what they write where their scores lie far apart."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.domain.workflow import MINUTES
from applications.enums import FormState
from applications.models.desk_guards import nobody_in_conflict, nobody_sits_in_conflict
from core.models import TRIED, Tried, append_only, changed_only_in, only_these_steps


class SpreadNote(models.Model):
    """Why the sheets of a project stay as far apart as they are: with it the project has its score without another sheet."""

    application = models.OneToOneField("applications.Application", models.PROTECT, related_name="spread_note")
    spread = models.DecimalField(_("scarto"), max_digits=5, decimal_places=2)
    text = models.TextField(_("motivazione dello scarto"))
    at = models.DateTimeField(_("quando"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("motivazione di uno scarto")
        verbose_name_plural = _("motivazioni degli scarti")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_spread_is_explained_in_words")]
        triggers = [*append_only("an_explained_spread_is_never_changed"), *nobody_in_conflict()]

    def __str__(self) -> str:
        return f"{self.application}: {self.spread}"


class Sitting(Tried):
    """A sitting of the evaluators: a row first, then the PDF of its minutes by the worker that finds it."""

    call = models.ForeignKey("bando.Call", models.PROTECT, related_name="sittings", verbose_name=_("bando"))
    held_on = models.DateField(_("tenuta il"))
    place = models.CharField(_("luogo"), max_length=120)
    text = models.TextField(_("che cosa si è discusso"))
    recorded_at = models.DateTimeField(_("verbalizzata il"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("verbalizzata da"))
    state = models.CharField(_("verbale"), max_length=12, choices=FormState, default=FormState.REQUESTED)
    made_at = models.DateTimeField(_("prodotto il"), null=True)
    file = models.FileField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField(_("impronta SHA-256"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("seduta del Nucleo di valutazione")
        verbose_name_plural = _("sedute del Nucleo di valutazione")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=FormState.REQUESTED)
                | (Q(state=FormState.MADE, made_at__isnull=False) & ~Q(sha256="") & ~Q(file="")),
                name="minutes_that_are_made_have_their_file",
            ),
        ]
        triggers = [
            *only_these_steps(MINUTES),
            *changed_only_in("a_sitting_stays_as_it_was_recorded", *TRIED, "state", "made_at", "file", "sha256"),
        ]

    def __str__(self) -> str:
        return gettext("seduta del %(day)s, %(call)s") % {"day": f"{self.held_on:%d/%m/%Y}", "call": self.call.code}


class SittingMember(models.Model):
    """Somebody who was present."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="members")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("presente"))

    class Meta:
        verbose_name = _("presente a una seduta")
        verbose_name_plural = _("presenti alle sedute")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["sitting", "person"], name="a_person_is_present_once_at_a_sitting")]
        triggers = append_only("who_was_present_is_never_changed")

    def __str__(self) -> str:
        return str(self.person.name)


class SittingFile(models.Model):
    """A project that was examined, with the score that it had come to and how far its sheets lay apart."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="files")
    application = models.OneToOneField("applications.Application", models.PROTECT, related_name="sitting_file")
    score = models.DecimalField(_("punteggio"), max_digits=5, decimal_places=2)
    spread = models.DecimalField(_("scarto"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("progetto esaminato in una seduta")
        verbose_name_plural = _("progetti esaminati nelle sedute")
        ordering = ["pk"]
        triggers = [
            *append_only("what_was_examined_is_never_changed"),
            *nobody_sits_in_conflict("nobody_sits_on_a_file_in_conflict"),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.score}"
