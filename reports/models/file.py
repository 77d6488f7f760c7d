"""The files of a run, edition by edition: what was recorded of one is never changed, whatever takes its place."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.figures import instant
from core.models import changed_only_in
from reports.enums import FileFormat
from reports.models.guards import one_edition_after_another

# How much of a digest is told in a sentence; the whole of it stands among the digests.
BEGINNING = 16


class ReportFile(models.Model):
    """One rendering of a run, or (`part`) an annex of it, in one edition.

    Its digest is for ever; the bytes may be thrown away or lost (`file` is empty), or be found to be others (`altered`), which
    counts as lost. They are made again as they were; where the program of today draws them otherwise, somebody may choose to
    have them so (`asked_by`), and they are another edition: a row of its own. Of each file one edition at most has its bytes.
    """

    run = models.ForeignKey("reports.ReportRun", models.PROTECT, related_name="files")
    format = models.CharField(_("formato"), max_length=5, choices=FileFormat)
    part = models.CharField(_("allegato"), max_length=80, blank=True)
    edition = models.PositiveSmallIntegerField(_("edizione"), default=1)
    title = models.CharField(_("titolo"), max_length=200, blank=True)
    # Whose annex it is: its people read it, and no other.
    chamber = models.ForeignKey(
        "registry.Chamber", models.PROTECT, null=True, related_name="annexes", verbose_name=_("Camera di commercio")
    )
    file = models.FileField(_("file"), max_length=200, blank=True)
    altered = models.BooleanField(_("trovato diverso"), default=False)
    size = models.PositiveIntegerField(_("byte"))
    sha256 = models.CharField(_("impronta SHA-256"), max_length=64)
    made_at = models.DateTimeField(_("prodotto il"))
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("voluto da"))

    class Meta:
        # What people meet of it by itself: the other files stand on the page of their run.
        verbose_name = _("allegato di un rapporto")
        verbose_name_plural = _("allegati dei rapporti")
        ordering = ["run", "format", "part", "edition"]
        constraints = [
            models.UniqueConstraint(fields=["run", "format", "part", "edition"], name="an_edition_has_one_file_a_format"),
            models.UniqueConstraint(fields=["run", "format", "part", "sha256"], name="an_edition_differs_from_the_others"),
            models.UniqueConstraint(
                fields=["run", "format", "part"], condition=~Q(file=""), name="one_edition_of_a_file_has_its_bytes"
            ),
            models.CheckConstraint(
                condition=Q(edition=1, asked_by=None) | Q(edition__gt=1, asked_by__isnull=False),
                name="a_later_edition_was_chosen_by_somebody",
            ),
            models.CheckConstraint(condition=Q(altered=False) | Q(file=""), name="what_was_altered_is_not_given"),
        ]
        triggers = [
            *changed_only_in("a_report_file_changes_its_place_only", "file", "altered"),
            *one_edition_after_another("an_edition_follows_the_one_before"),
        ]

    def __str__(self) -> str:
        if not self.part:
            return f"{self.run}.{self.format}"
        return gettext("%(run)s, allegato %(part)s") % {"run": self.run, "part": self.called}

    @property
    def which(self) -> tuple[str, str]:
        """What tells it from the other files of the run, whatever its edition."""
        return (self.format, self.part)

    @property
    def name(self) -> str:
        """What it is called in any edition."""
        return self.title if self.part else str(FileFormat(self.format).label)

    @property
    def called(self) -> str:
        """What people call it."""
        if self.edition == 1:
            return self.name
        return gettext("%(name)s, edizione %(edition)s") % {"name": self.name, "edition": self.edition}

    @property
    def told_by_digest(self) -> str:
        """Which edition it is, for who has to tell it from the others."""
        return gettext("edizione %(edition)s, %(when)s (impronta %(digest)s…)") % {
            "edition": self.edition, "when": instant(self.made_at), "digest": self.sha256[:BEGINNING],
        }  # fmt: skip

    @property
    def not_as_sent(self) -> str:
        """Of an edition that is given of a report which was sent in another."""
        return gettext("Non è il file inviato a Regione, che era dell’edizione %(edition)s.") % {"edition": self.run.sent_edition}

    @property
    def told(self) -> str:
        """Of a later edition: since when it is there, and how it differs from the one before."""
        others = [file for file in self.run.files.all() if file.which == self.which and file.edition < self.edition]
        before = max(others, key=lambda file: file.edition)
        return gettext(
            "Edizione %(edition)s, rifatta il %(when)s con gli stessi dati; l’aspetto può essere diverso da quello "
            "dell’edizione %(before)s (impronta %(digest)s…)."
        ) % {
            "edition": self.edition, "when": instant(self.made_at), "before": before.edition, "digest": before.sha256[:BEGINNING],
        }  # fmt: skip
