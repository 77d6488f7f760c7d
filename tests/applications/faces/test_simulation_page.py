"""The page of the what-if: who opens it, what it computes, what it says to bad input; nothing is written."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.enums import State
from bando.enums import Procedure, SizeClass
from bando.models import BudgetLine, Measure, Pot
from core.models import AuditEvent
from tests.factories import a_call, a_chamber, a_draft, a_user, application_at, confirm, fill, send

pytestmark = pytest.mark.django_db
D = Decimal


def entered(client, role, **scope):
    user = a_user(role, **scope)
    client.force_login(user)
    return user


def page(call):
    return f"/admin/bando/call/{call.pk}/simulazione/"


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def compared(response):
    """The columns of the table of variants."""
    return response.context["panels"][0].context["columns"]


@pytest.mark.parametrize("published", [True, False])
@pytest.mark.parametrize(("role", "status"), [("operator", 200), ("director", 200), ("auditor", 403), ("regione", 403)])
def test_who_configures_or_signs_tries_a_demand(client, role, status, published):
    call = a_call(published=published)
    entered(client, role)
    assert client.get(page(call)).status_code == status


def test_an_officer_sees_the_button_with_its_reason_and_not_the_page(client):
    call = a_call()
    entered(client, "officer", chamber=a_chamber("bg"))
    shown = text_of(client.get(f"/admin/bando/call/{call.pk}/change/"))
    assert "Simula la domanda" in shown
    assert "Il vostro ruolo non permette di: configurare i bandi." in shown
    refused = client.get(page(call))
    assert refused.status_code == 403
    assert "configurare i bandi" in text_of(refused)


def test_a_draft_that_she_may_not_see_is_not_there(client):
    call = a_call(published=False)
    entered(client, "officer", chamber=a_chamber("bg"))
    assert client.get(page(call)).status_code == 404
    client.logout()
    assert client.get(page(call)).status_code == 302


def test_the_button_leads_from_the_call_to_the_page(client):
    call = a_call()
    entered(client, "operator")
    assert f'href="{page(call)}"' in client.get(f"/admin/bando/call/{call.pk}/change/").content.decode()


def test_it_opens_on_the_demand_of_2020_and_writes_nothing(client):
    call = a_call()
    entered(client, "operator")
    before = AuditEvent.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(page(call))
    assert [query["sql"] for query in asked if not query["sql"].startswith(("SELECT", "DECLARE", "EXECUTE read_"))] == []
    assert AuditEvent.objects.count() == before
    (only,) = compared(answer)
    total = only.result.total
    assert (total.requests, total.money) == (1649, D("210000.00"))
    assert total.used + total.left == D("210000.00")
    shown = text_of(answer)
    assert "Come configurato" in shown
    assert "1.649" in shown
    assert client.post(page(call)).status_code == 405


def test_the_same_address_gives_the_same_page(client):
    call = a_call()
    entered(client, "operator")
    body, again = (client.get(page(call), {"number": "300", "seed": "Natale"}) for _ in range(2))
    assert compared(body)[0].result == compared(again)[0].result
    other = client.get(page(call), {"number": "300", "seed": "Pasqua"})
    assert compared(other)[0].result != compared(body)[0].result


def test_three_variants_stand_side_by_side(client):
    call = a_call()
    entered(client, "operator")
    asked = {
        "number": "400", "a_maximum_grant": "5.000,00", "b_minimum_spend": "20000", "b_rate": "50", "c_division": "pool",
        "weight_bg": "75", "weight_bs": "25",
    }  # fmt: skip
    answer = client.get(page(call), asked)
    own, a, b, c = compared(answer)
    assert a.result.total.financed > own.result.total.financed
    assert b.result.total.admissible < own.result.total.admissible
    assert c.result.common == D("120000.00")
    shown = text_of(answer)
    for words in ("contributo massimo 5.000,00 €", "spesa minima 20.000,00 €, quota della spesa 50 %", "in un fondo comune"):
        assert words in shown
    assert "Camera per Camera, con le varianti" in shown


@pytest.mark.breaks_the_ledger
def test_the_demand_of_an_earlier_call_by_hand(client):
    """9,000.00 and 14,285.72 in Bergamo, 4,000.00 in Brescia: 6,300 + 10,000 + 2,800; Bergamo has 10,000.00."""
    earlier, call = a_call(), a_call(published=False, minimum_score=0)
    for province, spend in [("BG", "9000.00"), ("BS", "4000.00"), ("BG", "14285.72")]:
        send(confirm(fill(a_draft(call=earlier), province=province, spend=spend)))
    entered(client, "operator")
    Pot.objects.filter(call=call, chamber__code="bg").get().lines.update(endowment=D("5000.00"))
    answer = client.get(page(call), {"source": earlier.pk, "a_division": "demand", "b_maximum_grant": "3700"})
    own, by_demand, lower = compared(answer)
    bg, bs = own.result.pots
    assert (bg.requests, bg.asked, bg.financed, bg.used, bg.left) == (2, D("16300.00"), 1, D("6300.00"), D("3700.00"))
    assert (bg.ended.position, bg.ended.arrival, bs.financed, bs.used) == (3, 3, 1, D("2800.00"))
    # The Region's 65,000.00 by 16,300 : 2,800, on top of 5,000.00 and 45,000.00 of the Chambers.
    assert [tally.money for tally in by_demand.result.pots] == [D("60471.20"), D("54528.80")]
    assert by_demand.result.total.financed == 3
    assert (lower.result.pots[0].financed, lower.result.pots[0].used) == (2, D("7400.00"))
    assert "alla posizione 3 (arrivo n. 3)" in text_of(answer)
    twice = client.get(page(call), {"source": earlier.pk, "scale": "200"})
    assert compared(twice)[0].result.total.requests == 6


def test_first_come_says_at_which_arrival_a_pot_ends(client):
    call = a_call(published=False, procedure=Procedure.FIRST_COME)
    Pot.objects.filter(call=call).update(overbooking=D("0.5"))
    entered(client, "operator")
    shown = text_of(client.get(page(call), {"number": "200"}))
    assert "Arrivate a sportello chiuso" in shown
    assert "Sotto il punteggio minimo" not in shown
    assert re.search(r"all’arrivo n\. \d+", shown)


def test_lots_are_drawn_with_the_seed_of_the_page(client):
    call = a_call(published=False, procedure=Procedure.LOTS)
    entered(client, "operator")
    one, other = (client.get(page(call), {"number": "200", "lots_seed": seed}) for seed in ("Bari 5 12", "Roma 7 1"))
    assert compared(one)[0].result != compared(other)[0].result
    assert "Seme del sorteggio" in text_of(one)
    assert "Scrivete il seme su una riga sola." in text_of(client.get(page(call), {"lots_seed": "a\nb"}))


def test_with_several_measures_a_variant_changes_one(client):
    call = a_call(published=False)
    Measure.objects.filter(call=call).update(sizes=[SizeClass.MICRO])
    Measure.objects.create(
        call=call, code="pmi", label="Piccole e medie", rate=D("0.5"), minimum_spend=D("4000.00"), maximum_grant=D("15000.00"),
        sizes=[SizeClass.SMALL, SizeClass.MEDIUM],
    )  # fmt: skip
    entered(client, "operator")
    _own, one = compared(client.get(page(call), {"a_measure": "pmi", "a_maximum_grant": "6000"}))
    assert [option.terms.maximum_grant for option in one.plan.options] == [D("10000.00"), D("6000.00")]


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"number": "100001"}, "Simulate fra 1 e 100.000 domande: di più non si calcolano in una pagina."),
        ({"number": "mille"}, "Simulate fra 1 e 100.000 domande"),
        ({"number": ""}, "Compilate questo campo."),
        ({"seed": "a\nb"}, "Scrivete il seme su una riga sola."),
        ({"seed": "x" * 61}, "Accorciate il testo: al più 60 caratteri"),
        ({"passing": "101"}, "da 0 a 100"),
        ({"scale": "0"}, "Scrivete una percentuale fra 1 e 1000."),
        ({"source": "999999"}, "Scegliete un bando dell’elenco"),
        ({"source": "x"}, "Scegliete un bando dell’elenco"),
        ({"weight_bg": "-1"}, "Una percentuale non è negativa."),
        ({"weight_bg": "0", "weight_bs": "0"}, "Date un peso ad almeno una Camera"),
        ({"a_maximum_grant": "0"}, "Scrivete un valore maggiore di zero"),
        ({"a_maximum_grant": "molto"}, "Scrivete un importo in euro"),
        ({"b_minimum_spend": "-1"}, "Un importo non è negativo"),
        ({"c_rate": "101"}, "La percentuale è al più 100."),
        ({"c_rate": "0"}, "Scrivete un valore maggiore di zero"),
        ({"a_division": "mia"}, "Scegliete una voce dell’elenco"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_a_sentence_and_nothing_is_computed(client, bad, sentence):
    call = a_call()
    entered(client, "operator")
    answer = client.get(page(call), bad)
    assert answer.status_code == 200
    assert answer.context["panels"] == []
    assert sentence in text_of(answer).replace("&#x27;", "'")


def test_more_than_a_page_can_compute_is_refused_for_earlier_calls_too(client, monkeypatch):
    monkeypatch.setattr("applications.forms.simulation.MOST", 1)
    earlier = application_at(State.SUBMITTED).call
    entered(client, "operator")
    assert compared(client.get(page(earlier), {"source": earlier.pk, "scale": "100"}))
    assert "Sarebbero più di 100.000 domande" in text_of(client.get(page(earlier), {"source": earlier.pk, "scale": "101"}))


@pytest.mark.breaks_the_ledger
def test_a_call_without_money_or_measure_says_what_it_lacks(client):
    call = a_call(published=False)
    Measure.objects.filter(call=call).delete()
    entered(client, "operator")
    assert "Prima di simulare, il bando ha bisogno di una misura" in text_of(client.get(page(call)))
    other = a_call(published=False)
    BudgetLine.objects.filter(pot__call=other).delete()
    (only,) = compared(client.get(page(other), {"number": "10"}))
    assert only.result.total.financed == 0


@pytest.mark.parametrize("applications", [1, 3])
def test_the_page_asks_the_same_number_of_queries(client, django_assert_num_queries, applications):
    call = a_call()
    for _ in range(applications):
        application_at(State.SUBMITTED, call=call)
    entered(client, "operator")
    with django_assert_num_queries(16):
        client.get(page(call), {"source": call.pk, "a_maximum_grant": "5000", "b_division": "pool"})


def test_charts_carry_no_style_and_their_bars_follow_the_money(client):
    call = a_call()
    entered(client, "operator")
    body = client.get(page(call), {"number": "50"}).content.decode()
    assert "style=" not in body
    bars = re.findall(r'<rect class="chart-asked" width="(\d+)" height="10"></rect><rect class="chart-bar" width="(\d+)"', body)
    assert len(bars) == 2
    assert max(int(asked) for asked, _used in bars) == 1000
    assert all(int(used) <= int(asked) for asked, used in bars)


def test_it_speaks_english_too(client):
    call = a_call()
    entered(client, "operator")
    assert client.get(page(call), headers={"accept-language": "en"}).status_code == 200
