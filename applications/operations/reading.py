"""Keeps that a person has read what her firms were told."""

from datetime import datetime

from accounts.models import User
from applications.models import Notice, NoticeReading
from applications.permissions import why_not_read
from applications.queries.notices import unread
from core.locks import operation
from core.refusals import require


@operation
def read(*, notice: Notice, by: User, at: datetime) -> None:
    """The notice is read by her; again changes nothing."""
    require(why_not_read(by, notice))
    _mark([notice.pk], by, at)


@operation
def read_all(*, by: User, at: datetime) -> int:
    """Everything that she has been told until `at`; returns how many were new to her."""
    keys = list(unread(by).filter(at__lte=at).values_list("pk", flat=True))
    _mark(keys, by, at)
    return len(keys)


def _mark(keys: list[int], by: User, at: datetime) -> None:
    NoticeReading.objects.bulk_create([NoticeReading(notice_id=pk, user=by, at=at) for pk in keys], ignore_conflicts=True)
