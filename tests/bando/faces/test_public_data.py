"""Open data of a call: what its version says, described by the schema, cheap for who has it already."""

import json

import jsonschema
import pytest
from django.test import Client

from bando.queries.snapshot import snapshot
from tests.bando.shown import a_call, rich_data

pytestmark = pytest.mark.django_db


def test_the_data_are_the_call_and_fit_the_published_schema(client: Client) -> None:
    call = a_call(data=rich_data())
    answer = client.get(f"/bandi/{call.slug}/dati.json")
    schema = client.get("/dati/bando.schema.json")
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(answer.content) == json.loads(json.dumps(snapshot(call)))
    jsonschema.validate(json.loads(answer.content), json.loads(schema.content))
    for response in (answer, schema):
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Cache-Control"].startswith("public")
        assert not response.cookies


def test_who_has_the_data_already_gets_them_not_again(client: Client, django_assert_num_queries: object) -> None:
    call = a_call()
    tag = client.get(f"/bandi/{call.slug}/dati.json")["ETag"]
    with django_assert_num_queries(2):  # type: ignore[operator]
        again = client.get(f"/bandi/{call.slug}/dati.json", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"/bandi/{call.slug}/dati.json", headers={"if-none-match": '"other"'}).status_code == 200


def test_data_are_read_and_not_written(client: Client) -> None:
    assert client.post(f"/bandi/{a_call().slug}/dati.json").status_code == 405
