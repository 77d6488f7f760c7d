"""What the firm is told is a row: written once with its fact, kept as it is, marked once when the mail has it."""

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from applications.enums import NoticeKind, State
from applications.models import Notice
from applications.notifications.telling import tell
from tests.factories import NOON, REVIEWED, a_draft

pytestmark = pytest.mark.django_db


def test_the_same_fact_is_told_once() -> None:
    application = a_draft()
    for text in ("prima", "seconda"):
        tell(application, NoticeKind.INTEGRATION_REQUESTED, at=NOON, reference="7", data={"text": text})
    tell(application, NoticeKind.INTEGRATION_REQUESTED, at=NOON, reference="8")
    told = Notice.objects.filter(application=application).values_list("reference", "data", "mailed_at")
    assert list(told) == [("7", {"text": "prima"}, None), ("8", {}, None)]


def test_a_notice_may_be_written_by_plain_sql() -> None:
    application = a_draft()
    sql = "INSERT INTO applications_notice (application_id, kind, at) VALUES (%s, 'arrived', %s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, [application.pk, NOON])
    assert list(Notice.objects.values_list("reference", "data", "mailed_at")) == [("", {}, None)]


def test_a_notice_is_marked_as_mailed_once_and_else_stays_as_it_is() -> None:
    tell(a_draft(), NoticeKind.ARRIVED, at=NOON)
    rows = Notice.objects.all()
    for change in ({"data": {"text": "altro"}}, {"at": REVIEWED, "mailed_at": REVIEWED}, {"mailed_at": None}):
        with pytest.raises(InternalError, match="a_notice_changes_only_when_it_is_mailed"), transaction.atomic():
            rows.update(**change)
    rows.update(mailed_at=NOON)
    with pytest.raises(InternalError, match="a_notice_changes_only_when_it_is_mailed"), transaction.atomic():
        rows.update(mailed_at=REVIEWED)
    with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
        rows.delete()


def test_only_known_things_are_told() -> None:
    application = a_draft()
    with pytest.raises(IntegrityError, match="a_notice_is_of_a_known_kind"), transaction.atomic():
        Notice.objects.create(application=application, kind=State.DRAFT, at=NOON)
