"""The seal on the PDF of a run: put after it was made, by a key and a time-stamping service of the body that answers for it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models import TRIED, Tried, changed_only_in
from core.models.guards import once_settled_stays
from reports.models.file import ReportFile

PUT = ("sealed_at", "size", "sha256")


class Seal(Tried):
    """The sealed copy of a run's PDF: its first bytes are the PDF as it was made, whose digest is `document_sha256`.

    Without `sealed_at` it is still to be put: `tried_at` is the last attempt, `error` what was wrong with it. A copy whose bytes
    are gone (`gone_at`: thrown away with the other files, or lost; `altered`: found to be others) leaves its digest, and another
    seal takes its place. It belongs to the bytes of one edition: the PDF of another has a seal of its own.
    """

    run = models.ForeignKey("reports.ReportRun", models.PROTECT, related_name="seals", verbose_name=_("produzione"))
    sealed_at = models.DateTimeField(_("sigillato il"), null=True)
    document_sha256 = models.CharField(_("impronta del documento"), max_length=64)
    file = models.FileField(_("file sigillato"), max_length=200, blank=True)
    size = models.PositiveIntegerField(_("byte"), default=0)
    sha256 = models.CharField(_("impronta del file sigillato"), max_length=64, blank=True)
    gone_at = models.DateTimeField(_("file non più conservato dal"), null=True)
    altered = models.BooleanField(_("trovato diverso"), default=False)

    class Meta:
        verbose_name = _("sigillo di un rapporto")
        verbose_name_plural = _("sigilli dei rapporti")
        ordering = ["run", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sealed_at=None, sha256="", file="", size=0) | (Q(sealed_at__isnull=False) & ~Q(sha256="")),
                name="a_seal_that_is_put_has_its_digest",
            ),
            models.CheckConstraint(
                condition=Q(sealed_at=None, gone_at=None)
                | (Q(sealed_at__isnull=False, gone_at=None) & ~Q(file=""))
                | Q(sealed_at__isnull=False, gone_at__isnull=False, file=""),
                name="a_seal_that_is_put_has_its_file_or_is_gone",
            ),
            models.CheckConstraint(
                condition=Q(altered=False) | Q(gone_at__isnull=False), name="a_sealed_copy_that_was_altered_is_gone"
            ),
            models.UniqueConstraint(
                fields=["run", "document_sha256"], condition=Q(gone_at=None), name="a_document_has_one_seal_at_a_time"
            ),
        ]
        triggers = [
            *changed_only_in("a_seal_is_on_one_document", *TRIED, "file", "gone_at", "altered", *PUT),
            *once_settled_stays("a_seal_stays_as_it_was_put", "sealed_at", *PUT),
            *once_settled_stays("a_seal_that_is_gone_stays_so", "gone_at", "gone_at", "file", "altered"),
        ]

    def is_on(self, document: ReportFile) -> bool:
        """Whether it is the seal of this PDF."""
        return self.document_sha256 == document.sha256

    def __str__(self) -> str:
        return gettext("sigillo di %(run)s") % {"run": self.run}
