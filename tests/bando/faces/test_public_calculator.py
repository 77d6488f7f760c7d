"""The grant calculator: what counts, why less, and the grant step by step; with and without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.bando.shown import a_call, rich_data, text_of

pytestmark = pytest.mark.django_db
PLAN = {"measure": "micro", "item-consulenza": "9.000,00", "item-fiera": "6.000,00", "units-fiera": "4"}


def calculate(client: Client, htmx: bool = False, **changes: str) -> Any:
    call = a_call(data=rich_data())
    return client.post(f"/bandi/{call.slug}/calcola/", PLAN | changes, headers={"HX-Request": "true"} if htmx else {})


def test_the_calculator_cuts_and_explains_and_gives_the_formula(client: Client) -> None:
    page = calculate(client)
    done = page.context["done"]
    assert done.admitted.by_item == {"fiera": 4000, "consulenza": 6000}
    assert done.choice.estimate.grant == 5000
    text = text_of(page)
    for said in (
        "Fiere a giornata. Al massimo 1.000,00 € per giorno. Fiere: da 6.000,00 € a 4.000,00 €",
        "Consulenza entro il 60 %. Al massimo il 60 % della spesa totale. Consulenza: da 9.000,00 € a 6.000,00 €",
        "70 % di 10.000,00 €", "7.000,00 €, ridotto al contributo massimo", "Contributo stimato",
    ):  # fmt: skip
        assert said in text, said


def test_bonuses_are_steps_of_the_formula(client: Client) -> None:
    text = text_of(calculate(client, **{"declaration-giovani": "", "declaration-giovane": "on", "declaration-rating": "on"}))
    assert "75 % di 10.000,00 € compreso 5 % in più per: Impresa giovane" in text
    assert "+ Rating di legalità oltre il contributo massimo" in text
    assert "5.250,00 €" in text


def test_a_spend_above_the_maximum_counts_up_to_it(client: Client) -> None:
    text = text_of(calculate(client, measure="pmi", **{"item-fiera": "40.000,00", "units-fiera": "40", "item-consulenza": ""}))
    assert "Spesa considerata, al massimo 30.000,00 €" in text


def test_a_spend_below_the_minimum_gives_nothing_and_says_so(client: Client) -> None:
    text = text_of(calculate(client, **{"item-fiera": "3.999,99", "item-consulenza": ""}))
    assert "La spesa è sotto il minimo di 4.000,00 €: niente contributo" in text


def test_typing_changes_the_result_alone(client: Client) -> None:
    part = calculate(client, htmx=True).content.decode()
    assert part.lstrip().startswith("<section")
    assert "<form" not in part


def test_an_empty_plan_and_what_is_no_amount_are_told_at_the_field(client: Client) -> None:
    page = calculate(client, **{"item-consulenza": "", "item-fiera": "", "units-fiera": ""})
    assert "Indicate quanto pensate di spendere" in text_of(page)
    wrong = calculate(client, htmx=True, **{"item-fiera": "-1"})
    assert set(wrong.context["form"].errors) == {"item-fiera"}
    assert "Correggete gli importi segnati" in text_of(wrong)


@pytest.mark.parametrize("items", [1, 3])
def test_the_calculator_asks_the_same_number_of_queries_for_one_item_and_three(
    client: Client, django_assert_num_queries: Callable[[int], Any], items: int
) -> None:
    data = rich_data()
    # Without the rule that needs limits, and without limits where there is one item.
    rules = [rule for rule in data["rules"] if rule["kind"] != "item_caps"]
    call = a_call(data=data | {"items": data["items"][-items:], "rules": rules, "caps": data["caps"][1:] if items > 1 else []})
    with django_assert_num_queries(5):
        client.post(f"/bandi/{call.slug}/calcola/", PLAN | {"item-personale": "5.000,00"})
