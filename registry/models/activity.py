"""Economic activities as ISTAT classifies them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.enums import AtecoLevel, AtecoVersion


class Activity(models.Model):
    """A code of ATECO in one of its versions, at any level. Loaded, never typed; `parent` is the code above, "" for a section."""

    version = models.CharField(_("versione"), max_length=4, choices=AtecoVersion)
    code = models.CharField(_("codice"), max_length=8)
    title = models.CharField(_("titolo"), max_length=300)
    level = models.CharField(_("livello"), max_length=11, choices=AtecoLevel)
    parent = models.CharField(_("codice superiore"), max_length=8, blank=True)
    since_on = models.DateField(_("in vigore dal"))
    until_on = models.DateField(_("in vigore fino al"), null=True, blank=True)

    class Meta:
        verbose_name = _("attività economica")
        verbose_name_plural = _("attività economiche")
        ordering = ["version", "code"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="an_activity_code_is_used_once_per_version"),
            models.CheckConstraint(condition=Q(version__in=AtecoVersion.values), name="an_activity_version_is_a_known_one"),
            models.CheckConstraint(condition=Q(level__in=AtecoLevel.values), name="an_activity_level_is_a_known_one"),
            models.CheckConstraint(
                condition=Q(code__regex=r"^([A-Z]|[0-9]{2}(\.[0-9]{1,2})?|[0-9]{2}\.[0-9]{2}\.[0-9]{1,2})$"),
                name="an_activity_code_is_written_with_its_points",
            ),
            models.CheckConstraint(
                condition=Q(level=AtecoLevel.SECTION, parent="") | (~Q(level=AtecoLevel.SECTION) & ~Q(parent="")),
                name="only_a_section_stands_under_nothing",
            ),
            models.CheckConstraint(condition=Q(until_on__gte=F("since_on")), name="an_activity_does_not_end_before_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
