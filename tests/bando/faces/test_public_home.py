"""Home: every published call in the group where it stands, at the same cost for one as for three."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.bando.shown import a_call, a_draft, a_rehearsal, text_of

pytestmark = pytest.mark.django_db


def test_home_groups_calls_by_where_they_stand(client: Client) -> None:
    a_call(-5, 5, title="Aperto")
    a_call(5, 20, title="Annunciato")
    a_call(-50, -5, title="Chiuso")
    a_draft(title="In preparazione")
    page = client.get("/")
    for group, title in {"open_calls": "Aperto", "coming_calls": "Annunciato", "closed_calls": "Chiuso"}.items():
        assert [card["call"].title for card in page.context[group]] == [title]
    assert "In preparazione" not in page.content.decode()
    assert "2.618.000,00 €" in text_of(page)
    assert "70 % della spesa, fino a 10.000,00 €" in text_of(page)


def test_a_rehearsal_is_in_no_list(client: Client) -> None:
    call = a_rehearsal()
    page = client.get("/")
    assert call.title not in page.content.decode()
    assert client.get(f"/bandi/{call.slug}/").status_code == 200


@pytest.mark.parametrize("calls", [1, 3])
def test_home_asks_the_same_number_of_queries_for_one_call_and_three(
    client: Client, django_assert_num_queries: Callable[[int], Any], calls: int
) -> None:
    for _ in range(calls):
        a_call(-5, 5)
    with django_assert_num_queries(2):
        client.get("/")
