"""Which reports have had their files for long enough."""

from datetime import datetime, timedelta

from django.conf import settings

from reports import policies
from reports.models import ReportRun


def kept_for() -> timedelta:
    """How long files are kept after they were made (PORTAL_REPORT_FILES_DAYS)."""
    return timedelta(days=settings.PORTAL_REPORT_FILES_DAYS)


def outdated(at: datetime, kept: timedelta) -> list[int]:
    """Primary keys of the runs whose files were made before that long, and were not sent to the Region."""
    made = ReportRun.objects.exclude(data_sha256="").exclude(state__in=policies.IN_THE_QUEUE)
    old = made.filter(discarded_at=None, finished_at__lte=at - kept)
    return [run.pk for run in old.order_by("pk") if not policies.why_not_discard(run, at=at, kept=kept)]
