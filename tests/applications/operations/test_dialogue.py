"""Messages between firm and Chamber, what is read, and the reminders of terms."""

from datetime import timedelta

import pgtrigger
import pytest
from django.db import InternalError, transaction

from applications.enums import NoticeKind, Side, State
from applications.models import Message, Notice, NoticeReading
from applications.notifications.telling import tell
from applications.operations import reading, reminding, reviewing, writing
from applications.queries.notices import PAGE, how_many_unread, page_of
from applications.queries.waiting import awaiting_reply
from applications.tasks import remind
from core.refusals import Refused
from tests.factories import (
    NOON,
    REVIEWED,
    a_chamber,
    a_draft,
    a_firm,
    a_representative,
    a_user,
    an_officer,
    application_at,
    ask,
    fresh,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def test_firm_and_chamber_write_to_each_other_and_the_firm_is_told():
    application = application_at(State.SUBMITTED)
    firm, officer = a_representative(application.firm), an_officer(application)
    writing.write_to_chamber(application=application, text=" Quando decidete? ", by=firm, at=REVIEWED)
    assert not Notice.objects.filter(kind=NoticeKind.MESSAGE_RECEIVED).exists()
    writing.write_to_firm(application=application, text="A settembre.", by=officer, at=REVIEWED)
    assert list(application.messages.values_list("side", "text", "by")) == [
        (Side.FIRM, "Quando decidete?", firm.pk), (Side.CHAMBER, "A settembre.", officer.pk),
    ]  # fmt: skip
    assert Notice.objects.get(kind=NoticeKind.MESSAGE_RECEIVED).data == {"text": "A settembre."}
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        Message.objects.update(text="altro")


def to_answer(officer) -> list[int]:
    return list(awaiting_reply(officer).values_list("application", flat=True))


def test_who_has_to_answer_is_known_as_soon_as_the_firm_has_spoken_last():
    application = application_at(State.SUBMITTED)
    firm, officer = a_representative(application.firm), an_officer(application)
    for _twice in range(2):
        writing.write_to_chamber(application=application, text="Quando?", by=firm, at=REVIEWED)
        assert to_answer(officer) == [application.pk]
        assert to_answer(a_user("officer", chamber=a_chamber("bs"))) == []
        writing.write_to_firm(application=application, text="A settembre.", by=officer, at=REVIEWED)
        assert to_answer(officer) == []


def test_what_is_known_of_a_conversation_is_what_its_messages_say():
    """The control: a message of which the file is not told."""
    application = application_at(State.SUBMITTED)
    with pgtrigger.ignore("applications.Message:a_message_tells_who_spoke_last"):
        writing.write_to_chamber(application=application, text="–", by=a_representative(application.firm), at=REVIEWED)
    assert (to_answer(an_officer(application)), fresh(application).awaits_reply) == ([], False)


def test_only_the_firm_and_its_own_chamber_write():
    application = application_at(State.SUBMITTED)
    with pytest.raises(Refused, match="Non agite per questa impresa"):
        writing.write_to_chamber(application=application, text="–", by=a_representative(a_firm()), at=REVIEWED)
    for person in (a_user("officer", chamber=a_chamber("bs")), a_representative(application.firm), a_user("evaluator")):
        with pytest.raises(Refused, match="ruolo non permette"):
            writing.write_to_firm(application=application, text="–", by=person, at=REVIEWED)


@pytest.mark.parametrize(("text", "match"), [("  ", "Scrivete il messaggio"), ("x" * 4001, "supera 4000 caratteri")])
def test_a_message_says_something_in_few_words(text, match):
    application = application_at(State.SUBMITTED)
    with pytest.raises(Refused, match=match):
        writing.write_to_chamber(application=application, text=text, by=a_representative(application.firm), at=REVIEWED)


def test_a_draft_has_nobody_to_write_to():
    draft = a_draft()
    with pytest.raises(Refused, match="dopo l’invio"):
        writing.write_to_chamber(application=draft, text="–", by=a_representative(draft.firm), at=NOON)


def test_each_person_reads_for_herself():
    application = a_draft()
    first, second = a_representative(application.firm), a_user("delegate", firm=application.firm)
    for number in range(3):
        tell(application, NoticeKind.ACCOUNTS_ASKED, at=NOON, reference=str(number), data={"text": "–"})
    notice = Notice.objects.first()
    for _twice in range(2):
        reading.read(notice=notice, by=first, at=NOON)
    assert (how_many_unread(first), how_many_unread(second)) == (2, 3)
    assert reading.read_all(by=first, at=NOON - timedelta(seconds=1)) == 0
    assert reading.read_all(by=first, at=NOON) == 2
    assert (how_many_unread(first), how_many_unread(second), NoticeReading.objects.count()) == (0, 3, 3)
    with pytest.raises(Refused, match="per un’altra impresa"):
        reading.read(notice=notice, by=a_representative(a_firm()), at=NOON)


@pytest.mark.parametrize("more", [0, 1, PAGE])
def test_the_list_goes_back_a_page_at_a_time_in_one_query(more, django_assert_num_queries):
    application = a_draft()
    reader = a_representative(application.firm)
    for number in range(PAGE + more):
        tell(application, NoticeKind.ACCOUNTS_ASKED, at=NOON, reference=str(number), data={"text": "–"})
    reader.current_memberships  # noqa: B018
    with django_assert_num_queries(1):
        first = page_of(reader, None)
    assert len(first.rows) == PAGE
    assert (first.next_key is None) == (more == 0)
    if first.next_key:
        second = page_of(reader, first.next_key)
        assert (len(second.rows), second.next_key) == (more, None)
        assert {row.pk for row in first.rows}.isdisjoint(row.pk for row in second.rows)


def reminders(kind: NoticeKind) -> list[str]:
    return list(Notice.objects.filter(kind=kind).order_by("pk").values_list("reference", flat=True))


def test_an_integration_is_recalled_three_days_and_one_day_before_once_each():
    application = application_at(State.INTEGRATION)
    request = application.integration_requests.get()
    for left in (timedelta(days=4), timedelta(days=3), timedelta(days=2), timedelta(days=1), timedelta(hours=5), timedelta(0)):
        reminding.remind(at=request.due_at - left)
    assert reminders(NoticeKind.INTEGRATION_REMINDER) == [f"{request.pk}:3", f"{request.pk}:1"]
    assert reminding.remind(at=request.due_at + timedelta(seconds=1)) == 0


def test_an_answered_integration_is_not_recalled():
    application = ask(application_at(State.SUBMITTED))
    from_now = application.integration_requests.get().due_at - timedelta(days=2)
    reviewing.answer_integration(application=application, text="Ecco.", by=a_representative(application.firm), at=from_now)
    assert reminding.remind(at=from_now) == 0


def test_the_term_for_observations_is_recalled():
    application = application_at(State.REJECTION_NOTICED)
    notice = application.rejection_notices.get()
    assert reminding.remind(at=notice.due_at - timedelta(days=1)) == 1
    assert reminders(NoticeKind.REJECTION_REMINDER) == [f"{notice.pk}:1"]


@pytest.mark.parametrize(
    ("day", "told"), [("2021-05-28", []), ("2021-05-29", ["2021-05-31:3"]), ("2021-05-31", ["2021-05-31:1"]), ("2021-06-01", [])]
)
def test_the_accounts_are_recalled_by_the_day_of_the_call(day, told):
    application_at(State.ACCEPTED)
    at = REVIEWED.replace(year=2021, month=int(day[5:7]), day=int(day[8:]))
    reminding.remind(at=at)
    assert reminders(NoticeKind.ACCOUNTS_DUE) == told


def test_the_sweep_finds_nothing_where_nothing_ends():
    fresh(application_at(State.INTEGRATION))
    assert remind() == 0
