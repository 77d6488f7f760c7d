"""How often the files of a run were taken, and by whom last: counted from the record of events."""

from core.models import AuditEvent
from reports.models import ReportRun

DOWNLOADED = "keeping.download"
SHOWN = 5


def downloads(run: ReportRun) -> dict[str, object]:
    """`count` of all, and the `latest` few, newest first."""
    taken = AuditEvent.objects.filter(subject_type=run._meta.label_lower, subject_id=run.pk, action=DOWNLOADED)
    return {"count": taken.count(), "latest": list(taken.order_by("-pk")[:SHOWN])}
