"""Runs of reports and their files."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models import changed_only_in, never_deleted, only_these_steps
from reports.domain.workflow import RUN_WORKFLOW
from reports.enums import FileFormat, ReportKind, RunState
from reports.models.seal import Seal

# How often a run is taken up before it is given up.
MOST_ATTEMPTS = 3


class ReportRun(models.Model):
    """Who asked for which report, as of which instant; where its making stands; digests to repeat it by.

    One run a question: the same report of the same instant, asked twice, is one. Without `requested_by` the portal made it as a
    draft, for a report that falls due. `alive_at` is the last sign of life of the worker at it. `discarded_at` is when its files
    were thrown away: digests and sizes stay, and the files can be made again, as can one that was lost.
    """

    call = models.ForeignKey("bando.Call", models.PROTECT, related_name="report_runs", verbose_name=_("bando"))
    kind = models.CharField(_("rapporto"), max_length=12, choices=ReportKind)
    as_of_at = models.DateTimeField(_("alla data"))
    parameters: Any = models.JSONField(_("opzioni"), default=dict)
    state = models.CharField(_("stato"), max_length=12, choices=RunState, default=RunState.REQUESTED)
    progress = models.PositiveSmallIntegerField(_("avanzamento, in percento"), default=0)
    rows = models.PositiveIntegerField(_("righe"), default=0)
    pages = models.PositiveIntegerField(_("pagine"), default=0)
    attempts = models.PositiveSmallIntegerField(_("tentativi"), default=0)
    # The attempt after which it is given up; asked for again, it gets as many more.
    last_attempt = models.PositiveSmallIntegerField(default=MOST_ATTEMPTS)
    requested_at = models.DateTimeField(_("richiesto il"))
    requested_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("richiesto da"))
    started_at = models.DateTimeField(_("iniziato il"), null=True)
    alive_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("finito il"), null=True)
    discarded_at = models.DateTimeField(_("file eliminati il"), null=True)
    data_sha256 = models.CharField(_("impronta dei dati"), max_length=64, blank=True)
    error = models.TextField(_("errore"), blank=True)
    # What was sent to the Region of it, and opens a tranche.
    evidence = models.OneToOneField(
        "disbursement.Evidence", models.PROTECT, null=True, related_name="report_run", verbose_name=_("invio a Regione")
    )

    class Meta:
        verbose_name = _("produzione di un rapporto")
        verbose_name_plural = _("produzioni di rapporti")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="progress_is_a_percentage"),
            models.UniqueConstraint(fields=["call", "kind", "as_of_at", "parameters"], name="a_report_is_asked_for_once"),
        ]
        triggers = [*only_these_steps(RUN_WORKFLOW), *never_deleted("a_report_run_is_never_deleted")]

    def __str__(self) -> str:
        return f"{capfirst(self.get_kind_display())} · {self.call.code}"

    @property
    def reference(self) -> str:
        """What it is called on its own pages, in the language of the acts."""
        return f"Produzione n. {self.pk}"

    @property
    def seal(self) -> Seal | None:
        """The seal on its PDF, put or still to be put; prefetch `seals` for lists."""
        return next((seal for seal in self.seals.all() if seal.gone_at is None), None)

    @property
    def files_in_order(self) -> list["ReportFile"]:
        """What people read first, then what programs do."""
        return sorted((file for file in self.files.all() if not file.part), key=lambda file: FileFormat.values.index(file.format))

    @property
    def lost(self) -> list["ReportFile"]:
        """What did not lie any more where it was kept when somebody asked for it."""
        return [] if self.discarded_at else [file for file in [*self.files_in_order, *self.annexes] if not file.file]

    @property
    def annexes(self) -> list["ReportFile"]:
        """The documents beside the main one, in the order of their names."""
        return sorted((file for file in self.files.all() if file.part), key=lambda file: file.part)


class ReportFile(models.Model):
    """One rendering of a run, or (`part`) an annex of it. Its digest is for ever; the bytes may be thrown away or lost (`file` is
    empty), and made again."""

    run = models.ForeignKey(ReportRun, models.PROTECT, related_name="files")
    format = models.CharField(_("formato"), max_length=5, choices=FileFormat)
    part = models.CharField(_("allegato"), max_length=80, blank=True)
    title = models.CharField(_("titolo"), max_length=200, blank=True)
    # Whose annex it is: its people read it, and no other.
    chamber = models.ForeignKey(
        "registry.Chamber", models.PROTECT, null=True, related_name="annexes", verbose_name=_("Camera di commercio")
    )
    file = models.FileField(_("file"), max_length=200, blank=True)
    size = models.PositiveIntegerField(_("byte"))
    sha256 = models.CharField(_("impronta SHA-256"), max_length=64)

    class Meta:
        # What people meet of it by itself: the other files stand on the page of their run.
        verbose_name = _("allegato di un rapporto")
        verbose_name_plural = _("allegati dei rapporti")
        ordering = ["run", "format", "part"]
        constraints = [models.UniqueConstraint(fields=["run", "format", "part"], name="a_run_has_one_file_a_format")]
        triggers = changed_only_in("a_report_file_changes_its_place_only", "file")

    def __str__(self) -> str:
        return (
            gettext("%(run)s, allegato %(part)s") % {"run": self.run, "part": self.title}
            if self.part
            else f"{self.run}.{self.format}"
        )

    @property
    def called(self) -> str:
        """What people call it."""
        return self.title if self.part else str(FileFormat(self.format).label)
