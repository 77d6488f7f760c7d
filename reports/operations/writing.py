"""Writes the chapters of a report: each change is a version more, so that a report made before it can be made again equal."""

from datetime import datetime

from accounts.models import User
from bando.models import Call
from core.locks import Rung, lock, operation
from core.operations.recording import record
from core.refusals import require
from reports import policies
from reports.domain.texts import Text
from reports.models import Chapter, ChapterVersion
from reports.permissions import why_not_make


@operation
def begin(*, call: Call, kind: str, place: int, text: Text, by: User, at: datetime) -> Chapter:
    """Begin a chapter of the report of a call with its first version. Raises Refused."""
    require(why_not_make(by))
    require(policies.why_not_tell(call, kind=kind))
    require(policies.why_not_say(text))
    chapter = Chapter.objects.create(call=call, kind=kind, begun_at=at, begun_by=by)
    _say(chapter, 1, place, text, is_left_out=False, by=by, at=at)
    return chapter


@operation
def rewrite(*, chapter: Chapter, read: int, place: int, text: Text, by: User, at: datetime) -> Chapter:
    """Write a chapter anew; `read` is the version that was read before, so that nobody writes over another. Raises Refused."""
    chapter = _locked(chapter)
    require(why_not_make(by))
    require(policies.why_not_rewrite(chapter, read=read))
    require(policies.why_not_say(text))
    return _say(chapter, read + 1, place, text, is_left_out=False, by=by, at=at)


@operation
def leave_out(*, chapter: Chapter, by: User, at: datetime) -> Chapter:
    """Leave a chapter out of the reports asked for from now on; rewritten, it is in them again. Raises Refused."""
    chapter = _locked(chapter)
    require(why_not_make(by))
    require(policies.why_not_leave_out(chapter))
    last = chapter.latest
    return _say(chapter, last.number + 1, last.place, Text(last.title, last.text), is_left_out=True, by=by, at=at)


def _locked(chapter: Chapter) -> Chapter:
    """The chapter under its lock, on the rung of whatever is not money."""
    return lock(Chapter.objects.select_related("call").filter(pk=chapter.pk), Rung.APPLICATION)[0]


def _say(chapter: Chapter, number: int, place: int, text: Text, *, is_left_out: bool, by: User, at: datetime) -> Chapter:
    ChapterVersion.objects.create(
        chapter=chapter, number=number, place=place, title=text.title, text=text.words, is_left_out=is_left_out,
        written_at=at, written_by=by,
    )  # fmt: skip
    data = {"kind": chapter.kind, "version": number, "title": text.title, "left_out": is_left_out}
    record(by=by, at=at, action="writing.leave_out" if is_left_out else "writing.write", subject=chapter, data=data)
    return chapter
