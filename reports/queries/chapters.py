"""The chapters of a report: which versions count, now or at an instant, and what they say."""

from collections.abc import Sequence
from datetime import datetime

from bando.models import Call
from reports.domain.texts import Text
from reports.models import ChapterVersion


def counting(call: Call, kind: str, at: datetime) -> list[int]:
    """Primary keys of the versions that counted at `at`, in the order of the report; chapters left out by then are not there."""
    written = ChapterVersion.objects.filter(chapter__call=call, chapter__kind=kind, written_at__lte=at)
    last = written.order_by("chapter_id", "-number").distinct("chapter_id")
    shown = [version for version in last if not version.is_left_out]
    return [version.pk for version in sorted(shown, key=lambda one: (one.place, one.chapter_id))]


def told(versions: Sequence[int]) -> tuple[Text, ...]:
    """What the versions say, in the order in which they are named."""
    found = ChapterVersion.objects.in_bulk(versions)
    return tuple(Text(found[pk].title, found[pk].text) for pk in versions)
