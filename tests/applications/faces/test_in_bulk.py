"""Acts on the rows ticked in a list: proposed within one's own files, looked at, begun once, followed row by row."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.operations import appointing
from accounts.permissions import visible_jobs, why_not_view_job
from applications.enums import State
from applications.models import Assignment
from bando.models import Publication
from core.admin.bulk import BULK_PAGE
from core.models import Job, Outcome
from core.operations import working
from tests.applications.operations.test_coding import financed
from tests.core.faces.markup import inline_pieces
from tests.core.jobs import AT
from tests.factories import NOON, a_call, a_chamber, a_draft, a_firm, a_user, an_act, application_at, confirm, fill, give, send

pytestmark = pytest.mark.django_db
LIST = reverse("admin:applications_application_changelist")
ACTS = reverse("admin:bando_act_changelist")
ASSIGN, PUBLISH = "applications-assign_checks", "bando-make_public"


def browser(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def files(number=3, call=None):
    call = call or a_call()
    return [send(confirm(fill(a_draft(call=call)))) for _each in range(number)]


@pytest.fixture
def officers():
    return [a_user("officer", chamber=a_chamber("bg")) for _each in range(2)]


def tick(client, rows, action=ASSIGN, where=LIST, **more):
    keys = [getattr(row, "pk", row) for row in rows]
    return client.post(where, {"action": action, "_selected_action": keys, "index": 0, **more}, follow=True)


def page_of(job, tail="change/"):
    return f"/admin/core/job/{job.pk}/{tail}"


def begin(client, job, **data):
    return client.post(reverse(BULK_PAGE, args=[job.pk, "avvia"]), data, follow=True)


def work(job):
    working.work(job_id=job.pk, clock=lambda: AT)


def test_ticked_files_are_proposed_shown_confirmed_and_given(officers):
    three, client = files(), browser(a_user("chamber_director", chamber=a_chamber("bg")))
    assert "Assegna le istruttorie scelte" in client.get(LIST).text
    answer = tick(client, three[:2])
    job = Job.objects.get()
    assert answer.redirect_chain[-1][0] == reverse(BULK_PAGE, args=[job.pk, "avvia"])
    assert "Si esegue su 2 righe." in answer.text
    assert "Dà ciascuna pratica all’istruttore della sua Camera" in answer.text
    assert all(f"n. {each.arrival.number} · {each.firm.name}" in answer.text for each in three[:2])
    assert inline_pieces(answer.text) == []
    assert not Assignment.objects.exists()
    answer = begin(client, job, seed="7")
    assert "Il lavoro è avviato" in answer.text
    assert "hx-get" in answer.text
    work(job)
    answer = client.get(page_of(job))
    assert "hx-get" not in answer.text
    assert answer.text.count("Assegnata a ") == 2
    assert reverse("admin:applications_application_change", args=[three[0].pk]) in answer.text
    assert sorted(Assignment.objects.values_list("application", flat=True)) == [each.pk for each in three[:2]]


def test_a_double_click_makes_one_job_and_a_second_start_changes_nothing(officers):
    two, client = files(2), browser(a_user("operator"))
    tick(client, two)
    tick(client, two)
    job = Job.objects.get()
    begin(client, job, seed="7")
    assert client.post(reverse(BULK_PAGE, args=[job.pk, "avvia"]), {"seed": "8"}).status_code == 302
    job.refresh_from_db()
    assert job.parameters == {"seed": "7"}
    work(job)
    work(job)
    assert Assignment.objects.count() == 2


def test_what_is_asked_is_checked_before_it_begins(officers):
    client = browser(a_user("operator"))
    tick(client, files(1))
    job = Job.objects.get()
    answer = begin(client, job, seed="")
    assert answer.status_code == 200
    assert answer.context["form"].errors
    job.refresh_from_db()
    assert job.confirmed_at is None


def test_the_keys_of_other_chambers_are_dropped_before_anything_is_looked_at(officers):
    (mine,) = files(1)
    theirs = send(confirm(fill(a_draft(call=mine.call, firm=a_firm()), province="BS")))
    client = browser(a_user("chamber_director", chamber=a_chamber("bg")))
    answer = tick(client, [mine, theirs, 999_999_999])
    assert list(Job.objects.get().rows.values_list("subject_id", flat=True)) == [mine.pk]
    assert theirs.firm.name not in answer.text
    tick(client, [theirs])
    assert Job.objects.count() == 1, "nothing of one's own, nothing proposed"


def test_all_that_the_list_shows_is_within_ones_own(officers):
    (mine,) = files(1)
    send(confirm(fill(a_draft(call=mine.call, firm=a_firm()), province="BS")))
    client = browser(a_user("chamber_director", chamber=a_chamber("bg")))
    tick(client, [mine], select_across=1)
    assert list(Job.objects.get().rows.values_list("subject_id", flat=True)) == [mine.pk]


def test_what_cannot_be_done_is_shown_with_its_reason_and_the_rest_is_done(officers):
    given, free = files(2)
    done = application_at(State.ADMISSIBLE, call=given.call)
    client = browser(a_user("operator"))
    tick(client, [given])
    begin(client, Job.objects.get(), seed="7")
    work(Job.objects.get())
    answer = tick(client, [given, free, done])
    assert "Si esegue su 1 riga." in answer.text
    assert "La pratica è già assegnata" in answer.text
    assert "Si assegnano le pratiche in istruttoria: questa è «ammissibile»" in answer.text.replace("Ammissibile", "ammissibile")
    job = Job.objects.first()
    begin(client, job, seed="7")
    work(job)
    assert Assignment.objects.filter(application=free).count() == 1
    assert sorted(job.rows.values_list("outcome", flat=True)) == sorted([Outcome.DONE, Outcome.REFUSED, Outcome.REFUSED])


@pytest.mark.parametrize("role", ["officer", "evaluator", "director", "auditor"])
def test_who_does_not_give_files_out_is_not_offered_it(role):
    (one,) = files(1)
    where = {"chamber": a_chamber("bg")} if role == "officer" else {}
    client = browser(a_user(role, **where))
    assert ASSIGN not in client.get(LIST).text
    tick(client, [one])
    assert not Job.objects.exists()


def test_a_job_is_seen_by_who_proposed_it_and_by_who_audits(officers):
    proposer = a_user("chamber_director", chamber=a_chamber("bg"))
    tick(browser(proposer), files(1))
    job = Job.objects.get()
    others = [a_user("operator"), a_user("administrator"), a_user("chamber_director", chamber=a_chamber("bg")), *officers]
    for user, sees in [(proposer, True), (a_user("auditor"), True), *((each, False) for each in others)]:
        user = User.objects.get(pk=user.pk)
        assert visible_jobs(user).filter(pk=job.pk).exists() is sees
        assert (why_not_view_job(user, job) is None) is sees
        for tail in ("change/", "history/", "avanzamento/", "righe.csv", "azione/avvia/"):
            assert (browser(user).get(page_of(job, tail)).status_code == 200) is sees, (user, tail)
    assert "chi lo ha preparato" in browser(a_user("auditor")).get(page_of(job)).text
    answer = browser(a_user("auditor")).post(page_of(job, "azione/avvia/"), {"seed": "7"})
    assert answer.status_code == 409


def test_who_works_elsewhere_now_sees_no_row_of_the_chamber_before(officers):
    proposer = a_user("chamber_director", chamber=a_chamber("bg"))
    (one,) = files(1)
    tick(browser(proposer), [one])
    job = Job.objects.get()
    appointing.dismiss(membership=proposer.memberships.get(), by=a_user("administrator"), at=NOON)
    give(proposer, "chamber_director", chamber=a_chamber("bs"))
    for tail in ("change/", "righe.csv"):
        assert one.firm.name not in browser(proposer).get(page_of(job, tail)).content.decode()
    begin(browser(proposer), job, seed="7")
    work(job)
    assert list(job.rows.values_list("outcome", "result")) == [
        (Outcome.REFUSED, "Questa pratica non è tra quelle che potete vedere.")
    ]


def test_the_rows_are_a_sheet_that_no_spreadsheet_runs(officers):
    firm = a_firm(name="=cmd|'/C calc'!A0")
    one = send(confirm(fill(a_draft(firm=firm))))
    client = browser(a_user("operator"))
    tick(client, [one])
    job = Job.objects.get()
    answer = client.get(page_of(job, "righe.csv"))
    assert answer["Content-Disposition"] == f'attachment; filename="lavoro-{job.pk}.csv"'
    text = answer.content.decode("utf-8-sig")
    assert text.splitlines()[0] == "Riga;Che cosa;Esito;Che cosa è successo;Quando"
    assert text.splitlines()[1] == f"1;n. 1 · =cmd|'/C calc'!A0 · {one.call.code};da fare;;"


def test_the_fragment_asks_for_itself_until_the_job_has_ended_and_the_list_counts(officers):
    client = browser(a_user("operator"))
    tick(client, files(2))
    job = Job.objects.get()
    assert "Lavori in blocco preparati e non avviati" in client.get("/admin/").text
    begin(client, job, seed="7")
    assert "preparati e non avviati" not in client.get("/admin/").text
    working.work(job_id=job.pk, clock=lambda: AT, most=1)
    answer = client.get(page_of(job, "avanzamento/"))
    assert 'value="1" max="2"' in answer.text
    assert "HX-Refresh" not in answer
    assert "1 / 2" in client.get("/admin/core/job/").text
    work(job)
    answer = client.get(page_of(job, "avanzamento/"))
    assert answer["HX-Refresh"] == "true"
    assert "hx-get" not in answer.text


def test_rows_are_shown_by_outcome_and_by_pages(officers, django_assert_num_queries):
    client = browser(a_user("operator"))
    two = files(2)
    tick(client, two[:1])
    begin(client, Job.objects.get(), seed="7")
    work(Job.objects.get())
    tick(client, two)
    job = Job.objects.first()
    text = client.get(page_of(job), {"esito": "refused"}).text
    assert two[0].firm.name in text
    assert two[1].firm.name not in text
    assert two[1].firm.name in client.get(page_of(job), {"esito": "altro", "page": "9"}).text


@pytest.mark.parametrize("number", [1, 3])
def test_proposing_and_looking_cost_the_same_for_one_as_for_three(officers, number, django_assert_num_queries):
    rows, client = files(number), browser(a_user("operator"))
    with django_assert_num_queries(PROPOSING):
        client.post(LIST, {"action": ASSIGN, "_selected_action": [row.pk for row in rows], "index": 0})
    with django_assert_num_queries(LOOKING):
        client.get(page_of(Job.objects.get()))


PROPOSING, LOOKING = 19, 9


def test_a_job_is_stopped_by_its_button(officers):
    client = browser(a_user("operator"))
    tick(client, files(2))
    job = Job.objects.get()
    begin(client, job, seed="7")
    working.work(job_id=job.pk, clock=lambda: AT, most=1)
    answer = client.post(page_of(job, "azione/ferma/"), follow=True)
    assert "Il lavoro è fermo" in answer.text
    assert sorted(job.rows.values_list("outcome", flat=True)) == [Outcome.DONE, Outcome.DROPPED]


def test_the_publication_of_many_acts_is_recorded_at_once():
    (one,) = financed()
    acts = [an_act(one.call) for _each in range(3)]
    client = browser(a_user("director"))
    client.post(f"{ACTS}{acts[0].pk}/azione/pubblica/", {"published_on": "2020-09-03", "address": "https://a.example.it/uno"})
    answer = tick(client, acts, PUBLISH, ACTS)
    assert "Si esegue su 2 righe." in answer.text
    job = Job.objects.get()
    begin(client, job, published_on="2020-01-01", address="https://a.example.it/atti")
    job.refresh_from_db()
    work(job)
    assert {row.result[:8] for row in job.rows.filter(outcome=Outcome.REFUSED)} == {"L’atto è"}
    tick(client, acts, PUBLISH, ACTS)
    again = Job.objects.first()
    begin(client, again, published_on="2020-09-04", address="https://a.example.it/atti")
    work(again)
    found = {row.act_id: (f"{row.published_on}", row.address) for row in Publication.objects.all()}
    assert found == {
        acts[0].pk: ("2020-09-03", "https://a.example.it/uno"),
        acts[1].pk: ("2020-09-04", "https://a.example.it/atti"),
        acts[2].pk: ("2020-09-04", "https://a.example.it/atti"),
    }
