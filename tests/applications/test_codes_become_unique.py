"""A database from before COR were unique is told which of its codes stand in the way, and keeps every one of them."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.management.base import CommandError
from django.db import connection

from applications.enums import State
from applications.models import Grant
from tests.core.bare import run
from tests.factories import application_at

pytestmark = pytest.mark.django_db
tell = import_module("applications.migrations.0029_a_cor_is_of_one_grant").tell_of_unfit_codes
HELD = """SELECT conname FROM pg_constraint WHERE conrelid = 'applications_grant'::regclass AND contype IN ('c', 'u')
           AND pg_get_constraintdef(oid) ~ '[( ]cor[) ]|[(]cor[)]'"""


def asked() -> None:
    """As the migration asks before it changes anything."""
    tell(None, SimpleNamespace(connection=connection))


def as_before(*changes: tuple[Grant, str]) -> None:
    """The table without what holds its codes, and codes that somebody typed then."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        for (name,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE applications_grant DROP CONSTRAINT {name}")
    run("SET LOCAL session_replication_role = replica")
    for grant, cor in changes:
        run("UPDATE applications_grant SET cor = %s WHERE id = %s", cor, grant.pk)
    run("SET LOCAL session_replication_role = origin")


def test_codes_that_stand_in_the_way_are_named_and_kept():
    one, other, third = (application_at(State.GRANTED) for _ in range(3))
    as_before((one.grant, "1234567"), (other.grant, "1234567"), (third.grant, "RNA-99"))
    with pytest.raises(CommandError) as refused:
        asked()
    for words in (f"«1234567» (domande {one.pk}, {other.pk})", f"«RNA-99» (domande {third.pk})", "Nulla è stato cambiato"):
        assert words in str(refused.value)
    assert list(Grant.objects.order_by("pk").values_list("cor", flat=True)) == ["1234567", "1234567", "RNA-99"]


def test_codes_that_are_right_let_it_pass():
    one, other = (application_at(State.GRANTED) for _ in range(2))
    as_before((one.grant, "1234567"), (other.grant, "1234568"))
    asked()
