"""Reminds firms of the instalments that they owe: three days and one day before the day, and once when it is over."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from applications.domain.terms import DAYS_BEFORE, GRACE, ROME, end_of_day, reminder_of
from applications.models import Notice
from core.locks import operation
from disbursement import notifications
from disbursement.models import Instalment
from disbursement.queries.recoveries import unpaid_instalments

SOON = timedelta(days=max(DAYS_BEFORE))


@operation
def remind(*, at: datetime) -> int:
    """Tell of every instalment that is due soon or is overdue, once each; returns how many notices are new."""
    before = Notice.objects.count()
    for instalment, left in unpaid_instalments(localdate(at + SOON, ROME)):
        _tell(instalment, left, at)
    return Notice.objects.count() - before


def _tell(instalment: Instalment, left: Decimal, at: datetime) -> None:
    due_at = end_of_day(instalment.due_on)
    if due_at + GRACE < at:
        notifications.instalment_overdue(instalment, left=left, at=at)
    elif at <= due_at <= at + SOON:
        notifications.instalment_due(instalment, left=left, days=reminder_of(due_at, at), at=at)
