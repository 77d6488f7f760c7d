"""How often the files of a run, or one of them, were taken, and by whom last, from the record of events; which were lost."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.models import AuditEvent
from reports.enums import RunState
from reports.models import ReportFile, ReportRun
from reports.queries.editions import given

DOWNLOADED = "keeping.download"
SHOWN = 5


def downloads(run: ReportRun) -> dict[str, object]:
    """`count` of all, and the `latest` few, newest first."""
    taken = AuditEvent.objects.filter(subject_type=run._meta.label_lower, subject_id=run.pk, action=DOWNLOADED)
    return {"count": taken.count(), "latest": list(taken.order_by("-pk")[:SHOWN])}


def times_taken(file: ReportFile) -> int:
    """How often this file was taken, alone or together with the run's other annexes."""
    taken = AuditEvent.objects.filter(subject_type=file.run._meta.label_lower, subject_id=file.run_id, action=DOWNLOADED)
    which = {"format": file.format, "part": file.part}
    return taken.filter(Q(data__contains=which) | Q(data__contains={"files": [which]})).count()


def with_lost_files(runs: QuerySet[ReportRun]) -> QuerySet[ReportRun]:
    """Those of the finished runs of which a file was not found as it was kept, and lies there in no other edition."""
    lost = given(ReportFile.objects.filter(run=OuterRef("pk"))).filter(file="")
    return runs.filter(Exists(lost), state=RunState.DONE, discarded_at=None)
