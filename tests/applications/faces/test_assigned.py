"""Files given to people in the admin: the buttons, each refusal in its sentence, one's own queue by term, the dossier's part."""

from datetime import timedelta

import pytest

from applications.enums import State, Task
from applications.operations import declaring, reviewing
from applications.queries.assignments import current
from tests.applications.faces.test_desk import LIST, browser, foreign, page, press
from tests.applications.operations.test_assigning import assign, files, holders, in_conflict
from tests.factories import (
    REVIEWED,
    a_call,
    a_chamber,
    a_draft,
    a_representative,
    a_user,
    an_officer,
    application_at,
    ask,
    confirm,
    declared,
    fill,
    send,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def shared_out(client, name, **data):
    return client.post(f"{LIST}azione/{name}/", data, follow=True)


def officers(count: int):
    return [a_user("officer", chamber=a_chamber("bg"), name=f"Istruttrice {number}") for number in range(1, count + 1)]


def test_the_director_gives_out_the_files_of_her_chamber():
    officers(2)
    three = files(3)
    theirs = foreign(three[0].call)
    client = browser(a_user("chamber_director", chamber=a_chamber("bg")))
    text = client.get(f"{LIST}azione/assegna-istruttorie/").text
    assert "Bergamo" in text
    assert "Brescia" not in text
    data = {"call": three[0].call_id, "chamber": a_chamber("bg").pk, "seed": "7"}
    answer = shared_out(client, "assegna-istruttorie", **data | {"chamber": a_chamber("bs").pk})
    assert not current().exists()
    answer = shared_out(client, "assegna-istruttorie", **data)
    assert "Pratiche assegnate: 3 (Istruttrice" in answer.text
    assert not holders(theirs)
    answer = shared_out(client, "assegna-istruttorie", **data)
    assert (answer.status_code, "Non ci sono pratiche da assegnare" in answer.text) == (409, True)
    answer = shared_out(client, "assegna-valutazioni", call=three[0].call_id, seed="7")
    assert "li assegna Unioncamere" in answer.text


def test_unioncamere_gives_out_the_projects_and_is_told_why_not():
    application = application_at(State.ADMISSIBLE)
    client = browser(a_user("operator"))
    data = {"call": application.call_id, "seed": "7"}
    assert "Nessuno ha il ruolo" in shared_out(client, "assegna-valutazioni", **data).text
    evaluator = a_user("evaluator")
    in_conflict(evaluator, application)
    assert "Nessuna delle persone può avere" in shared_out(client, "assegna-valutazioni", **data).text
    for name in ("Ada", "Bea"):
        a_user("evaluator", name=name)
    assert "Ada: 1, Bea: 1" in shared_out(client, "assegna-valutazioni", **data).text
    stranger = declared(a_user("evaluator"), application)
    assert "assegnato ad altri valutatori" in browser(stranger).get(page(application)).text


def test_a_file_is_passed_on_with_a_reason_that_stays_in_the_dossier():
    first, second = officers(2)
    (application,) = files(1)
    assign(application.call)
    row = current().get()
    to = second if row.person == first else first
    client = browser(a_user("chamber_director", chamber=a_chamber("bg")))
    assert "obbligatorio" in press(client, application, "riassegna", assignment=row.pk, person=to.pk).text
    answer = press(client, application, "riassegna", assignment=row.pk, person=row.person_id, reason="Ferie")
    assert (answer.status_code, "l’ha già" in answer.text) == (409, True)
    answer = press(client, application, "riassegna", assignment=row.pk, person=to.pk, reason="In ferie fino a settembre.")
    assert f"Pratica passata a {to.name}" in answer.text
    assert "In ferie fino a settembre." in answer.text
    assert "passata ad altri" in answer.text
    assert "sorteggio con seme «7»" in answer.text
    foreign_officer = a_user("officer", chamber=a_chamber("bs"))
    press(client, application, "riassegna", assignment=current().get().pk, person=foreign_officer.pk, reason="–")
    assert holders(application) == [to]


def test_who_scored_already_keeps_her_place_and_is_named():
    application = application_at(State.ADMISSIBLE)
    evaluators = [a_user("evaluator", name=name) for name in ("Ada", "Bea", "Cleo")]
    assign(application.call, Task.SCORE)
    row = current().filter(task=Task.SCORE).first()
    criteria = {f"criterion_{one.pk}": "20" for one in application.call.scoringcriterions.all()}
    press(browser(declared(row.person, application)), application, "valuta", note="Sì.", **criteria)
    free = next(each for each in evaluators if each not in holders(application, Task.SCORE))
    answer = press(browser(a_user("operator")), application, "riassegna", assignment=row.pk, person=free.pk, reason="–")
    assert f"{row.person.name} ha già valutato" in answer.text


def test_a_conflict_is_read_by_who_gives_files_out_and_by_no_colleague():
    (application,) = files(1)
    (officer,) = officers(1)
    assign(application.call)
    in_conflict(officer, application)
    director = browser(a_user("chamber_director", chamber=a_chamber("bg")))
    assert "Ne è socio." in director.get(page(application)).text
    text = browser(an_officer_beside(officer, application)).get(page(application)).text
    assert officer.name in text
    assert "Ne è socio." not in text
    (waiting,) = director.get("/admin/").context["waiting"]
    assert (str(waiting.label), waiting.count) == ("Pratiche da assegnare", 1)
    assert application.firm.name in director.get(waiting.url).text


def an_officer_beside(officer, application):
    return declared(a_user("officer", chamber=application.pot.chamber), application)


def test_ones_own_queue_is_in_my_day_and_begins_with_the_term_that_ends_first():
    (officer,) = officers(1)
    first, paused = files(2)
    other = send(confirm(fill(a_draft(call=a_call(procedure_days=30)))))
    for call in (first.call, other.call):
        assign(call)
    declaring.declare(application=paused, conflicted=False, by=officer, at=REVIEWED)
    asked = ask(paused)
    reviewing.answer_integration(
        application=asked, text="Ecco.", by=a_representative(asked.firm), at=REVIEWED + timedelta(days=3)
    )
    client = browser(officer)
    mine = next(row for row in client.get("/admin/").context["waiting"] if row.label == "Pratiche assegnate a voi")
    assert mine.count == 3
    answer = client.get(mine.url)
    assert [row.pk for row in answer.context["cl"].result_list] == [other.pk, first.pk, paused.pk]
    assert "da concludere entro" in answer.text.lower()
    colleague = a_user("officer", chamber=a_chamber("bg"))
    assert browser(colleague).get(mine.url).context["cl"].result_count == 0


def test_the_dossier_says_by_when_and_that_the_term_stands_still():
    application = ask(application_at(State.SUBMITTED))
    text = browser(an_officer(application)).get(page(application)).text
    assert "Il procedimento si conclude entro" in text
    assert "Sospeso finora per 10 giorni" in text, "the firm did not answer: it stood still for its whole term"


def test_the_queue_asks_as_often_for_three_files_as_for_one(django_assert_num_queries):
    (officer,) = officers(1)
    call = files(1)[0].call
    assign(call)
    client = browser(officer)
    client.get(f"{LIST}?assegnate=me")
    with django_assert_num_queries(QUEUE_QUERIES):
        client.get(f"{LIST}?assegnate=me")
    files(2, call)
    assign(call)
    with django_assert_num_queries(QUEUE_QUERIES):
        assert client.get(f"{LIST}?assegnate=me").context["cl"].result_count == 3


QUEUE_QUERIES = 7
