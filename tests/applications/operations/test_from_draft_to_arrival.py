"""From the first page to the place in the queue: what is kept, what is refused and with which sentence."""

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from uuid import uuid4

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from applications.domain.chain import Link, link, verify
from applications.enums import State
from applications.models import Application, Arrival, Content, Document, Expense, Receipt
from applications.operations import confirming, drafting, submitting, uploading
from applications.queries.content import canonical, digest
from bando.enums import Phase
from bando.models import ExpenseItem
from core.models import Transition
from core.refusals import Refused
from registry.models import Province
from tests.factories import (
    BEFORE,
    CLOSES,
    NOON,
    OPENS,
    a_call,
    a_draft,
    a_firm,
    a_pdf,
    a_province,
    a_representative,
    a_user,
    application_at,
    confirm,
    fill,
    fresh,
    send,
)  # fmt: skip
from tests.letters import posted

pytestmark = pytest.mark.django_db
MICROSECOND = timedelta(microseconds=1)
# The memberships, the place, and the savepoint of the test's own transaction.
SENDING = 4


def submit(application: Application, *, at=NOON, key=None, by=None, seen_version=None) -> Arrival:
    by = by or a_representative(application.firm)
    return submitting.submit(application=application, key=key or uuid4(), by=by, at=at, seen_version=seen_version, plays_at=at)


def test_a_draft_is_started_once_and_found_again():
    application = a_draft()
    again = drafting.start(call=application.call, firm=application.firm, by=a_representative(application.firm), at=NOON)
    assert again == application
    assert Content.objects.get(application=application).version == 1


def test_an_application_bears_the_number_of_its_arrival_from_its_sending_on():
    draft = confirm(fill(a_draft()))
    assert draft.arrival_number is None
    with pytest.raises(IntegrityError, match="a_draft_has_not_arrived"), transaction.atomic():
        Application.objects.filter(pk=draft.pk).update(arrival_number=7)
    first, second = send(draft), send(confirm(fill(a_draft(call=draft.call))))
    assert [first.arrival_number, second.arrival_number] == [first.arrival.number, second.arrival.number] == [1, 2]
    with pytest.raises(InternalError, match="a_sent_application_keeps_its_terms"), transaction.atomic():
        Application.objects.filter(pk=first.pk).update(arrival_number=7)


def test_a_second_application_is_refused_in_words():
    application = application_at(State.SUBMITTED)
    with pytest.raises(Refused, match="ne è ammessa una sola"):
        drafting.start(call=application.call, firm=application.firm, by=a_representative(application.firm), at=NOON)


@pytest.mark.parametrize(
    ("published", "at", "sentence"),
    [
        (False, NOON, "non è ancora pubblicato"),
        (True, BEFORE - MICROSECOND, "non è ancora pubblicato"),
        (True, CLOSES + MICROSECOND, "ha chiuso"),
    ],
)
def test_a_draft_begins_only_with_a_published_call_that_has_not_closed(published, at, sentence):
    call, firm = a_call(published=published), a_firm()
    with pytest.raises(Refused, match=sentence):
        drafting.start(call=call, firm=firm, by=a_representative(firm), at=at)


def test_nobody_starts_a_draft_for_a_firm_of_others():
    with pytest.raises(Refused, match="delega"):
        drafting.start(call=a_call(), firm=a_firm(), by=a_user(), at=NOON)


def test_the_chamber_follows_from_the_province():
    application = a_draft()
    by = a_representative(application.firm)
    bs, mi = Province.objects.get(pk="BS"), a_province("MI", "Milano")
    drafting.save(application=application, changes={"seat_province": bs}, expected_version=1, by=by, at=NOON)
    assert fresh(application).pot.chamber.code == "bs"
    drafting.save(application=application, changes={"seat_province": mi}, expected_version=2, by=by, at=NOON)
    assert fresh(application).pot is None


def test_a_stale_tab_does_not_overwrite():
    application = a_draft()
    by = a_representative(application.firm)
    drafting.save(application=application, changes={"title": "Primo"}, expected_version=1, by=by, at=NOON)
    with pytest.raises(Refused, match="qualcuno ha modificato"):
        drafting.save(application=application, changes={"title": "Secondo"}, expected_version=1, by=by, at=NOON)
    assert fresh(application).content.title == "Primo"


def test_saving_what_is_already_there_makes_no_new_version():
    application = confirm(fill(a_draft()))
    version = application.content.version
    by = a_representative(application.firm)
    changes = {"title": application.content.title, "turnover": Decimal("900000")}
    drafting.save(application=application, changes=changes, expected_version=version, by=by, at=NOON)
    assert fresh(application).content.version == version


def test_an_incomplete_draft_is_saved_but_not_confirmed():
    application = a_draft()
    with pytest.raises(Refused, match="Prima di confermare"):
        confirming.confirm(application=application, by=a_representative(application.firm), at=NOON)


@pytest.mark.parametrize(("spend", "allowed"), [("3999.99", False), ("4000.00", True)])
def test_a_spend_below_the_minimum_is_refused_with_what_is_missing(spend, allowed):
    application = fill(a_draft(), spend=spend)
    if allowed:
        assert confirm(application).snapshot.digest == digest(fresh(application))
        return
    with pytest.raises(Refused, match=r"mancano 0,01"):
        confirm(application)


def test_a_missing_document_is_named():
    application = fill(a_draft())
    by = a_representative(application.firm)
    uploading.remove(document=application.documents.get(), by=by, at=NOON)
    with pytest.raises(Refused, match="Caricate: Piano di progetto"):
        confirm(application)


def change(application: Application) -> None:
    drafting.add_expense(
        application=application, item=ExpenseItem.objects.filter(call=application.call).last(), description="Corso",
        supplier="", amount=Decimal("100.00"), by=a_representative(application.firm), at=NOON,
    )  # fmt: skip


def test_a_change_after_the_page_was_made_is_for_the_firm_to_look_at():
    application = confirm(fill(a_draft()))
    seen = application.content.version
    change(application)
    with pytest.raises(Refused, match="è cambiata dopo la conferma"):
        submit(application, seen_version=seen)
    assert not Arrival.objects.exists()
    assert submit(confirm(application), seen_version=seen + 1).number == 1


def test_what_was_never_checked_is_checked_by_the_sending():
    application = fill(a_draft())
    arrival = submit(application, seen_version=application.content.version)
    sent = fresh(application)
    assert arrival.digest == digest(sent) == sent.snapshot.digest
    assert sent.evaluations.filter(phase=Phase.SUBMISSION).count() == 1


def test_what_is_not_complete_is_refused_by_the_sending_with_what_is_missing():
    application = a_draft()
    drafting.save(
        application=application, changes={"seat_province": Province.objects.get(pk="BG")}, expected_version=1,
        by=a_representative(application.firm), at=NOON,
    )  # fmt: skip
    with pytest.raises(Refused, match="Prima di confermare: Indicate comune e indirizzo"):
        submit(application)
    assert fresh(application).snapshot is None


def test_a_key_does_not_serve_two_contents():
    application, key = confirm(fill(a_draft())), uuid4()
    version = application.content.version
    first = submit(application, key=key, seen_version=version)
    assert submit(application, key=key, seen_version=version) == first
    with pytest.raises(Refused, match="con altri dati"):
        submit(application, key=key, seen_version=version - 1)


def test_the_leaf_covers_the_content_with_its_salt():
    application = confirm(fill(a_draft()))
    snapshot = application.snapshot
    assert snapshot.content == canonical(application)
    written = f'{{"digest":"{snapshot.digest}","format":"portale-bandi leaf 1","salt":"{snapshot.salt}"}}'
    assert snapshot.leaf == sha256(written.encode()).hexdigest()
    arrival = submit(application)
    assert arrival.hash == link("", application.call.code, 1, arrival.at, snapshot.leaf)


@pytest.mark.parametrize(
    ("at", "sentence"),
    [(OPENS - MICROSECOND, "apre il"), (OPENS, None), (CLOSES, None), (CLOSES + MICROSECOND, "ha chiuso il")],
)
def test_the_window_is_judged_to_the_microsecond(at, sentence):
    application = confirm(fill(a_draft(at=BEFORE), at=BEFORE), at=BEFORE)
    if sentence is None:
        assert submit(application, at=at).received_at == at
        return
    with pytest.raises(Refused, match=sentence):
        submit(application, at=at)
    assert not Arrival.objects.exists()
    assert fresh(application).state == State.DRAFT


def test_an_arrival_comes_with_its_receipt_its_transition_and_its_message():
    application = application_at(State.SUBMITTED)
    assert application.arrival.number == 1
    assert application.arrival.digest == digest(application)
    assert Receipt.objects.get().application == application
    assert Transition.objects.get(subject_type="applications.application").target == State.SUBMITTED
    (message,) = posted()
    assert message.recipient == a_representative(application.firm).email
    assert application.arrival.digest in message.body


def test_the_same_submission_has_one_arrival():
    application, key = confirm(fill(a_draft())), uuid4()
    first = submit(application, key=key)
    assert submit(application, key=key) == first
    assert submit(application, key=uuid4()) == first
    assert Arrival.objects.count() == 1


def test_a_key_serves_one_application():
    call, key = a_call(), uuid4()
    submit(confirm(fill(a_draft(call=call))), key=key)
    with pytest.raises(Refused, match="ricaricatela"):
        submit(confirm(fill(a_draft(call=call))), key=key)


def test_a_clock_set_back_does_not_turn_the_queue_round():
    call = a_call()
    first = submit(confirm(fill(a_draft(call=call))), at=NOON)
    second = submit(confirm(fill(a_draft(call=call))), at=NOON - timedelta(hours=1))
    assert second.at == first.at + MICROSECOND
    assert second.received_at < first.received_at


def test_the_chain_of_a_call_holds():
    call = a_call()
    for minute in range(3):
        send(confirm(fill(a_draft(call=call))), at=NOON + timedelta(minutes=minute))
    rows = Arrival.objects.filter(call=call).order_by("number")
    links = [Link(call.code, row.number, row.at, row.leaf, row.previous_hash, row.hash) for row in rows]
    assert verify(links) is None
    assert verify([links[0], links[2]]) is not None


def test_what_was_sent_is_frozen_in_the_database():
    application = application_at(State.SUBMITTED)
    with pytest.raises(InternalError, match="what_was_sent_is_never_changed"), transaction.atomic():
        Content.objects.filter(application=application).update(title="Altro")
    with pytest.raises(InternalError, match="a_document_that_arrived_is_never_taken_away"), transaction.atomic():
        Document.objects.filter(application=application).delete()
    by = a_representative(application.firm)
    with pytest.raises(Refused, match="non si modifica più"):
        drafting.save(application=application, changes={"title": "x"}, expected_version=1, by=by, at=NOON)


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        (Content.objects, "what_was_sent_is_never_changed"),
        (Expense.objects, "an_expense_that_was_sent_is_never_changed"),
        (Document.objects, "a_document_that_was_sent_is_never_changed"),
    ],
    ids=["content", "expenses", "documents"],
)
def test_what_was_sent_does_not_move_to_a_draft_nor_back(rows, name):
    sent, draft = application_at(State.SUBMITTED), fill(a_draft())
    for here, there in ((sent, draft), (draft, sent)):
        assert rows.filter(application=here).exists()
        with pytest.raises(InternalError, match=name), transaction.atomic():
            rows.filter(application=here).update(application=there)


@pytest.mark.parametrize("rows", [Expense.objects, Document.objects], ids=["expenses", "documents"])
def test_without_its_trigger_it_would_move(rows):
    sent, draft = application_at(State.SUBMITTED), fill(a_draft())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {rows.model._meta.db_table} DISABLE TRIGGER USER")
        assert rows.filter(application=sent).update(application=draft) > 0
        transaction.set_rollback(True)


def test_nobody_sends_the_application_of_another_firm():
    application, stranger = confirm(fill(a_draft())), a_representative(a_firm())
    with pytest.raises(Refused, match="Non agite"):
        submit(application, by=stranger)


def test_a_file_takes_the_place_of_the_one_before():
    application = fill(a_draft())
    by, asked = a_representative(application.firm), application.documents.get().requirement
    uploading.upload(application=application, requirement=asked, name="../nuovo.pdf", content=a_pdf(2), by=by, at=NOON)
    assert application.documents.get().name == "nuovo.pdf"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vuoto"),
        (b"MZ\x90\x00 un programma", "è un programma e non si accetta"),
        (b"%PDF-1.7 ma poi nulla", "danneggiato"),
        (b"\x89PNG\r\n\x1a\n e poi nulla", "non è un PDF|danneggiata"),
        (b"x" * 1_000_001, "supera 1 MB"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused_in_words(content, sentence):
    application = fill(a_draft())
    asked = application.documents.get().requirement
    with pytest.raises(Refused, match=sentence):
        uploading.upload(
            application=application, requirement=asked, name="x.pdf", content=content,
            by=a_representative(application.firm), at=NOON,
        )  # fmt: skip


def test_sending_asks_the_database_so_many_times(django_assert_num_queries):
    """The hot path: whoever adds a statement here makes the first minute of a call longer."""
    application = confirm(fill(a_draft()))
    by, key = a_representative(application.firm), uuid4()
    with django_assert_num_queries(SENDING):
        submitting.submit(application=application, key=key, by=by, at=NOON, plays_at=NOON)
