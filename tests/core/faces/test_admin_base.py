"""The admin's base: who enters, what is scoped, what buttons do."""

from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from lxml import html

from accounts.models import User
from accounts.operations.appointing import appoint
from accounts.operations.enrolling import enrol
from core.models import AuditEvent
from core.operations.recording import record

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 10, tzinfo=UTC)


def person(role: str = "", email: str = "lei@example.it") -> User:
    user = enrol(email=email, name="Lei Prova", password="una-lunga-frase", by=None, at=AT)
    if role:
        appoint(user=user, role=role, by=None, at=AT)
    return user


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_stranger_is_sent_to_the_portals_log_in_and_back():
    answer = Client().get("/admin/core/auditevent/")
    assert answer.status_code == 302
    answer = Client().get(answer["Location"])
    assert answer["Location"] == f"{reverse('account_login')}?next=%2Fadmin%2Fcore%2Fauditevent%2F"


def test_a_firms_user_is_told_that_this_is_not_for_him():
    client = browser(person())
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403
    assert "lavora nelle Camere" in answer.text


def test_my_day_opens_for_staff_without_anything_to_add():
    answer = browser(person("auditor")).get("/admin/")
    assert answer.status_code == 200
    assert "La mia giornata" in answer.text
    assert "addlink" not in answer.text


def test_the_trail_is_read_by_whoever_may_and_by_nobody_else():
    event = record(by=None, at=AT, action="test.happened", subject=person("auditor"), data={"perché": "prova"})
    page = f"/admin/core/auditevent/{event.pk}/change/"
    assert "test.happened" in browser(User.objects.get()).get(page).text
    assert "test.happened" in browser(User.objects.get()).get("/admin/core/auditevent/").text
    evaluator = browser(person("evaluator", "altri@example.it"))
    assert evaluator.get(page).status_code == 403
    assert evaluator.get("/admin/core/auditevent/").status_code == 403


@pytest.mark.parametrize("tail", ["add/", "{pk}/delete/"])
def test_nothing_is_added_or_deleted(tail):
    event = record(by=None, at=AT, action="test.happened", subject=person("auditor"))
    client = browser(User.objects.get())
    url = "/admin/core/auditevent/" + tail.format(pk=event.pk)
    assert client.get(url).status_code == 403
    assert client.post(url, {"post": "yes"}).status_code == 403


def test_nothing_is_changed_by_posting_to_the_page():
    event = record(by=None, at=AT, action="test.happened", subject=person("auditor"))
    answer = browser(User.objects.get()).post(f"/admin/core/auditevent/{event.pk}/change/", {"action": "altro"})
    assert answer.status_code == 403
    assert AuditEvent.objects.get(pk=event.pk).action == "test.happened"


def test_what_does_not_exist_is_not_found():
    client = browser(person("auditor"))
    for page in ("change/", "history/", "azione/qualcosa/"):
        assert client.get(f"/admin/core/auditevent/999999/{page}").status_code == 404


def test_events_are_found_by_their_thing_and_by_whole_words():
    """A search that an index answers, or that reads back from the newest event: never by a part of a word."""
    auditor = person("auditor")
    event = record(by=None, at=AT, action="test.happened", subject=auditor)
    client = browser(auditor)

    def found(**query: str) -> set[int]:
        return {row.pk for row in client.get("/admin/core/auditevent/", query).context["cl"].result_list}

    assert event.pk in found(q=str(auditor.pk))
    assert event.pk not in found(q="999999999")
    assert found(q="test.happened") == {event.pk}
    assert found(q="happened") == set()
    [kinds] = client.get("/admin/core/auditevent/").context["cl"].filter_specs
    assert kinds.lookup_choices == sorted(set(AuditEvent.objects.values_list("subject_type", flat=True)))
    assert found(subject_type=event.subject_type) >= {event.pk}


def test_the_list_is_found_again_as_it_was_left():
    """From a row chosen in a list that was searched, over a button that was pressed, and back to what was searched."""
    client, chosen = browser(person("administrator")), {"is_active__exact": "1", "q": "lei"}
    listed = html.document_fromstring(client.get("/admin/accounts/user/", chosen).text)
    (row,) = listed.xpath("//*[@id='result_list']//a/@href[contains(., '/change/')]")
    page = html.document_fromstring(client.get(row).text)
    (press,) = page.xpath("//a[contains(@href, '/azione/nomina/')]/@href")
    asking = html.document_fromstring(client.get(press).text)
    for there in (page, asking):
        (back,) = there.xpath("//*[@class='breadcrumbs']/a[contains(@href, '/admin/accounts/user/?')]/@href")
        assert client.get(back).context["cl"].query == "lei"
        assert QueryDict(back.partition("?")[2]).dict() == chosen
    done = client.post(press, {"role": "auditor"})
    assert done.status_code == 302, done.text
    assert done["Location"] == row
    # What an address brings along leads nowhere but to that list.
    strange = client.get(row.partition("?")[0], {"_changelist_filters": '"><script>x()</script>//altrove.example'})
    assert "<script>x()" not in strange.text
    assert 'href="/admin/accounts/user/?&quot;&gt;&lt;script' in strange.text
