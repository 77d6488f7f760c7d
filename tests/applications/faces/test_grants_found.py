"""A grant is found by its codes, its number and its firm, inside what the reader may see; each by its index."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from applications.enums import State
from tests.factories import a_chamber, a_user, an_officer, application_at

pytestmark = pytest.mark.django_db
GRANTS = "/admin/applications/grant/"


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def found(client: Client, term: str) -> list[int]:
    return [row.application_id for row in client.get(GRANTS, {"q": term}).context["cl"].result_list]


def test_a_grant_is_found_by_each_of_its_codes_and_by_no_other_chamber():
    mine, other = (application_at(State.GRANTED) for _ in range(2))
    hers, theirs = enter(an_officer(mine)), enter(a_user("officer", chamber=a_chamber("bs")))
    terms = [mine.grant.cor, mine.grant.cup, mine.grant.cup.lower(), mine.firm.vat_number, mine.firm.tax_code]
    for term in terms:
        assert (found(hers, term), found(theirs, term)) == ([mine.pk], []), term
    assert set(found(hers, str(mine.arrival.number))) == {mine.pk, other.pk}, "the first of each call"
    assert found(hers, "99999") == found(hers, "9999999999") == found(hers, "A00B00000000000") == []


@pytest.mark.parametrize("code", ["cor", "cup"])
def test_a_code_is_found_by_its_index_whatever_else_its_digits_mean(code):
    mine = application_at(State.GRANTED)
    client = enter(an_officer(mine))
    with CaptureQueriesContext(connection) as captured:
        assert found(client, getattr(mine.grant, code)) == [mine.pk]
    asked = [one["sql"] for one in captured if one["sql"].startswith("SELECT")]
    counted = next(sql for sql in asked if getattr(mine.grant, code) in sql)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {counted}")
        said = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("SET LOCAL enable_seqscan = on")
    assert f"applications_grant_{code}_" in said, said
