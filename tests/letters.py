"""The mail that the portal would send now: every notice turned into its messages, as the worker does."""

from applications.operations import telling
from core.models import OutgoingMessage
from tests.factories import NOON


def posted() -> list[OutgoingMessage]:
    """All messages queued so far, in their order, after the notices that waited were posted."""
    for notice in telling.due():
        telling.post_notice(notice_id=notice, at=NOON)
    return list(OutgoingMessage.objects.filter(key__startswith="notice:").order_by("pk"))
