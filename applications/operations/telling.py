"""Turns notices into messages: one for each person who acts for the firm, in her language, and one for the firm's PEC."""

from datetime import datetime

from django.conf import settings

from accounts.enums import Language
from accounts.models import User
from applications.models import Notice
from applications.notifications.wording import letter
from applications.queries.audience import readers_of
from applications.queries.notices import RELATED
from core.locks import operation
from core.models import Channel
from core.operations.mailing import enqueue

BATCH = 200


def due() -> list[int]:
    """The notices that no message was made of yet, oldest first."""
    return list(Notice.objects.filter(mailed_at=None).order_by("pk").values_list("pk", flat=True)[:BATCH])


@operation
def post_notice(*, notice_id: int, at: datetime) -> int:
    """Queue the messages of one notice, all or none; returns how many. Nothing is left to do when another worker was faster.

    The row is marked first: a second worker waits for it, then finds it marked. A worker killed on the way leaves it as it was.
    """
    if not Notice.objects.filter(pk=notice_id, mailed_at=None).update(mailed_at=at):
        return 0
    notice = Notice.objects.select_related(*RELATED).get(pk=notice_id)
    readers = readers_of(notice.application, at=at)
    for person in readers:
        _to_person(notice, person, at)
    return len(readers) + _to_certified_address(notice, at)


def _to_person(notice: Notice, person: User, at: datetime) -> None:
    text = letter(notice, person.language)
    enqueue(key=f"notice:{notice.pk}:{person.pk}", recipient=person.email, subject=text.subject, body=text.body, at=at)


def _to_certified_address(notice: Notice, at: datetime) -> int:
    """In Italian, the language of the procedure; nothing where the portal has no server for certified mail."""
    if not settings.PORTAL_PEC_EMAIL_HOST:
        return 0
    text, recipient = letter(notice, Language.ITALIAN), notice.application.firm.certified_email
    key = f"notice:{notice.pk}:pec"
    enqueue(key=key, recipient=recipient, subject=text.subject, body=text.body, at=at, channel=Channel.CERTIFIED)
    return 1
