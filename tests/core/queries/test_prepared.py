"""Prepared statements: the ORM's own words, written once a process and planned once a connection."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from core.models import AuditEvent
from core.queries.prepared import Prepared
from registry.domain.territory import CHAMBERS
from registry.models import Chamber

pytestmark = pytest.mark.django_db
AT = datetime(2020, 7, 1, 10, 0, tzinfo=UTC)
NOBODY = "nobody"


def chambers_but(code: str):
    return Chamber.objects.exclude(code=code).order_by("code").values_list("code", "since_on")


def statements_known() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, statement FROM pg_prepared_statements WHERE name LIKE 'read%%'")
        return dict(cursor.fetchall())


def test_it_answers_as_the_queryset_does():
    asked = Prepared(chambers_but, NOBODY)
    for code in ("bg", "mi", "xx"):
        assert asked.ask(code) == list(chambers_but(code))


def test_columns_are_of_the_type_that_the_model_says():
    AuditEvent.objects.create(at=AT, by_label="chi", action="a", subject_type="t", subject_id=7, data={"figures": ["1.00"]})
    asked = Prepared(lambda subject: AuditEvent.objects.filter(subject_id=subject).values_list("at", "data"), -101)
    assert asked.ask(7) == [(AT, {"figures": ["1.00"]})]
    assert asked.ask(8) == []


def test_what_is_no_blank_stays_as_it_was_written():
    asked = Prepared(
        lambda since: Chamber.objects.filter(since_on__gt=since, name__contains="50%").values_list("pk"), date(1, 1, 1)
    )
    assert asked.ask(date(1000, 1, 1)) == []
    assert "50" in statements_known()[asked.name]


def test_the_database_plans_it_once_and_a_count_of_statements_does_not_see_it(django_assert_num_queries):
    asked = Prepared(chambers_but, NOBODY)
    with django_assert_num_queries(3):
        for _each in range(3):
            assert len(asked.ask("bg")) == len(CHAMBERS) - 1
    assert asked.name in statements_known()


def test_it_outlives_a_transaction_that_is_undone():
    asked = Prepared(chambers_but, NOBODY)
    with transaction.atomic():
        asked.ask("bg")
        transaction.set_rollback(True)
    assert len(asked.ask("bg")) == len(CHAMBERS) - 1


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_learns_it_anew():
    asked = Prepared(chambers_but, NOBODY)
    asked.ask("bg")
    connection.close()
    assert asked.name not in statements_known()
    assert len(asked.ask("bg")) == len(CHAMBERS) - 1
    assert asked.name in statements_known()


def test_what_the_database_refuses_is_raised_as_of_any_other_statement():
    asked = Prepared(chambers_but, NOBODY)
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("SELECT 1 / 0")
    with pytest.raises(DatabaseError), transaction.atomic():
        Prepared(lambda number: Chamber.objects.filter(pk=number).values_list("pk"), -101).ask("no number")
    assert len(asked.ask("bg")) == len(CHAMBERS) - 1
