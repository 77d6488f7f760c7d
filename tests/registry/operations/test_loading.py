"""The lists are written once and again only where they differ; what a newer package lacks stays."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from core.models import AuditEvent
from registry.enums import Shipped
from registry.models import Activity, Dataset, Municipality
from registry.operations.loading import load

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 10, tzinfo=UTC)


def test_loading_again_writes_nothing_and_mends_what_differs(django_assert_max_num_queries):
    first = {loaded.dataset: loaded for loaded in load(by=None, at=AT)}
    assert Municipality.objects.count() == first[Shipped.MUNICIPALITIES].added == first[Shipped.MUNICIPALITIES].rows
    assert Activity.objects.count() == first[Shipped.ACTIVITIES].added
    assert [(row.code, row.loaded_at) for row in Dataset.objects.all()] == [("activities", AT), ("municipalities", AT)]
    assert AuditEvent.objects.count() == 2

    with django_assert_max_num_queries(8):
        again = load(by=None, at=AT + timedelta(days=1))
    assert [(loaded.added, loaded.changed) for loaded in again] == [(0, 0), (0, 0)]
    assert AuditEvent.objects.count() == 2
    assert not Dataset.objects.exclude(loaded_at=AT).exists()

    Municipality.objects.filter(pk="F205").update(name="Mediolanum", province="BG")
    Activity.objects.filter(version="2025", code="62.10.00").delete()
    Municipality.objects.create(cadastral_code="X999", name="Di prima", province_id="BG", since_on=AT)
    third = load(by=None, at=AT + timedelta(days=2))
    assert [(loaded.added, loaded.changed) for loaded in third] == [(0, 1), (1, 0)]
    assert str(Municipality.objects.get(pk="F205")) == "Milano (MI)"
    assert Municipality.objects.filter(pk="X999").exists()
    assert AuditEvent.objects.count() == 4

    out = StringIO()
    call_command("load_reference_data", stdout=out)
    assert "attività economiche (ateco 1." in out.getvalue()
    assert "0 nuove, 0 aggiornate" in out.getvalue()


def test_no_test_starts_with_the_lists():
    assert not Municipality.objects.exists()
    assert not Activity.objects.exists()


GOOD = {"version": "2007", "code": "62.01.00", "title": "X", "level": "subcategory", "parent": "62.01.0", "since_on": AT}


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"code": "620100"}, "written_with_its_points"),
        ({"code": "6"}, "written_with_its_points"),
        ({"version": "2011"}, "version_is_a_known_one"),
        ({"level": "leaf"}, "level_is_a_known_one"),
        ({"parent": ""}, "only_a_section"),
        ({"code": "J", "level": "section"}, "only_a_section"),
        ({"until_on": AT - timedelta(days=1)}, "does_not_end_before"),
    ],
)
def test_the_database_refuses_what_is_no_activity(changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Activity.objects.create(**GOOD | changes)
    Activity.objects.create(**GOOD)


def test_the_database_refuses_a_second_row_of_a_code_and_a_wrong_cadastral_code():
    Activity.objects.create(**GOOD)
    with pytest.raises(IntegrityError, match="used_once_per_version"), transaction.atomic():
        Activity.objects.create(**GOOD)
    Activity.objects.create(**GOOD | {"version": "2025"})
    with pytest.raises(IntegrityError, match="a_letter_and_three_digits"):
        Municipality.objects.create(cadastral_code="f205", name="Milano", province_id="MI", since_on=AT)
