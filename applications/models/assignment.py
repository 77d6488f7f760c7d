"""Who a file is given to: places for its check and for its scoring, drawn by load and passed on with a reason."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.enums import Task
from applications.models.desk_guards import (
    nobody_in_conflict,
    not_scored_by_who_checked,
    one_place_a_person,
    takes_over_its_own_place,
    tells_whose_hands,
)
from core.models import append_only


class AssignmentRun(models.Model):
    """One automatic assignment: its seed and all that it looked at (canonical JSON), so that anybody can repeat it."""

    call = models.ForeignKey("bando.Call", models.PROTECT, related_name="assignment_runs", verbose_name=_("bando"))
    task = models.CharField(_("lavoro"), max_length=10, choices=Task)
    chamber = models.ForeignKey("registry.Chamber", models.PROTECT, null=True, related_name="+", verbose_name=_("Camera"))
    seed = models.CharField(_("seme"), max_length=80)
    inputs = models.TextField(_("pratiche e carichi (JSON canonico)"))
    at = models.DateTimeField(_("quando"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("assegnazione automatica")
        verbose_name_plural = _("assegnazioni automatiche")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(seed=""), name="an_automatic_assignment_has_a_seed")]
        triggers = append_only("an_automatic_assignment_is_never_changed")

    def __str__(self) -> str:
        return f"{self.call.code}: {self.get_task_display()}, {self.seed}"


class Assignment(models.Model):
    """A place given to a person by a run, or taken over from who had it, with a reason; the one nobody has taken over counts."""

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="assignments")
    task = models.CharField(_("lavoro"), max_length=10, choices=Task)
    place = models.PositiveSmallIntegerField(_("posto"))
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="assignments", verbose_name=_("a chi"))
    run = models.ForeignKey(AssignmentRun, models.PROTECT, null=True, related_name="assignments")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    reason = models.TextField(_("motivo"), blank=True)
    at = models.DateTimeField(_("quando"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("assegnazione")
        verbose_name_plural = _("assegnazioni")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "task", "place"], condition=Q(replaces=None), name="a_place_is_given_once"
            ),
            models.CheckConstraint(
                condition=Q(run__isnull=False, replaces=None, reason="") | (Q(run=None, replaces__isnull=False) & ~Q(reason="")),
                name="a_place_is_given_by_a_run_or_taken_over_with_a_reason",
            ),
        ]
        triggers = [
            *append_only("an_assignment_is_never_changed"),
            *nobody_in_conflict(person="person_id"),
            *takes_over_its_own_place("a_place_is_taken_over_from_who_has_it"),
            *one_place_a_person("a_person_has_one_place_in_a_task"),
            *not_scored_by_who_checked("who_checked_a_file_is_not_given_its_scoring"),
            *tells_whose_hands("an_assignment_tells_whose_hands_a_file_is_in"),
        ]

    def __str__(self) -> str:
        return f"{self.get_task_display()}: {self.person.name}"
