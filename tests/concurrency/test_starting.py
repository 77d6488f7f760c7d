"""A firm that starts twice at the same instant has one draft; and its constraint is what holds."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils import timezone

from applications.models import Application, Content
from applications.operations import drafting
from applications.operations.drafting import Stale
from applications.queries import locked
from core.queries.prepared import PreparedRows
from tests.concurrency.crowd import at_once, together
from tests.factories import BEFORE, NOON, OPENS, a_call, a_draft, a_firm, a_representative, a_user, fresh

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 8


def test_eight_clicks_at_once_start_one_draft():
    call, firm = a_call(), a_firm()
    by = a_representative(firm)
    started, refused = at_once([lambda: drafting.start(call=call, firm=firm, by=by, at=NOON)] * HANDS)
    assert refused == []
    assert len({application.pk for application in started}) == 1
    assert Application.objects.count() == Content.objects.count() == 1


def test_without_the_second_look_the_constraint_alone_says_no(monkeypatch: pytest.MonkeyPatch):
    """The negative control: who does not ask for what is there already is stopped by the database."""
    call, firm = a_call(), a_firm()
    by = a_representative(firm)

    def only_create(rows: "QuerySet[Application]", defaults: dict[str, Any], **about: Any) -> tuple[Application, bool]:
        return rows.create(**about, **defaults), True

    monkeypatch.setattr(QuerySet, "get_or_create", together(HANDS, only_create))
    _started, refused = at_once([lambda: drafting.start(call=call, firm=firm, by=by, at=NOON)] * HANDS)
    assert [type(error) for error in refused] == [IntegrityError] * (HANDS - 1)
    assert Application.objects.count() == 1


def test_colleagues_who_save_at_once_lose_nothing_and_one_of_each_pair_is_told():
    """Four on fields of their own, four on the same one: each version is made once, and one of the four has its way."""
    application = a_draft()
    names = ["portfolio", "markets", "channels", "description", *["title"] * 4]
    people = [a_user("representative", firm=application.firm) for _name in names]

    def saving(name: str, by: Any) -> Any:
        changes = {name: f"di {by.pk}"}
        return lambda: drafting.save(application=application, changes=changes, expected_version=1, by=by, at=NOON)

    _saved, refused = at_once([saving(name, by) for name, by in zip(names, people, strict=True)])
    assert [type(error) for error in refused] == [Stale] * 3
    content = fresh(application).content
    assert content.version == 6
    assert all(getattr(content, name).startswith("di ") for name in names)
    assert sorted(mark["version"] for mark in content.field_versions.values()) == [2, 3, 4, 5, 6]


def test_without_the_lock_a_word_goes_missing(monkeypatch: pytest.MonkeyPatch):
    """The negative control: two who read the same content at once write over each other's versions."""
    application = a_draft()
    people = [a_user("representative", firm=application.firm) for _each in range(HANDS)]
    read, all_have_read = locked._content.row, together(HANDS, lambda content: content)
    monkeypatch.setattr(locked, "_application", PreparedRows(Application, lambda pk: Application.objects.filter(pk=pk), -101))
    # Everybody has read the content before anybody writes it.
    monkeypatch.setattr(locked._content, "row", lambda pk: all_have_read(read(pk)))

    def saving(by: Any) -> Any:
        changes = {"title": f"di {by.pk}"}
        return lambda: drafting.save(application=application, changes=changes, expected_version=1, by=by, at=NOON)

    saved, refused = at_once([saving(by) for by in people])
    assert (len(saved), refused) == (HANDS, [])
    assert fresh(application).content.version == 2


def test_a_draft_is_filled_before_the_opening_from_its_own_instant():
    call, firm = a_call(), a_firm()
    by = a_representative(firm)
    assert OPENS > BEFORE == call.draft_from_at
    application = drafting.start(call=call, firm=firm, by=by, at=BEFORE)
    content = drafting.save(application=application, changes={"title": "Presto"}, expected_version=1, by=by, at=BEFORE)
    assert content.title == "Presto"


def test_the_pages_of_a_draft_are_filled_before_the_opening(client):
    now = timezone.now()
    window = {"draft_from_at": now - timedelta(days=1), "opens_at": now + timedelta(days=1), "closes_at": now + timedelta(days=2)}
    call, firm = a_call(at=now - timedelta(days=2), **window), a_firm()
    client.force_login(a_representative(firm))
    answer = client.post(f"/bandi/{call.slug}/domanda/", follow=True)
    (application,) = Application.objects.all()
    assert "Completate la domanda" in answer.content.decode()
    saved = client.post(f"/domande/{application.pk}/progetto/", {"version": 1, "field": "title", "title": "Presto"})
    assert saved.json()["saved"]["title"][0] == 2
