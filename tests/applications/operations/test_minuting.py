"""Sittings of the evaluators: what was examined by whom is kept, the minutes are made once and read by who may."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction

from applications.enums import FormState, State
from applications.models import Sitting, SittingFile, SittingMember
from applications.operations import declaring, minuting
from applications.queries.sittings import visible_sittings
from applications.tasks import sweep_minutes
from core.adapters import storage
from core.models import AuditEvent
from core.refusals import Refused
from tests.applications.faces.test_desk import browser
from tests.factories import RANKED, a_call, a_chamber, a_user, application_at, staff

pytestmark = pytest.mark.django_db
HELD = date(2020, 8, 10)
LIST = "/admin/applications/sitting/"
# The faces read the clock: their sittings were held before the call's own days, which the operation does not mind.


def hold(call, *, people=None, held_on=HELD, place="Milano", text="Letti i progetti.", by=None):
    people = staff("evaluator") if people is None else people
    return minuting.record_sitting(
        call=call, held_on=held_on, place=place, people=people, text=text, by=by or staff("evaluator")[0], at=RANKED
    )


def test_a_sitting_keeps_who_was_there_and_every_scored_project_once():
    one = application_at(State.SCORED)
    application_at(State.ADMISSIBLE, call=one.call)
    sitting = hold(one.call)
    assert {member.person for member in sitting.members.all()} == set(staff("evaluator"))
    (row,) = sitting.files.all()
    assert (row.application, row.score, row.spread) == (one, Decimal(80), Decimal(0))
    assert AuditEvent.objects.get(action="minuting.record_sitting").data["files"] == 1
    with pytest.raises(Refused, match="Non ci sono progetti valutati"):
        hold(one.call)
    later = application_at(State.SCORED, call=one.call)
    assert [row.application for row in hold(one.call).files.all()] == [later]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"held_on": RANKED.date() + timedelta(days=1)}, "non può essere nel futuro"),
        ({"people": []}, "almeno due componenti"),
        ({"place": " "}, "Scrivete il luogo"),
        ({"text": ""}, "Scrivete il luogo"),
    ],
)
def test_a_sitting_that_was_none_is_refused(changes, sentence):
    with pytest.raises(Refused, match=sentence):
        hold(application_at(State.SCORED).call, **changes)


def test_who_is_no_evaluator_records_none():
    call = application_at(State.SCORED).call
    with pytest.raises(Refused, match="ruolo non permette"):
        hold(call, by=a_user("director"))


def test_nobody_sits_on_a_file_in_conflict_neither_by_hand():
    application = application_at(State.SCORED)
    third = a_user("evaluator", name="Cleo")
    declaring.declare(application=application, conflicted=True, words="Ne sono socia.", by=third, at=RANKED)
    with pytest.raises(Refused, match="Cleo ha dichiarato un conflitto"):
        hold(application.call, people=[*staff("evaluator"), third])
    sitting = Sitting.objects.create(
        call=application.call, held_on=HELD, place="–", text="–", recorded_at=RANKED, by=staff("evaluator")[0]
    )
    SittingMember.objects.create(sitting=sitting, person=third)
    row = {"sitting": sitting, "application": application, "score": 1, "spread": 0}
    with pytest.raises(DatabaseError, match="nobody_sits_on_a_file_in_conflict"), transaction.atomic():
        SittingFile.objects.create(**row)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE applications_sittingfile DISABLE TRIGGER USER")
    assert SittingFile.objects.create(**row), "the control: without its trigger the table takes it"


def test_the_minutes_are_made_once_the_same_to_the_byte():
    sitting = hold(application_at(State.SCORED).call)
    assert minuting.due(at=RANKED) == [sitting.pk]
    assert sweep_minutes() == 1
    sitting.refresh_from_db()
    assert (sitting.state, minuting.due(at=RANKED)) == (FormState.MADE, [])
    content = storage.kept(sitting.file.name)
    assert content == minuting._drawn(sitting)
    assert minuting.make(sitting_id=sitting.pk, at=RANKED).sha256 == sitting.sha256
    with pikepdf.open(BytesIO(content)) as pdf:
        assert "Verbale della seduta" in str(pdf.docinfo["/Title"])
    with pytest.raises(DatabaseError, match="a_sitting_stays_as_it_was_recorded"), transaction.atomic():
        Sitting.objects.update(place="Altrove")


def test_who_was_there_and_who_reads_everything_see_it():
    application = application_at(State.SCORED)
    sitting = hold(application.call)
    absent = a_user("evaluator")
    seeing = {role: a_user(role) for role in ("operator", "director", "auditor")}
    for by in (*seeing.values(), *staff("evaluator")):
        assert list(visible_sittings(by)) == [sitting]
    for by in (absent, a_user("officer", chamber=a_chamber("bg"))):
        assert not visible_sittings(by)


def test_it_is_recorded_and_read_in_the_admin():
    application = application_at(State.SCORED)
    people = staff("evaluator")
    client = browser(people[0])
    data = {"call": application.call_id, "held_on": "2020-08-10", "place": "Milano", "text": "Letti i progetti."}
    data["people"] = [person.pk for person in people]
    text = client.post(f"{LIST}azione/verbalizza/", data | {"people": data["people"][:1]}).text
    assert "almeno due componenti" in text
    answer = client.post(f"{LIST}azione/verbalizza/", data | {"held_on": "2099-01-01"})
    assert (answer.status_code, "non può essere nel futuro" in answer.text) == (409, True)
    empty = a_call()
    assert "Non ci sono progetti valutati" in client.post(f"{LIST}azione/verbalizza/", data | {"call": empty.pk}).text
    text = client.post(f"{LIST}azione/verbalizza/", data, follow=True).text
    assert "1 domande esaminate" in text
    assert application.firm.name in text
    sitting = Sitting.objects.get()
    address = f"{LIST}{sitting.pk}/verbale/"
    if sitting.state == FormState.REQUESTED:
        assert "in preparazione" in text
        assert client.get(address).status_code == 404
    sweep_minutes()
    answer = client.get(address)
    assert b"".join(answer).startswith(b"%PDF")
    assert address in client.get(f"{LIST}{sitting.pk}/change/").text
    assert browser(a_user("evaluator")).get(address).status_code == 404
    assert browser(a_user("officer", chamber=a_chamber("bg"))).get(LIST).status_code == 403
    assert browser(a_user("director")).get(address).status_code == 200
