"""Reminds of terms that end soon, once each, however often it is swept: firms three days before and one day before.

Of the term of the aid register those are reminded who answer for it: five days before, one day before, and when it is over.
"""

from datetime import datetime, timedelta
from typing import cast

from applications.domain.notice import plain
from applications.domain.terms import DAYS_BEFORE, end_of_day, register_due, register_reminder, reminder_of
from applications.enums import NoticeKind, State
from applications.models import Grant, IntegrationRequest, Notice, RejectionNotice
from applications.notifications.register import register_term
from applications.notifications.telling import tell
from applications.queries.deadlines import accounts_to_send
from applications.queries.register import answering_for, awaiting_register
from core.locks import operation

SOON = timedelta(days=max(DAYS_BEFORE))


@operation
def remind(*, at: datetime) -> int:
    """Tell of every term that ends within the days before; returns how many notices are new."""
    before = Notice.objects.count()
    _integrations(at)
    _observations(at)
    _acceptances(at)
    _accounts(at)
    _register(at)
    return Notice.objects.count() - before


def _integrations(at: datetime) -> None:
    soon = IntegrationRequest.objects.filter(answer=None, due_at__range=(at, at + SOON), application__state=State.INTEGRATION)
    for request in soon.select_related("application"):
        reference = f"{request.pk}:{reminder_of(request.due_at, at)}"
        data = plain(text=request.text, due_at=request.due_at)
        tell(request.application, NoticeKind.INTEGRATION_REMINDER, at=at, reference=reference, data=data)


def _observations(at: datetime) -> None:
    soon = RejectionNotice.objects.filter(due_at__range=(at, at + SOON), application__state=State.REJECTION_NOTICED)
    for notice in soon.filter(observation=None).select_related("application"):
        reference = f"{notice.pk}:{reminder_of(notice.due_at, at)}"
        data = plain(reason_code=notice.reason_code, text=notice.text, due_at=notice.due_at)
        tell(notice.application, NoticeKind.REJECTION_REMINDER, at=at, reference=reference, data=data)


def _acceptances(at: datetime) -> None:
    soon = Grant.objects.filter(acceptance_due_at__range=(at, at + SOON), application__state=State.GRANTED)
    for grant in soon.select_related("application"):
        due_at = cast("datetime", grant.acceptance_due_at)
        data = plain(amount_eur=grant.amount, due_at=due_at)
        reference = str(reminder_of(due_at, at))
        tell(grant.application, NoticeKind.ACCEPTANCE_REMINDER, at=at, reference=reference, data=data)


def _register(at: datetime) -> None:
    for waits in awaiting_register():
        days = register_reminder(register_due(waits.financed_on), at)
        for reader in answering_for(waits.chamber_id, at=at) if days is not None else ():
            register_term(waits, reader, days=days or 0, at=at)


def _accounts(at: datetime) -> None:
    for application, due_on in accounts_to_send(at, at + SOON):
        reference = f"{due_on.isoformat()}:{reminder_of(end_of_day(due_on), at)}"
        tell(application, NoticeKind.ACCOUNTS_DUE, at=at, reference=reference, data=plain(due_on=due_on))
