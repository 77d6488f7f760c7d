"""Home, the call's page and the pre-check: what they say, and with how many queries."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from bando.models import Act
from bando.operations import acts
from bando.operations.configuring import Dates
from tests.bando.rows import a_person, a_prepared_call, publish

pytestmark = pytest.mark.django_db
NBSP = " "  # text_of makes every blank a plain one


def dates(opens_at: datetime, closes_at: datetime) -> Dates:
    day = opens_at.date()
    return Dates(
        draft_from_at=opens_at - timedelta(days=2),
        opens_at=opens_at,
        closes_at=closes_at,
        spend_from_on=day,
        spend_until_on=day + timedelta(days=300),
        accounts_due_on=day + timedelta(days=330),
    )


def a_call(opens: float, closes: float, **changes: Any) -> Any:
    """The call of 2020, published, opening and closing so many days from now."""
    at = now()
    found = a_prepared_call(dates=dates(at + timedelta(days=opens), at + timedelta(days=closes)), **changes)
    publish(found, at=at + timedelta(days=opens - 10))
    return found


GOOD = {
    "seat_province": "BG", "staff": "12", "turnover": "1.500.000,00", "balance_sheet": "900.000", "subscribed_capital": "10.000",
    "accumulated_losses": "0", "aid_received": "0", "spend": "12.000,00", "declaration-same-expenses": "on",
    "declaration-annual-fee": "on", "declaration-insolvency": "on", "declaration-difficulty": "on", "declaration-durc": "on",
    "declaration-supplies": "on", "declaration-antimafia": "on",
}  # fmt: skip


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_home_groups_calls_by_where_they_stand(client: Client) -> None:
    a_call(-5, 5, title="Aperto")
    a_call(5, 20, title="Annunciato")
    a_call(-50, -5, title="Chiuso")
    a_prepared_call(title="In preparazione")
    page = client.get("/")
    for group, title in {"open_calls": "Aperto", "coming_calls": "Annunciato", "closed_calls": "Chiuso"}.items():
        assert [card["call"].title for card in page.context[group]] == [title]
    assert "In preparazione" not in page.content.decode()
    assert "2.618.000,00 €" in text_of(page)


@pytest.mark.parametrize("calls", [1, 3])
def test_home_asks_the_same_number_of_queries_for_one_call_and_three(
    client: Client, django_assert_num_queries: Callable[[int], Any], calls: int
) -> None:
    for _ in range(calls):
        a_call(-5, 5)
    with django_assert_num_queries(2):
        client.get("/")


def test_the_page_of_a_call_says_who_how_much_what_and_when(client: Client) -> None:
    found = a_call(-5, 5, notice="Date spostate per la dimostrazione.")
    page = text_of(client.get(f"/bandi/{found.slug}/"))
    for said in (
        "Date spostate", f"70{NBSP}% della spesa ammessa, fino a 10.000,00{NBSP}€", f"Spesa minima 4.000,00{NBSP}€",
        f"2.618.000,00{NBSP}€", "CO, LC", "Milano Monza Brianza Lodi", "Allegato I, Reg. (UE) 651/2014", "Traduzioni",
        "Preventivi", "almeno 50 punti", "n. 45", "Presenta domanda", f"/bandi/{found.slug}/domanda/", "Ora del server",
    ):  # fmt: skip
        assert said in page, said


def rank(found: Any, number: int) -> Act:
    return acts.adopt(
        call=found, kind="ranking", number=str(number), issued_on=now().date(), issuer="Unioncamere Lombardia",
        signer="Il Direttore", subject="Graduatoria", by=a_person("director"), at=now(),
    )  # fmt: skip


@pytest.mark.parametrize("more", [1, 3])
def test_the_page_of_a_call_asks_the_same_number_of_queries_for_one_act_and_three(
    client: Client, django_assert_num_queries: Callable[[int], Any], more: int
) -> None:
    found = a_call(-50, -5)
    for number in range(more):
        rank(found, number)
    with django_assert_num_queries(9):
        client.get(f"/bandi/{found.slug}/")


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [(10, 20, "La compilazione comincia il"), (-20, -10, "non si possono più presentare domande")],
)
def test_a_call_that_takes_no_application_says_why(client: Client, opens: float, closes: float, said: str) -> None:
    found = a_call(opens, closes)
    page = text_of(client.get(f"/bandi/{found.slug}/"))
    assert said in page
    assert f"/bandi/{found.slug}/domanda/" not in page


def test_status_follows_from_dates_and_acts(client: Client) -> None:
    found = a_call(-50, -5)
    assert "chiuso, in istruttoria" in text_of(client.get(f"/bandi/{found.slug}/"))
    rank(found, 80)
    assert "graduatoria approvata" in text_of(client.get(f"/bandi/{found.slug}/"))


@pytest.mark.parametrize("tail", ["", "verifica/"])
def test_a_call_in_preparation_looks_like_one_that_is_not_there(client: Client, tail: str) -> None:
    found = a_prepared_call()
    assert client.get(f"/bandi/{found.slug}/{tail}").status_code == 404
    assert client.get(f"/bandi/no-such-call/{tail}").status_code == 404


def check(client: Client, **changes: str) -> Any:
    found = a_call(-5, 5)
    return client.post(f"/bandi/{found.slug}/verifica/", GOOD | changes)


def test_the_precheck_says_yes_with_chamber_and_grant(client: Client) -> None:
    page = text_of(check(client))
    for said in (
        "Potete presentare domanda", "Camera di commercio di Bergamo", f"8.400,00{NBSP}€",
        f"70{NBSP}% di 12.000,00{NBSP}€ = 8.400,00{NBSP}€", "La Camera verificherà", "Contributi in regola (DURC).",
    ):  # fmt: skip
        assert said in page, said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"spend": "3.999,99"}, f"mancano 0,01{NBSP}€"),
        ({"staff": "250"}, "grande impresa"),
        ({"seat_province": "TO"}, "La provincia TO non è servita"),
        ({"declaration-durc": ""}, "Regolarizzate la posizione"),
        ({"accumulated_losses": "5.000,01"}, "risulta in difficoltà"),
        ({"aid_received": "200.000"}, "massimale degli aiuti è esaurito"),
    ],
)
def test_the_precheck_says_no_and_what_to_do(client: Client, changes: dict[str, str], said: str) -> None:
    page = text_of(check(client, **changes))
    assert "non potete presentare domanda" in page
    assert said in page


def test_the_precheck_shows_the_cap(client: Client) -> None:
    page = text_of(check(client, spend="20000"))
    assert f"= 14.000,00{NBSP}€, ridotto al massimo di 10.000,00{NBSP}€" in page


def test_a_seat_to_be_opened_is_for_the_chamber_to_verify(client: Client) -> None:
    page = text_of(check(client, seat_to_be_opened="on"))
    assert "Potete presentare domanda" in page
    assert "prima del pagamento" in page


def test_what_cannot_be_read_is_named_at_its_field(client: Client) -> None:
    page = check(client, spend="tanto", staff="")
    assert page.context["found"] is None
    assert set(page.context["form"].errors) == {"spend", "staff"}


@pytest.mark.parametrize("calls", [1, 3])
def test_the_precheck_writes_nothing_and_asks_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: Callable[[int], Any], calls: int
) -> None:
    for _ in range(calls - 1):
        a_call(-5, 5)
    found = a_call(-5, 5)
    with django_assert_num_queries(6) as asked:
        client.post(f"/bandi/{found.slug}/verifica/", GOOD)
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)
