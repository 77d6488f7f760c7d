"""Runs of reports: the question, where its making stands, and which of its files are given."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.models import never_deleted, only_these_steps
from reports.domain.workflow import RUN_WORKFLOW
from reports.enums import FileFormat, ReportKind, RunState
from reports.models.file import ReportFile
from reports.models.seal import Seal

# How often a run is taken up before it is given up.
MOST_ATTEMPTS = 3


class ReportRun(models.Model):
    """Who asked for which report, as of which instant; where its making stands; digests to repeat it by.

    One run a question: the same report of the same instant, asked twice, is one. Without `requested_by` the portal made it as a
    draft, for a report that falls due. `alive_at` is the last sign of life of the worker at it. `discarded_at` is when its files
    were thrown away: digests and sizes stay, and the files can be made again, as can one that was lost. `bytes_differ` says that
    what was made last had the data of then and other bytes; `edition_asked_by` has chosen to have it all the same, as another
    edition, and counts for one making.
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
    bytes_differ = models.BooleanField(_("stessi dati, altri byte"), default=False)
    edition_asked_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("nuova edizione voluta da")
    )
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
            models.CheckConstraint(
                condition=Q(edition_asked_by=None) | Q(state__in=[RunState.REQUESTED, RunState.RUNNING]),
                name="an_edition_is_asked_for_one_making",
            ),
        ]
        triggers = [*only_these_steps(RUN_WORKFLOW), *never_deleted("a_report_run_is_never_deleted")]

    def __str__(self) -> str:
        return f"{capfirst(self.get_kind_display())} · {self.call.code}"

    @property
    def reference(self) -> str:
        """What it is called on its own pages, in the language of the acts."""
        return f"Produzione n. {self.pk}"

    @property
    def given(self) -> dict[tuple[str, str], ReportFile]:
        """Of each format and part the edition whose bytes are there; where none is, the last. Prefetch `files` for lists."""
        ordered = sorted(self.files.all(), key=lambda file: (bool(file.file), file.edition))
        return {file.which: file for file in ordered}

    @property
    def pdf(self) -> ReportFile | None:
        """The main document as it is given."""
        return self.given.get((FileFormat.PDF.value, ""))

    @property
    def seal(self) -> Seal | None:
        """The seal on the PDF that is given, put or still to be put; prefetch `seals` for lists."""
        document = self.pdf
        return next((seal for seal in self.seals.all() if seal.gone_at is None and document and seal.is_on(document)), None)

    @property
    def sealed_before(self) -> list[tuple[ReportFile, Seal]]:
        """Sealed copies that are still there of editions of the PDF which are not given any more, each with its document."""
        pdfs = [file for file in self.recorded if file.which == (FileFormat.PDF.value, "") and file != self.pdf]
        return [(file, seal) for file in pdfs for seal in self.seals.all() if seal.file and seal.is_on(file)]

    @property
    def files_in_order(self) -> list[ReportFile]:
        """What people read first, then what programs do."""
        main = [file for file in self.given.values() if not file.part]
        return sorted(main, key=lambda file: FileFormat.values.index(file.format))

    @property
    def annexes(self) -> list[ReportFile]:
        """The documents beside the main one, in the order of their names."""
        return sorted((file for file in self.given.values() if file.part), key=lambda file: file.part)

    @property
    def lost(self) -> list[ReportFile]:
        """What was not found any more as it was kept, by whoever asked for it or by the nightly look."""
        return [] if self.discarded_at else [file for file in [*self.files_in_order, *self.annexes] if not file.file]

    @property
    def recorded(self) -> list[ReportFile]:
        """Every edition of every file, with bytes or without: their digests are for ever."""
        order = FileFormat.values.index
        return sorted(self.files.all(), key=lambda file: (bool(file.part), file.part, order(file.format), file.edition))

    @property
    def made_anew(self) -> list[ReportFile]:
        """Those that are given in a later edition than their first."""
        return [file for file in [*self.files_in_order, *self.annexes] if file.edition > 1]

    @property
    def sent_edition(self) -> int | None:
        """Which edition was sent to the Region; nothing when none was."""
        if self.evidence is None:
            return None
        sent = self.evidence.file_sha256
        return next((file.edition for file in self.recorded if not file.part and file.sha256 == sent), 1)

    @property
    def not_sent(self) -> list[ReportFile]:
        """What is given of a report that was sent, and is not what was sent."""
        sent = self.sent_edition
        return [] if sent is None else [file for file in self.made_anew if file.edition > sent]

    @property
    def latest_edition(self) -> int:
        """The highest number among its files; 0 before it was made."""
        return max((file.edition for file in self.files.all()), default=0)
