"""The configuration as data: it fits the published schema, says everything, and costs the same for one row and for three."""

import copy
import json
from pathlib import Path

import jsonschema
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bando.models import Call, Cap, Component, ExpenseItem, Measure, Term, Window
from bando.queries.snapshot import digest, snapshot
from tests.bando.rows import a_full_call

pytestmark = pytest.mark.django_db
SCHEMA = json.loads((Path(__file__).resolve().parents[3] / "bando/data/schema/call.v1.json").read_text())
# Columns that a row has for the database, or that the list it stands in already says.
FOR_THE_DATABASE = {"id", "call", "since", "until", "measure", "amends", "published_at"}


def fits(data: object) -> None:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(SCHEMA, format_checker=checker).validate(data)


def test_the_schema_is_a_schema_and_the_configuration_fits_it() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    data = snapshot(a_full_call())
    fits(json.loads(json.dumps(data)))
    assert (data["opens_at"], data["aid_ceiling"], data["withholding_rate"]) == ("2020-06-18T10:00:00+02:00", "200000.00", "0.04")
    assert data["measures"][0]["components"][0]["value"] == "0.05"
    assert sum(len(fund["lines"]) for fund in data["funds"]) == 18


@pytest.mark.parametrize("change", [{"aid_ceiling": 200000.0}, {"opens_at": "18/06/2020"}, {"surprise": 1}, {"measures": [{}]}])
def test_what_does_not_fit_the_schema_is_seen(change: dict[str, object]) -> None:
    data = copy.deepcopy(snapshot(a_full_call())) | change
    with pytest.raises(jsonschema.ValidationError):
        fits(data)


def test_every_column_of_the_call_and_of_its_terms_is_said() -> None:
    data = snapshot(a_full_call())
    lists = {
        "windows": Window, "measures": Measure, "items": ExpenseItem, "caps": Cap,
        "rules": Call.eligibilityrules.rel.related_model, "documents": Call.requireddocuments.rel.related_model,
        "criteria": Call.scoringcriterions.rel.related_model,
    }  # fmt: skip
    said = {model: set(data[name][0]) for name, model in lists.items()} | {Call: set(data)}
    said[Component] = set(data["measures"][0]["components"][0])
    assert set(said) == {Call, *Term.__subclasses__()}
    for model, names in said.items():
        columns = {field.name for field in model._meta.concrete_fields} - FOR_THE_DATABASE
        assert columns <= names, model


def multiply(call: Call) -> None:
    """Two more of every term."""
    for model in Term.__subclasses__():
        for row in list(model.objects.filter(call=call)[:1]):
            for number in (1, 2):
                row.pk, row.code = None, f"more-{number}"
                row.save(force_insert=True)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_snapshot_asks_the_same_number_of_statements(rows: int) -> None:
    call = a_full_call()
    if rows == 3:
        multiply(call)
    with CaptureQueriesContext(connection) as asked:
        snapshot(call)
    assert len(asked) == 16


def test_the_order_and_the_digest_do_not_hang_on_primary_keys() -> None:
    call = a_full_call()
    before = digest(snapshot(call))
    item = call.expenseitems.order_by("pk")[0]
    ExpenseItem.objects.filter(pk=item.pk).delete()
    item.pk = None
    item.save(force_insert=True)
    assert digest(snapshot(call)) == before
