"""Reminds firms of what they are to give back: three days and one day before the day, and once when it is over."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from applications.domain.terms import DAYS_BEFORE, GRACE, ROME, end_of_day, reminder_of
from applications.models import Notice
from core.locks import operation
from disbursement import notifications
from disbursement.queries.recoveries import Owed, owed_until

SOON = timedelta(days=max(DAYS_BEFORE))


@operation
def remind(*, at: datetime) -> int:
    """Tell of every instalment, and of every whole sum, that is due soon or overdue, once each; how many notices are new."""
    before = Notice.objects.count()
    for owed in owed_until(localdate(at + SOON, ROME)):
        _tell(owed, at)
    return Notice.objects.count() - before


def _tell(owed: Owed, at: datetime) -> None:
    due_at = end_of_day(owed.due_on)
    if due_at + GRACE < at:
        notifications.overdue(owed, at=at)
    elif at <= due_at <= at + SOON:
        notifications.due_soon(owed, days=reminder_of(due_at, at), at=at)
