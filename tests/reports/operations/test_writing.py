"""Chapters are written in versions; a report carries those that counted when it was asked for, and can be made again equal."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import Error, transaction

from core.refusals import Refused
from reports.domain.options import TEXTS
from reports.domain.texts import LONGEST_TEXT, Text
from reports.enums import Texts
from reports.models import Chapter, ChapterVersion, ReportRun
from reports.operations import producing, requesting, writing
from reports.queries import chapters, falling_due
from reports.queries.catalogue import of_run
from tests.factories import a_call, a_user
from tests.reports.walks import AFTERWARDS, MINUTE, a_chapter, produced, requested

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]
LATER = AFTERWARDS + timedelta(days=20)


def rewritten(chapter, words="Altro.", *, read=None, title="Premessa", place=10, at=LATER):
    number = chapter.latest.number if read is None else read
    text = Text(title, words)
    return writing.rewrite(chapter=chapter, read=number, place=place, text=text, by=a_user("operator"), at=at)


def told(call, at=LATER, kind="interim"):
    return [(text.title, text.words) for text in chapters.told(chapters.counting(call, kind, at))]


def test_the_version_of_an_instant_is_the_last_written_by_then():
    chapter = a_chapter(a_call(), words="Primo.")
    rewritten(chapter, "Secondo.")
    assert told(chapter.call, LATER - MINUTE) == [("Premessa", "Primo.")]
    assert told(chapter.call, LATER) == [("Premessa", "Secondo.")]
    assert told(chapter.call, AFTERWARDS - MINUTE) == []
    assert told(chapter.call, kind="final") == []


def test_chapters_stand_in_their_order_and_leave_when_they_are_left_out():
    call = a_call()
    second, first = a_chapter(call, title="Poi", place=20), a_chapter(call, title="Prima", place=5)
    assert [title for title, _words in told(call)] == ["Prima", "Poi"]
    writing.leave_out(chapter=first, by=a_user("operator"), at=LATER)
    assert [title for title, _words in told(call)] == ["Poi"]
    assert [title for title, _words in told(call, LATER - MINUTE)] == ["Prima", "Poi"]
    with pytest.raises(Refused, match="già escluso"):
        writing.leave_out(chapter=first, by=a_user("operator"), at=LATER)
    rewritten(first, title="Prima", place=99)
    assert [title for title, _words in told(call)] == ["Poi", "Prima"]
    assert second.latest.number == 1


def test_a_run_made_again_after_later_edits_gives_the_same_bytes():
    call = a_call()
    chapter = a_chapter(call, words="Come stavano le cose.")
    run = produced(call)
    assert [text.words for text in of_run(run).texts] == ["Come stavano le cose."]
    rewritten(chapter, "Come stanno ora.")
    a_chapter(call, title="Un altro", at=LATER)
    call_command("regenerate_reports")
    # Control: the same question asked now carries what is written now, as another run.
    other = requested(call, as_of=AFTERWARDS, at=LATER)
    assert other.pk != run.pk
    assert [text.words for text in of_run(other).texts] == ["Come stanno ora.", "Si *legge*."]
    # And so it would be different if a run did not name its texts.
    ReportRun.objects.filter(pk=run.pk).update(parameters=other.parameters | {"mark": False})
    with pytest.raises(Exception, match="diverse"):
        call_command("regenerate_reports", str(run.pk), "--data-only")


def test_two_clicks_ask_the_same_and_texts_of_then_can_be_had():
    call = a_call()
    chapter = a_chapter(call)
    rewritten(chapter, at=LATER)
    later = LATER + MINUTE
    one, again = (requested(call, as_of=AFTERWARDS, at=later) for _click in range(2))
    assert one.pk == again.pk
    then = requesting.request(call=call, kind="interim", as_of_at=AFTERWARDS, texts=Texts.THEN, by=a_user("operator"), at=later)
    assert then.pk != one.pk
    first, second = ChapterVersion.objects.order_by("number").values_list("pk", flat=True)
    assert (one.parameters[TEXTS], then.parameters[TEXTS]) == ([second], [first])


def test_a_draft_is_made_once_whatever_is_written_after_it():
    call = a_call()
    due = falling_due.Due(call, "interim", (AFTERWARDS + falling_due.AHEAD).date())
    made = requesting.draft(due=due, by=None, at=LATER)
    assert made is not None
    a_chapter(call, at=due.as_of_at - MINUTE)
    assert requesting.draft(due=due, by=None, at=LATER) is None


def test_nobody_writes_over_what_he_has_not_read():
    chapter = a_chapter(a_call())
    rewritten(chapter, "Della collega.")
    with pytest.raises(Refused, match="un’altra persona"):
        rewritten(chapter, "Mio.", read=1)
    assert [version.text for version in chapter.versions.all()] == ["Si *legge*.", "Della collega."]


@pytest.mark.parametrize(
    ("text", "reason"),
    [(Text(" ", "x"), "bisogno"), (Text("x", " "), "bisogno"), (Text("x", "y" * (LONGEST_TEXT + 1)), "troppo lungo")],
)
def test_a_chapter_says_something_and_has_its_measure(text, reason):
    with pytest.raises(Refused, match=reason):
        writing.begin(call=a_call(), kind="interim", place=1, text=text, by=a_user("operator"), at=AFTERWARDS)


def test_rankings_and_calls_that_are_not_out_have_no_chapters():
    with pytest.raises(Refused, match="graduatoria non ha capitoli"):
        a_chapter(a_call(), "ranking")
    with pytest.raises(Refused, match="non è pubblicato"):
        a_chapter(a_call(published=False))
    with pytest.raises(Refused):
        writing.begin(call=a_call(), kind="final", place=1, text=Text("A", "b"), by=a_user("auditor"), at=AFTERWARDS)


def test_what_was_written_is_never_changed_nor_longer_than_allowed():
    chapter = a_chapter(a_call())
    version, too_long = chapter.latest, "y" * (LONGEST_TEXT + 1)
    tries = (
        lambda: ChapterVersion.objects.filter(pk=version.pk).update(text="altro"),
        lambda: ChapterVersion.objects.filter(pk=version.pk).delete(),
        lambda: Chapter.objects.filter(pk=chapter.pk).update(kind="final"),
        lambda: Chapter.objects.create(call=chapter.call, kind="ranking", begun_at=LATER, begun_by=version.written_by),
        lambda: ChapterVersion.objects.create(
            chapter=chapter,
            number=2,
            place=1,
            title="A",
            text=too_long,
            written_at=LATER,
            written_by=version.written_by,
        ),
        lambda: ChapterVersion.objects.create(
            chapter=chapter, number=1, place=1, title="A", text="y", written_at=LATER, written_by=version.written_by
        ),
    )
    for attempt in tries:
        with pytest.raises(Error), transaction.atomic():
            attempt()


def test_a_worker_takes_what_the_run_names(tmp_path):
    call = a_call()
    a_chapter(call, words="Detto.")
    run = requested(call, at=AFTERWARDS)
    a_chapter(call, title="Dopo", at=AFTERWARDS + MINUTE)
    made = producing.produce(run_id=run.pk, at=AFTERWARDS + MINUTE)
    assert [text.title for text in of_run(made).texts] == ["Premessa"]
