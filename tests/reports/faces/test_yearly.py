"""The acts of granting of a year in one list: those of every call's own list, which call each is of, and nothing more."""

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal

import jsonschema
import pgtrigger
import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from applications.models import Grant
from bando.enums import ActKind
from bando.models import Call
from reports.domain.wording import amount
from reports.models import Omission
from reports.queries.transparency import of_call
from reports.queries.yearly import COLUMNS, of_year
from tests import factories
from tests import factories_disbursement as disbursed
from tests.factories import GRANTED, a_call, a_firm, an_act, fresh
from tests.reports.walks import scored

pytestmark = pytest.mark.django_db
PERSON = "RSSMRA80A41F205B"
NOW = disbursed.PAID + timedelta(days=1)
NEXT_YEAR = GRANTED + timedelta(days=150)


@pytest.fixture(autouse=True)
def _at_that_time():
    with time_machine.travel(NOW, tick=False):
        yield


def granted(call, firm=None, at=GRANTED):
    """One application more, granted under an act of its own, which is published."""
    one = scored(call, "60", firm=firm or a_firm())
    factories.rank(one)
    return disbursed.make_public(factories.grant(fresh(one), act=an_act(call, ActKind.GRANT, at=at), at=at))


def body(client, address):
    cache.clear()
    answer = client.get(address)
    assert answer.status_code == 200, address
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode("utf-8-sig")


def rows_of(client, address):
    return json.loads(body(client, address))["beneficiaries"]


def test_it_is_the_lists_of_all_calls_in_one_by_the_year_of_the_act(client):
    first, second, rehearsal = a_call(title="Bando uno"), a_call(title="Bando due"), a_call(rehearsal=True)
    person = granted(first, a_firm(name="Verdi Ada", tax_code=PERSON, legal_form="sole_trader"))
    disbursed.pay(disbursed.settle(disbursed.check(disbursed.send(factories.accept(granted(second)), spend="9000.00"))))
    granted(first, at=NEXT_YEAR)
    tried = granted(rehearsal)
    rows, later = rows_of(client, "/beneficiari/2020.json"), rows_of(client, "/beneficiari/2021.json")
    assert [(row["call"], row["year"]) for row in rows] == [(first.code, 2020), (second.code, 2020)]
    assert [(row["call_title"], row["year"]) for row in later] == [("Bando uno", 2021)]
    # Row by row what the list of the call says, with the call.
    of_calls = [row for call in (first, second) for row in rows_of(client, f"/bandi/{call.slug}/beneficiari.json")]
    plain = [{name: value for name, value in row.items() if not name.startswith("call")} for row in (*rows, *later)]
    assert sorted(plain, key=str) == sorted(of_calls, key=str)
    # The control: but for the word that it is one, the rehearsal would stand in it.
    with pgtrigger.ignore():
        Call.objects.filter(pk=rehearsal.pk).update(rehearsal=False)
    assert tried.grant in of_year(2020, NOW)
    with pgtrigger.ignore():
        Call.objects.filter(pk=rehearsal.pk).update(rehearsal=True)
    assert tried.grant not in of_year(2020, NOW)
    # The page, and the file for a spreadsheet, have the same rows and sums.
    page = body(client, "/beneficiari/2020/")
    sums = {name: sum(Decimal(row[name]) for row in rows) for name in ("granted", "kept", "paid")}
    assert sums["paid"] > 0
    told = {first.title, second.title, amount(sums["granted"]), amount(sums["paid"]), "Atti di concessione del 2020"}
    for said in {*told, "RSS**********05B"}:
        assert said in page, said
    assert "2021" in page.partition('<nav class="portal-tabs"')[2].partition("</nav>")[0]
    titles = {column.name: column.title for column in COLUMNS}
    lines = list(csv.DictReader(io.StringIO(body(client, "/beneficiari/2020.csv"), newline=""), delimiter=";"))
    assert [line["Codice del bando"] for line in lines] == [row["call"] for row in rows]
    for name, total in sums.items():
        assert sum(Decimal(line[titles[name]].replace(",", ".")) for line in lines) == total
    # What must not be said in the list of a call is not said here.
    director = disbursed.a_director(person)
    Omission.objects.create(grant=person.grant, hidden=True, reason="Salute.", by=director, at=NOW)
    for tail in ("/", ".csv", ".json"):
        said = body(client, f"/beneficiari/2020{tail}")
        assert not {word for word in (PERSON, "Verdi Ada", person.grant.cup, tried.grant.cup) if word in said}


def test_what_a_firm_had_in_all_the_year_decides_as_in_the_list_of_a_call(client):
    call, other, firm = a_call(), a_call(), a_firm()
    small = [granted(call, firm), granted(other, firm)]
    with pgtrigger.ignore():
        Grant.objects.update(amount=Decimal("500.00"), regional_share=Decimal("500.00"), chamber_share=Decimal("0.00"))
    assert not of_year(2020, NOW)
    with pgtrigger.ignore():
        Grant.objects.filter(application=small[0]).update(amount=Decimal("500.01"), regional_share=Decimal("500.01"))
    assert [row["granted"] for row in rows_of(client, "/beneficiari/2020.json")] == ["500.01", "500.00"]
    assert of_year(2020, NOW).count() == of_call(call, NOW).count() + of_call(other, NOW).count() == 2


def test_the_newest_year_with_acts_is_shown_first_and_is_a_step_from_every_page(client):
    running = body(client, "/beneficiari/")
    assert "Atti di concessione del 2021" in running
    assert "non c’è ancora un atto di concessione pubblicato" in running
    call = a_call()
    granted(call)
    assert "Atti di concessione del 2020" in body(client, "/beneficiari/")
    for address in ("/", f"/bandi/{call.slug}/beneficiari/"):
        assert 'href="/beneficiari/"' in body(client, address).partition("<main")[2], address
    assert rows_of(client, "/beneficiari/2021.json") == []
    for tail in ("/", ".csv", ".json"):
        assert client.get(f"/beneficiari/2019{tail}").status_code == client.get(f"/beneficiari/20210{tail}").status_code == 404
        assert client.post(f"/beneficiari/2020{tail}").status_code == 405
    answer = client.get("/beneficiari/2020.csv")
    assert (answer["Cache-Control"], answer["Access-Control-Allow-Origin"]) == ("public, max-age=60", "*")


def test_the_questions_do_not_grow(client, django_assert_max_num_queries):
    asked = []
    for _again in range(2):
        for _each in range(2):
            granted(a_call())
        for tail in ("/", ".csv", ".json"):
            cache.clear()
            with django_assert_max_num_queries(9) as captured:
                answer = client.get(f"/beneficiari/2020{tail}")
                assert b"".join(answer.streaming_content) if answer.streaming else answer.content
            asked.append(len(captured))
    assert asked[:3] == asked[3:]
    cache.clear()
    client.get("/beneficiari/2020/")
    with django_assert_max_num_queries(0):
        client.get("/beneficiari/2020/?page=9")


def test_the_data_fit_their_schema_which_is_that_of_a_call_with_the_call():
    client = Client()
    granted(a_call())
    schema, of_one = (json.loads(body(client, f"/dati/{name}.schema.json")) for name in ("concessioni", "beneficiari"))
    jsonschema.Draft202012Validator.check_schema(schema)
    data = json.loads(body(client, "/beneficiari/2020.json"))
    jsonschema.validate(data, schema)
    for wrong in ({"call": ""}, {"iban": "IT60"}, {"granted": 1.5}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(data | {"beneficiaries": [data["beneficiaries"][0] | wrong]}, schema)
    mine, theirs = schema["$defs"]["beneficiary"]["properties"], of_one["$defs"]["beneficiary"]["properties"]
    assert {name: said for name, said in mine.items() if name not in {"call", "call_title"}} == theirs
