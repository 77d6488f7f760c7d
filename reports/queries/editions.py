"""Which edition of each file of a report is given, asked of the database; `ReportRun.given` is the same for one run in hand."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from reports.models import ReportFile

IS_THERE = ~Q(file="")


def given(files: QuerySet[ReportFile]) -> QuerySet[ReportFile]:
    """Of each format and part the edition whose bytes are there; where none is, the last."""
    same = ReportFile.objects.filter(run=OuterRef("run"), format=OuterRef("format"), part=OuterRef("part"))
    better = same.filter(IS_THERE | Q(edition__gt=OuterRef("edition")))
    return files.filter(IS_THERE | ~Exists(better))
