"""The same file sent by many at once is one: a browser that tries again while its first try is still under way."""

from functools import partial

import pytest

from applications.operations import uploading
from core.adapters import storage
from tests.concurrency.crowd import at_once
from tests.factories import NOON, a_draft, a_pdf, a_representative

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 8


def a_crowd(draft, asked):
    about = {"application": draft, "requirement": asked, "name": "Piano.pdf", "content": a_pdf(), "at": NOON}
    return [partial(uploading.upload, **about, by=a_representative(draft.firm)) for _each in range(CROWD)]


@pytest.mark.parametrize("code", [None, "plan"])
def test_the_same_file_at_once_is_one_and_leaves_one_in_the_storage(code):
    draft = a_draft()
    asked = draft.call.requireddocuments.get(code=code) if code else None
    before = set(storage.stored())
    documents, errors = at_once(a_crowd(draft, asked))
    assert errors == []
    assert {document.pk for document in documents} == {draft.documents.get().pk}
    assert set(storage.stored()) - before == {draft.documents.get().file.name}


def test_control_without_looking_under_the_lock_it_is_many(monkeypatch):
    draft = a_draft()
    monkeypatch.setattr(uploading, "_same", lambda *given, **more: None)
    _documents, errors = at_once(a_crowd(draft, None))
    assert errors == []
    assert draft.documents.count() == CROWD
