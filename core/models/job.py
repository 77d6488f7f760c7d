"""Work on many rows at once: a job, and each of its rows with what came of it."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.domain.bulk import label_of
from core.models.guards import (
    changed_only_in,
    kept_once_settled,
    once_settled_stays,
    set_once,
    takes_rows_until,
)

WAITING = "waiting"


class Outcome(models.TextChoices):
    """What came of one row. Only who waits is still to be done; all the others are for ever."""

    WAITING = WAITING, pgettext_lazy("riga di un lavoro", "da fare")
    DONE = "done", pgettext_lazy("riga di un lavoro", "fatta")
    ALREADY = "already", pgettext_lazy("riga di un lavoro", "già a posto")
    REFUSED = "refused", pgettext_lazy("riga di un lavoro", "rifiutata")
    FAILED = "failed", pgettext_lazy("riga di un lavoro", "non riuscita")
    DROPPED = "dropped", pgettext_lazy("riga di un lavoro", "lasciata")


class Job(models.Model):
    """An act to be done to many things: proposed with its rows, done once its person has confirmed it.

    `act` is a name of `core.domain.bulk`; `subject_type` what its rows are about («applications.application»); `parameters` what
    all rows share (`about` among them is for people). `digest` is the SHA-256 of act, rows and parameters: the same proposed
    again by the same person is the same proposal.
    """

    act = models.CharField(_("lavoro"), max_length=80)
    subject_type = models.CharField(_("tipo"), max_length=80)
    parameters = models.JSONField(_("dati comuni"), default=dict, encoder=DjangoJSONEncoder)
    digest = models.CharField(_("impronta SHA-256"), max_length=64)
    by_id = models.BigIntegerField(_("utente"))
    by_label = models.CharField(_("chi"), max_length=254)
    proposed_at = models.DateTimeField(_("preparato il"))
    confirmed_at = models.DateTimeField(_("avviato il"), null=True)
    stopped_at = models.DateTimeField(_("fermato il"), null=True)
    finished_at = models.DateTimeField(_("finito il"), null=True)

    class Meta:
        verbose_name = _("lavoro in blocco")
        verbose_name_plural = _("lavori in blocco")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["id"], name="jobs_to_do", condition=Q(confirmed_at__isnull=False, finished_at=None)),
            models.Index(fields=["by_id"], name="jobs_by_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["by_id", "digest"], condition=Q(confirmed_at=None, finished_at=None), name="the_same_proposal_is_one"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(confirmed_at__isnull=False) | Q(stopped_at__isnull=False),
                name="a_job_that_ends_was_confirmed_or_stopped",
            ),
            models.CheckConstraint(condition=Q(stopped_at=None) | Q(finished_at=F("stopped_at")), name="a_stopped_job_has_ended"),
        ]
        triggers = [
            *changed_only_in("a_job_changes_as_it_goes_on_only", "parameters", "confirmed_at", "stopped_at", "finished_at"),
            *set_once("a_job_is_confirmed_and_ends_once", "confirmed_at", "stopped_at", "finished_at"),
            *once_settled_stays("what_was_confirmed_is_what_is_done", "confirmed_at", "parameters"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What it does, in words."""
        return label_of(self.act)

    @property
    def standing(self) -> str:
        """Where it stands, in words."""
        if self.stopped_at:
            return gettext("fermato") if self.confirmed_at else gettext("scartato")
        if self.finished_at:
            return pgettext("lavoro", "finito")
        return gettext("in corso") if self.confirmed_at else gettext("da avviare")

    @property
    def is_running(self) -> bool:
        """Whether it has rows that a worker is to do."""
        return self.confirmed_at is not None and self.finished_at is None


class JobRow(models.Model):
    """One thing of a job: settled once, in the transaction in which it was done; `result` is the sentence that tells of it.

    `subject_id` is the primary key of the thing, `data` what the row adds to the job's parameters, `tries` how often a worker has
    begun it: one that has ended several workers is not begun again.
    """

    job = models.ForeignKey(Job, models.PROTECT, related_name="rows", verbose_name=_("lavoro in blocco"))
    number = models.PositiveIntegerField(_("riga"))
    subject_id = models.BigIntegerField(_("oggetto"), null=True)
    label = models.CharField(_("che cosa"), max_length=250)
    data = models.JSONField(_("dati"), default=dict, encoder=DjangoJSONEncoder)
    outcome = models.CharField(_("esito"), max_length=10, choices=Outcome, default=Outcome.WAITING)
    result = models.TextField(_("che cosa è successo"), blank=True)
    tries = models.PositiveSmallIntegerField(_("tentativi"), default=0)
    settled_at = models.DateTimeField(_("fatta il"), null=True)

    class Meta:
        verbose_name = _("riga di un lavoro in blocco")
        verbose_name_plural = _("righe di un lavoro in blocco")
        ordering = ["job", "number"]
        indexes = [models.Index(fields=["job", "number"], name="job_rows_to_do", condition=Q(outcome=WAITING))]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="a_row_has_its_number_in_the_job"),
            models.UniqueConstraint(
                fields=["job", "subject_id"], condition=~Q(outcome=Outcome.REFUSED), name="a_job_has_a_thing_once"
            ),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="a_row_has_a_known_outcome"),
            models.CheckConstraint(
                condition=Q(outcome=WAITING, settled_at=None, result="") | (~Q(outcome=WAITING) & Q(settled_at__isnull=False)),
                name="a_row_that_is_settled_says_when",
            ),
        ]
        triggers = [
            *changed_only_in("a_row_of_a_job_changes_in_its_outcome_only", "outcome", "result", "tries", "settled_at"),
            *kept_once_settled("a_row_of_a_job_is_settled_once", "outcome", WAITING),
            *takes_rows_until("a_confirmed_job_takes_no_more_rows", "core_job", "job_id", "confirmed_at"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.label}"
