"""The admin of calls: who sees what, what the buttons do, and what they say when they cannot."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from accounts.models import User
from bando.enums import ActKind
from bando.models import Act, BudgetLine, Call, Fund, Movement
from bando.operations.configuring import Dates
from bando.permissions import visible_acts
from bando.queries.pots import standing, total
from registry.models import Chamber
from tests.bando.rows import a_person, a_prepared_call, publish

pytestmark = pytest.mark.django_db
LISTS = {"call": Call, "act": Act, "fund": Fund, "budgetline": BudgetLine, "movement": Movement}


def a_call_to_come(**changes: Any) -> Call:
    at = now()
    dates = Dates(
        draft_from_at=at,
        opens_at=at + timedelta(days=3),
        closes_at=at + timedelta(days=30),
        spend_from_on=at.date(),
        spend_until_on=at.date() + timedelta(days=200),
        accounts_due_on=at.date() + timedelta(days=230),
    )
    return a_prepared_call(dates=dates, **changes)


def entered(client: Client, role: str, chamber: str = "") -> User:
    person = a_person(role, Chamber.objects.get(code=chamber) if chamber else None)
    client.force_login(person)
    return person


def page_of(row: Any, *more: str) -> str:
    return "/".join(["/admin/bando", row._meta.model_name, str(row.pk), *(more or ("change",)), ""])


def act_data(**more: str) -> dict[str, str]:
    day = localdate().isoformat()
    return {"number": "45", "issued_on": day, "issuer": "Unioncamere Lombardia", "signer": "Il Direttore"} | more


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("role", "chamber", "status"),
    [("officer", "so", 200), ("operator", "", 200), ("regione", "", 200), ("auditor", "", 200), ("administrator", "", 403)],
)
def test_who_works_on_calls_reads_every_list_and_page(client: Client, name: str, role: str, chamber: str, status: int) -> None:
    publish(a_call_to_come(), at=now())
    entered(client, role, chamber)
    assert client.get(f"/admin/bando/{name}/").status_code == status
    rows = {"budgetline": {"pot__chamber__code": "so"}, "movement": {"line__pot__chamber__code": "so"}}
    row = LISTS[name].objects.filter(**rows.get(name, {})).first()
    assert client.get(page_of(row)).status_code in ({200} if status == 200 else {403})


def test_an_officer_sees_the_lines_of_her_own_chamber_only(client: Client) -> None:
    publish(a_call_to_come(), at=now())
    entered(client, "officer", "so")
    shown = client.get("/admin/bando/budgetline/").context["cl"].queryset
    assert {str(line.pot) for line in shown} == {"Sondrio"}
    foreign = BudgetLine.objects.filter(pot__chamber__code="va").first()
    assert client.get(page_of(foreign)).status_code == 404


def test_an_officer_does_not_see_a_call_in_preparation(client: Client) -> None:
    call = a_call_to_come()
    entered(client, "officer", "so")
    assert client.get(page_of(call)).status_code == 404
    entered(client, "operator")
    assert client.get(page_of(call)).status_code == 200


def test_the_director_publishes_with_number_date_and_signer(client: Client) -> None:
    call = a_call_to_come()
    entered(client, "director")
    asked = text_of(client.get(page_of(call, "azione", "pubblica")))
    assert "Non manca nulla" in asked
    assert "316.000,00" in asked
    client.post(page_of(call, "azione", "pubblica"), act_data())
    call.refresh_from_db()
    assert call.published_at is not None
    assert total(standing(call)).available == Decimal("2618000.00")


def test_the_checklist_keeps_a_call_with_defects_from_being_published(client: Client) -> None:
    call = a_call_to_come()
    call.expenseitems.all().delete()
    entered(client, "director")
    assert "Mancano le voci di spesa ammesse: aggiungetene almeno una." in text_of(client.get(page_of(call)))
    answer = client.post(page_of(call, "azione", "pubblica"), act_data())
    assert answer.status_code == 409
    assert "Mancano le voci di spesa ammesse: aggiungetene almeno una." in text_of(answer)
    call.refresh_from_db()
    assert call.published_at is None


@pytest.mark.parametrize("button", ["pubblica", "registra-atto", "rifinanzia"])
def test_buttons_that_sign_are_the_directors_alone(client: Client, button: str) -> None:
    call = a_call_to_come()
    entered(client, "operator")
    assert client.post(page_of(call, "azione", button), act_data()).status_code == 403


def test_the_director_refinances_with_tranches(client: Client) -> None:
    call = a_call_to_come()
    publish(call, at=now())
    entered(client, "director")
    day = localdate().isoformat()
    sondrio = call.pots.get(chamber__code="so")
    data = act_data(number="120", kind="regional", label="Secondo stanziamento", first="50", second="40", balance="10") | {
        "first_on": day, "second_on": day, "balance_on": day, f"pot_{sondrio.pk}": "1.000.000,50",
    }  # fmt: skip
    client.post(page_of(call, "azione", "rifinanzia"), data | {"balance": "9"})
    assert call.funds.count() == 2
    client.post(page_of(call, "azione", "rifinanzia"), data)
    fund = call.funds.get(act__kind=ActKind.REFINANCING)
    assert (fund.amount, fund.lines.get().available) == (Decimal("1000000.50"), Decimal("1000000.50"))
    assert [rule.share for rule in fund.tranche_rules.all()] == [Decimal("0.5"), Decimal("0.4"), Decimal("0.1")]


def test_an_act_of_grant_is_recorded_and_its_publication_after_it(client: Client) -> None:
    call = a_call_to_come()
    publish(call, at=now())
    entered(client, "director")
    client.post(page_of(call, "azione", "registra-atto"), act_data(number="81", subject="Concessione"))
    act = call.acts.get(kind=ActKind.GRANT)
    address = {"published_on": localdate().isoformat(), "address": "https://www.example.org/81"}
    client.post(page_of(act, "azione", "pubblica"), address)
    act.refresh_from_db()
    assert act.publication.address == "https://www.example.org/81"
    again = client.post(page_of(act, "azione", "pubblica"), address)
    assert "già registrata" in text_of(again)


def test_an_officer_is_told_why_she_cannot_record_a_publication(client: Client) -> None:
    call = a_call_to_come()
    act = publish(call, at=now())
    entered(client, "officer", "so")
    assert "ruolo non permette" in text_of(client.get(page_of(act)))


@pytest.mark.breaks_the_ledger
def test_payment_acts_of_another_chamber_are_not_seen() -> None:
    call = a_call_to_come()
    publish(call, at=now())
    director = a_person("director")
    paid = Act.objects.create(
        call=call, kind=ActKind.PAYMENT, number="1", issued_on=localdate(), issuer="Camera di Varese", signer="x", subject="x",
        recorded_at=now(), recorded_by=director,
    )  # fmt: skip
    line = BudgetLine.objects.filter(pot__chamber__code="va").first()
    Movement.objects.create(line=line, kind="pay", source="committed", target="paid", amount=1, reference="x", act=paid, at=now())
    chambers = {code: Chamber.objects.get(code=code) for code in ("va", "so")}
    assert paid in visible_acts(a_person("officer", chambers["va"]))
    assert paid not in visible_acts(a_person("officer", chambers["so"]))
    assert paid in visible_acts(a_person("auditor"))
    assert not visible_acts(a_person("administrator")).exists()


@pytest.mark.parametrize("calls", [1, 3])
def test_the_list_of_calls_asks_the_same_number_of_queries(
    client: Client, django_assert_num_queries: Callable[[int], Any], calls: int
) -> None:
    for _ in range(calls):
        a_call_to_come()
    entered(client, "operator")
    with django_assert_num_queries(5):
        client.get("/admin/bando/call/")


@pytest.mark.parametrize("acts", [1, 3])
def test_the_page_of_a_call_asks_the_same_number_of_queries(
    client: Client, django_assert_num_queries: Callable[[int], Any], acts: int
) -> None:
    call = a_call_to_come()
    publish(call, at=now())
    entered(client, "director")
    for number in range(acts):
        client.post(page_of(call, "azione", "registra-atto"), act_data(number=str(number), subject="Concessione"))
    # Eleven of them add up the figures of the cockpit (`reports.queries.cockpit`), whatever there is to be added up.
    with django_assert_num_queries(26):
        client.get(page_of(call))
