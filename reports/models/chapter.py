"""What people write into a report: chapters, each in versions that are never changed."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.models import append_only
from reports.domain.texts import LONGEST_TEXT, LONGEST_TITLE
from reports.enums import TOLD, ReportKind


class Chapter(models.Model):
    """One chapter of the interim or of the final report of a call; what it says is in its versions."""

    call = models.ForeignKey("bando.Call", models.PROTECT, related_name="chapters", verbose_name=_("bando"))
    kind = models.CharField(_("rapporto"), max_length=12, choices=ReportKind)
    begun_at = models.DateTimeField(_("iniziato il"))
    begun_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("iniziato da"))

    class Meta:
        verbose_name = _("capitolo di un rapporto")
        verbose_name_plural = _("capitoli dei rapporti")
        ordering = ["call", "kind", "pk"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=TOLD), name="only_reports_that_tell_have_chapters")]
        triggers = append_only("a_chapter_is_never_changed")

    def __str__(self) -> str:
        return f"{capfirst(self.get_kind_display())} · {self.call.code} · {self.called}"

    @property
    def called(self) -> str:
        """Its title in the last version."""
        return self.latest.title

    @property
    def latest(self) -> "ChapterVersion":
        """The version that counts now."""
        return max(self.versions.all(), key=lambda version: version.number)


class ChapterVersion(models.Model):
    """A chapter as somebody wrote it: title, text in Markdown, place among the chapters; or that it is left out from now on."""

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="versions", verbose_name=_("capitolo"))
    number = models.PositiveSmallIntegerField(_("versione"))
    place = models.PositiveSmallIntegerField(_("posizione"))
    title = models.CharField(_("titolo"), max_length=LONGEST_TITLE)
    text = models.TextField(_("testo"))
    is_left_out = models.BooleanField(_("escluso dal rapporto"), default=False)
    written_at = models.DateTimeField(_("scritto il"))
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("scritto da"))

    class Meta:
        verbose_name = _("versione di un capitolo")
        verbose_name_plural = _("versioni dei capitoli")
        ordering = ["chapter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["chapter", "number"], name="a_chapter_has_each_version_once"),
            models.CheckConstraint(condition=LessThanOrEqual(Length("text"), LONGEST_TEXT), name="a_chapter_has_its_measure"),
        ]
        triggers = append_only("a_version_of_a_chapter_is_never_changed")

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
