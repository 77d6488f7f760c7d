"""New rows by prepared statements: the same rows as the ORM's, one or many, and nothing that the table would not take."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DataError, transaction
from django.forms import model_to_dict

from core.models import AuditEvent
from core.operations.inserting import Inserting

pytestmark = pytest.mark.django_db
EVENTS = Inserting(AuditEvent)
AT = datetime(2026, 3, 29, 2, 30, tzinfo=UTC)
ABOUT: dict[str, Any] = {
    "at": AT, "by_label": "Ada «l’ufficio» \\ '%s' $1", "action": "testing.write", "subject_type": "core.auditevent",
    "subject_id": 7, "data": {"words": ["à", None, 1], "quote": "'; --"},
}  # fmt: skip


def columns(row: AuditEvent) -> dict[str, Any]:
    return model_to_dict(AuditEvent.objects.get(pk=row.pk), exclude=["id"])


def test_one_is_what_the_orm_would_have_written():
    ours, theirs = EVENTS.one(**ABOUT), AuditEvent.objects.create(**ABOUT)
    assert columns(ours) == columns(theirs)
    assert ours.pk < theirs.pk
    assert not ours._state.adding


def test_many_are_written_in_their_order():
    rows = [AuditEvent(**ABOUT | {"subject_id": number, "by_id": None}) for number in range(50)]
    assert EVENTS.all(rows) == rows
    found = list(AuditEvent.objects.order_by("pk").values_list("pk", "subject_id"))
    assert found == [(row.pk, number) for number, row in enumerate(rows)]
    assert {str(columns(row) | {"subject_id": 0}) for row in rows} == {str(columns(rows[0]) | {"subject_id": 0})}


def test_none_are_written_without_a_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert EVENTS.all([]) == []


@pytest.mark.parametrize("write", [lambda about: EVENTS.one(**about), lambda about: EVENTS.all([AuditEvent(**about)])])
def test_a_text_that_is_too_long_is_refused_and_not_cut(write):
    with pytest.raises(DataError, match="too long"), transaction.atomic():
        write(ABOUT | {"action": "x" * 81})
