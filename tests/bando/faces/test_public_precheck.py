"""The pre-check: yes, no and why, what is asked of whom, and that nothing is kept until the visitor continues."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from bando.models import Call
from bando.queries.prechecking import SESSION_KEY, answers_from_session
from tests.bando.shown import GOOD, RICH, a_call, rich_data, text_of

pytestmark = pytest.mark.django_db


def check(client: Client, call: Call | None = None, **changes: str) -> Any:
    call = call or a_call()
    return client.post(f"/bandi/{call.slug}/verifica/", GOOD | changes)


def rich(client: Client, **changes: Any) -> Any:
    call = a_call(data=rich_data())
    return client.post(f"/bandi/{call.slug}/verifica/", RICH | changes)


def test_the_precheck_says_yes_with_chamber_and_grant(client: Client) -> None:
    page = text_of(check(client))
    for said in (
        "Potete presentare domanda", "Camera di commercio di Bergamo", "8.400,00 €", "70 % di 12.000,00 € = 8.400,00 €",
        "La Camera verificherà", "Contributi in regola (DURC).", "Continua e registrati con queste risposte",
    ):  # fmt: skip
        assert said in page, said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"spend": "3.999,99"}, ["mancano 0,01 €", "spesa 3.999,99 € &lt; 4.000,00 €"]),
        ({"staff": "250"}, ["grande impresa", "occupati 250 &gt; 249", "Allegato I, Reg. (UE) 651/2014"]),
        ({"seat_province": "TO"}, ["La provincia TO non è servita", "Che cosa fare:"]),
        ({"declaration-durc": ""}, ["Regolarizzate la posizione", "art. 31 DL 69/2013"]),
        ({"accumulated_losses": "5.000,01"}, ["risulta in difficoltà", "perdite cumulate 5.000,01 € &gt; 5.000,00 €"]),
        ({"aid_received": "200.000"}, ["massimale degli aiuti è esaurito"]),
        ({"durc_expires_on": "2020-01-31"}, ["Il DURC è scaduto il 31 gennaio 2020"]),
    ],
)
def test_the_precheck_says_no_with_comparison_rule_article_and_remedy(
    client: Client, changes: dict[str, str], said: list[str]
) -> None:
    page = text_of(check(client, **changes))
    assert "non potete presentare domanda" in page
    assert "Continua e registrati" not in page
    for each in said:
        assert each in page, each


def test_the_precheck_shows_the_cap(client: Client) -> None:
    page = text_of(check(client, spend="20000"))
    assert "= 14.000,00 €, ridotto al massimo di 10.000,00 €" in page


def test_a_seat_to_be_opened_is_for_the_chamber_to_verify(client: Client) -> None:
    page = text_of(check(client, seat_to_be_opened="on"))
    assert "Potete presentare domanda" in page
    assert "prima del pagamento" in page


def test_what_cannot_be_read_is_named_at_its_field(client: Client) -> None:
    page = check(client, spend="tanto", staff="")
    assert page.context["found"] is None
    assert set(page.context["form"].errors) == {"spend", "staff"}
    assert "Errore:" in text_of(page)


def test_the_precheck_in_english_speaks_english(client: Client) -> None:
    page = client.post(
        f"/bandi/{a_call().slug}/verifica/",
        GOOD | {"turnover": "1,500,000.00", "balance_sheet": "900000", "subscribed_capital": "10000", "spend": "3,999.99"},
        headers={"accept-language": "en-gb"},
    )
    assert "€3,999.99" in text_of(page)


def test_only_what_the_rules_need_is_asked(client: Client) -> None:
    plain = client.get(f"/bandi/{a_call().slug}/verifica/").context["form"].fields
    assert "ateco_code" not in plain
    assert "measure" not in plain
    assert "spend" in plain
    full = client.get(f"/bandi/{a_call(data=rich_data()).slug}/verifica/").context["form"].fields
    assert {"ateco_code", "earlier", "measure", "item-consulenza", "units-fiera", "declaration-rating"} <= set(full)
    assert "spend" not in full
    # Facts that the portal knows by itself are not asked of anybody.
    assert {"today", "grant", "competent_chamber", "other_applications", "portfolio"} & set(full) == set()


def test_the_size_opens_the_measures_and_a_bonus_counts(client: Client) -> None:
    found = rich(client).context["found"]
    assert [choice.measure.code for choice in found.choices] == ["micro"]
    assert found.chosen.estimate.grant == 5000
    with_rating = rich(client, **{"declaration-rating": "on"}).context["found"]
    assert with_rating.chosen.estimate.grant == 5250


def test_a_measure_for_another_size_is_refused_with_the_way_out(client: Client) -> None:
    page = rich(client, measure="pmi")
    assert not page.context["found"].can_apply
    assert "Questa misura è per: piccola impresa, media impresa" in text_of(page)


def test_below_the_minimum_of_its_measure_a_firm_cannot_apply(client: Client) -> None:
    page = rich(client, staff="30")
    assert page.context["found"].chosen.measure.code == "pmi"
    assert page.context["found"].can_apply is True
    page = rich(client, staff="30", **{"item-consulenza": "1.000,00"})
    assert "chiede una spesa ammessa di almeno 10.000,00 €" in text_of(page)


def test_the_limits_of_items_hold_in_the_precheck_too(client: Client) -> None:
    page = rich(client, **{"item-consulenza": "9.000,00"})
    assert page.context["found"].admitted.total == 10_000
    assert "I limiti delle voci cambiano la spesa ammessa" in text_of(page)


def test_a_minimum_share_that_is_missed_is_told_in_euro(client: Client) -> None:
    data = rich_data()
    data["caps"].append(
        {"code": "meta-fiere", "label": "Fiere per metà", "kind": "minimum_share", "items": ["fiera"], "value": "0.5"}
    )
    page = text_of(client.post(f"/bandi/{a_call(data=data).slug}/verifica/", RICH))
    assert "Non sono raggiunte le quote minime: Fiere per metà: 4.000,00 €, almeno 5.000,00 €." in page
    assert "4.000,00 € &lt; 5.000,00 €" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ateco_code": "47.73"}, "è fra quelli esclusi dal bando"),
        ({"ateco_code": "6201"}, "non è fra quelli ammessi dal bando"),
        ({"earlier": "EC2019"}, "La vostra impresa è beneficiaria di: EC2019"),
    ],
)
def test_other_kinds_of_rule_say_no_too(client: Client, changes: dict[str, str], said: str) -> None:
    page = text_of(rich(client, **changes))
    assert "non potete presentare domanda" in page
    assert said in page


def test_a_code_that_is_none_is_refused_at_its_field(client: Client) -> None:
    page = rich(client, ateco_code="commercio")
    assert set(page.context["form"].errors) == {"ateco_code"}


def test_figures_of_tied_firms_are_added_up_where_the_call_says_so(client: Client) -> None:
    data = rich_data()
    for rule in data["rules"]:
        if rule["kind"] == "size":
            rule["parameters"] = rule["parameters"] | {"linked": True}
    call = a_call(data=data)
    tied = {"tied": "yes", "tied_staff": "300", "tied_turnover": "1", "tied_balance_sheet": "1"}
    page = client.post(f"/bandi/{call.slug}/verifica/", RICH | tied)
    assert "grande impresa" in text_of(page)
    unsaid = client.post(f"/bandi/{call.slug}/verifica/", RICH | {"tied": "yes"})
    assert set(unsaid.context["form"].errors) == {"tied_staff", "tied_turnover", "tied_balance_sheet"}
    alone = client.post(f"/bandi/{call.slug}/verifica/", RICH | {"tied": "no"})
    assert alone.context["found"].can_apply


@pytest.mark.parametrize("calls", [1, 3])
def test_the_precheck_writes_nothing_and_asks_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: Callable[[int], Any], calls: int
) -> None:
    for _ in range(calls - 1):
        a_call()
    call = a_call()
    with django_assert_num_queries(9) as asked:
        client.post(f"/bandi/{call.slug}/verifica/", GOOD)
    assert all(query["sql"].startswith(("SELECT", "EXECUTE read_")) for query in asked.captured_queries)


def test_looking_and_asking_set_no_cookie_and_keep_nothing(client: Client) -> None:
    call = a_call()
    pages = [
        client.get("/"), client.get(f"/bandi/{call.slug}/"), client.get(f"/bandi/{call.slug}/verifica/"), check(client, call),
        check(client, call, spend="1"), client.get(f"/bandi/{call.slug}/calcola/"),
        client.post(f"/bandi/{call.slug}/calcola/", {"item-traduzioni": "5000"}),
    ]  # fmt: skip
    assert [page.status_code for page in pages] == [200] * 7
    assert [dict(page.cookies) for page in pages] == [{}] * 7
    assert Session.objects.count() == 0


def carry(client: Client, call: Call, **changes: str) -> Any:
    return client.post(f"/bandi/{call.slug}/verifica/continua/", GOOD | changes)


def test_who_continues_takes_the_answers_along(client: Client) -> None:
    call = a_call()
    answer = carry(client, call, seat_to_be_opened="on")
    assert answer["Location"] == f"/bandi/{call.slug}/domanda/"
    assert set(answer.cookies) == {"sessionid"}
    kept = client.session[SESSION_KEY]
    assert kept["call"] == call.slug
    assert kept["measure"] == "unica"
    assert kept["answers"]["turnover"] == "1500000.00"
    assert not [name for name in kept["answers"] if name.startswith("declaration")]
    read = answers_from_session(kept, call.slug)
    assert read is not None
    assert read.answers["staff"] == 12
    assert read.answers["seat_to_be_opened"] is True
    assert answers_from_session(kept, "another") is None


def test_who_continues_with_what_cannot_be_read_is_told(client: Client) -> None:
    answer = carry(client, a_call(), spend="tanto")
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert SESSION_KEY not in client.session


def test_another_site_can_neither_ask_nor_leave_answers_here() -> None:
    client = Client(enforce_csrf_checks=True)
    call = a_call()
    for tail in ("verifica/", "verifica/continua/", "calcola/"):
        address = f"/bandi/{call.slug}/{tail}"
        assert client.post(address, GOOD, headers={"origin": "https://evil.example"}).status_code == 403
        assert client.post(address, GOOD, headers={"sec-fetch-site": "cross-site"}).status_code == 403
        assert client.post(address, GOOD, headers={"origin": "null"}).status_code == 403
        ours = client.post(address, GOOD, headers={"origin": "http://testserver", "sec-fetch-site": "same-origin"})
        assert ours.status_code in (200, 302)
    assert client.get(f"/bandi/{call.slug}/verifica/continua/").status_code == 405


def test_a_choice_of_language_needs_no_cookie_of_ours_and_comes_from_our_pages_only() -> None:
    client = Client(enforce_csrf_checks=True)
    said = {"language": "en-gb", "next": "/privacy/"}
    assert client.post("/i18n/setlang/", said, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post("/i18n/setlang/", said, headers={"origin": "http://testserver"}).status_code == 302
