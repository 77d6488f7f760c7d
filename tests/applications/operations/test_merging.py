"""Two tabs and two colleagues on one draft: different fields go together, the same field is never overwritten silently."""

from typing import Any

import pytest

from applications.domain.merging import Seen
from applications.models import Application, Content
from applications.operations import drafting
from applications.operations.drafting import Stale
from core.models import AuditEvent
from registry.models import Province
from tests.factories import NOON, a_draft, a_representative, a_user, fresh

pytestmark = pytest.mark.django_db


def save(application: Application, seen: int | Seen, /, **changes: Any) -> Content:
    by = a_representative(application.firm)
    return drafting.save(application=application, changes=changes, expected_version=seen, by=by, at=NOON)


def test_different_fields_from_the_same_page_both_stay():
    application = a_draft()
    save(application, 1, title="Della prima")
    content = save(application, 1, description="Della seconda")
    assert (content.title, content.description, content.version) == ("Della prima", "Della seconda", 3)
    assert {name: mark["version"] for name, mark in content.field_versions.items()} == {"title": 2, "description": 3}


def test_the_same_field_from_a_stale_page_is_told_and_nothing_is_written():
    application = a_draft()
    by = a_representative(application.firm)
    save(application, 1, title="Della prima")
    with pytest.raises(Stale, match="qualcuno ha modificato") as stale:
        save(application, 1, title="Della seconda", description="Anche questa")
    (clash,) = stale.value.clashes
    assert (clash.name, clash.value, clash.mark.version, clash.mark.by) == ("title", "Della prima", 2, by.pk)
    assert clash.mark.at == NOON.isoformat()
    content = fresh(application).content
    assert (content.title, content.description, content.version) == ("Della prima", "", 2)


def test_without_the_judgement_the_second_tab_overwrites_the_first(monkeypatch: pytest.MonkeyPatch):
    """The negative control."""
    application = a_draft()
    save(application, 1, title="Della prima")
    monkeypatch.setattr(drafting, "is_stale", lambda *_about: False)
    save(application, 1, title="Della seconda")
    assert fresh(application).content.title == "Della seconda"


def test_who_has_seen_the_last_word_writes_over_it():
    application = a_draft()
    save(application, 1, title="Della prima")
    assert save(application, Seen(1, {"title": 2}), title="Della seconda").title == "Della seconda"


def test_writing_the_same_word_is_no_clash_and_no_version():
    application = a_draft()
    save(application, 1, title="Uguale")
    assert save(application, 1, title="Uguale").version == 2


def test_a_page_goes_on_from_its_own_word_when_the_answer_was_lost():
    application = a_draft()
    save(application, Seen(1, page="p", turn=1), title="Vend")
    assert save(application, Seen(1, page="p", turn=2), title="Vendere").title == "Vendere"


def test_a_late_copy_does_not_undo_the_newer_one():
    application = a_draft()
    save(application, Seen(1, page="p", turn=2), title="Vendere")
    with pytest.raises(Stale):
        save(application, Seen(1, page="p", turn=1), title="Vend")
    assert fresh(application).content.title == "Vendere"


def test_declarations_are_fields_of_their_own():
    application = a_draft()
    save(application, 1, declarations={"insolvency": True})
    content = save(application, 1, declarations={"annual-fee": True})
    assert content.declarations == {"insolvency": True, "annual-fee": True}
    with pytest.raises(Stale):
        save(application, 1, declarations={"insolvency": False})


def test_what_is_not_made_stays_unmade_without_a_version():
    application = a_draft()
    assert save(application, 1, declarations={"insolvency": False}).version == 1


def test_the_chamber_follows_when_only_the_province_is_saved():
    application = a_draft()
    save(application, 1, seat_address="via Roma 1")
    save(application, 1, seat_province=Province.objects.get(pk="BG"))
    assert fresh(application).pot.chamber.code == "bg"


def test_a_field_that_no_draft_has_is_refused():
    with pytest.raises(ValueError, match="no field"):
        save(a_draft(), 1, version=7)


def test_each_save_leaves_its_event_with_the_fields():
    application = a_draft()
    save(application, 1, title="T", description="D")
    event = AuditEvent.objects.filter(action="drafting.save").latest("pk")
    assert event.data == {"fields": ["description", "title"], "version": 2}


def test_a_colleague_is_known_by_her_own_account():
    application = a_draft()
    anna = a_user("representative", firm=application.firm, name="Anna Bianchi")
    drafting.save(application=application, changes={"title": "Di Anna"}, expected_version=1, by=anna, at=NOON)
    with pytest.raises(Stale) as stale:
        save(application, 1, title="Mio")
    assert stale.value.clashes[0].mark.by == anna.pk
