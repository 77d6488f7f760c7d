"""What changed between two configurations: every field has a name, rows are matched by code, nothing is missed."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from bando.domain.differences import Difference, differences
from bando.domain.fields import COMPONENTS, OF_CALL, SECTIONS, Kind

SCHEMA = json.loads((Path(__file__).resolve().parents[3] / "bando/data/schema/call.v1.json").read_text())
# What says which configuration it is, and not what it promises.
IDENTITY = {"schema", "version", "code", "slug", "rehearsal"}
RULE = {"code": "durc", "label": "DURC", "order": 1, "kind": "durc", "message": "In regola", "phases": ["grant"], "version": 1}
CAP = {"code": "half", "label": "Metà", "order": 1, "kind": "absolute", "items": ["ads"], "of": [], "value": "100"}
BONUS = {"code": "young", "label": "Giovani", "order": 1, "kind": "rate", "value": "0.05"}
MEASURE = {"code": "unica", "label": "Unica", "order": 1, "rate": "0.7", "components": [BONUS]}
CALL: dict[str, Any] = {
    "schema": "call.v1", "version": 1, "code": "EC", "slug": "ec", "title": "Bando", "closes_at": "2020-07-24T12:00:00+02:00",
    "rules": [RULE], "caps": [CAP], "measures": [MEASURE],
    "pots": [{"chamber": None, "label": "", "overbooking": "0", "provinces": []}],
    "funds": [{"kind": "regional", "label": "Regione", "amount": "10.00", "lines": [], "tranches": []}],
}  # fmt: skip


def changed(**values: Any) -> list[Difference]:
    return differences(CALL, copy.deepcopy(CALL) | values)


def test_the_same_configuration_under_another_name_has_no_differences() -> None:
    assert changed(code="EC-modifica-1", slug="x", version=2, rules=[RULE | {"version": 2}]) == []


def test_a_field_of_the_call_is_named_with_both_values() -> None:
    (found,) = changed(closes_at="2020-07-31T12:00:00+02:00")
    assert (found.path, found.what, found.kind, found.section) == ("call//closes_at", "chiusura", Kind.INSTANT, "call")
    assert (found.before, found.after) == ("2020-07-24T12:00:00+02:00", "2020-07-31T12:00:00+02:00")


def test_rows_are_matched_by_code_whatever_their_order() -> None:
    other = RULE | {"code": "size", "label": "Dimensione"}
    came = changed(rules=[other, RULE])
    assert [(one.path, one.what, one.before, one.after) for one in came] == [("rules/size", "aggiunto", None, "Dimensione")]
    gone = changed(rules=[])
    assert [(one.path, one.what, one.before, one.after, one.row) for one in gone] == [
        ("rules/durc", "tolto", "DURC", None, "DURC")
    ]


def test_a_changed_row_names_itself_and_its_fields() -> None:
    found = changed(rules=[RULE | {"message": "Sempre in regola", "phases": ["grant", "payment"]}])
    assert [(one.path, one.row) for one in found] == [("rules/durc/message", "DURC"), ("rules/durc/phases", "DURC")]


def test_components_are_compared_inside_their_measure() -> None:
    found = changed(measures=[MEASURE | {"components": [BONUS | {"value": "0.1"}]}])
    assert [(one.path, one.kind) for one in found] == [("components/young/value", Kind.SHARE)]
    assert [one.path for one in changed(measures=[MEASURE | {"components": []}])] == ["components/young"]


def test_a_value_is_an_amount_or_a_share_as_its_row_says() -> None:
    assert [one.kind for one in changed(caps=[CAP | {"value": "200"}])] == [Kind.AMOUNT]
    assert {one.kind for one in changed(caps=[CAP | {"kind": "share_of_total", "value": "0.5"}])} == {Kind.CHOICE, Kind.SHARE}


def test_money_is_compared_by_chamber_and_by_fund() -> None:
    assert [one.path for one in changed(pots=[CALL["pots"][0] | {"overbooking": "0.1"}])] == ["pots//overbooking"]
    assert [one.path for one in changed(funds=[CALL["funds"][0] | {"amount": "11.00"}])] == ["funds/regional:Regione/amount"]


@pytest.mark.parametrize("section", [*SECTIONS, COMPONENTS], ids=lambda section: section.name)
def test_every_field_that_the_schema_has_in_a_row_is_compared(section: Any) -> None:
    items = {"components": {"$ref": "#/$defs/component"}} | {
        name: about["items"] for name, about in SCHEMA["properties"].items() if about.get("type") == "array"
    }
    properties = set(SCHEMA["$defs"][items[section.name]["$ref"].rsplit("/", 1)[1]]["properties"])
    known_by = {"code", "components", "version"} | (
        {"chamber", "label", "kind", "since"} if section.name in ("pots", "funds") else set()
    )
    assert properties - known_by == set(section.fields) - known_by


def test_every_field_that_the_schema_has_for_the_call_is_compared() -> None:
    assert set(SCHEMA["properties"]) - IDENTITY == set(OF_CALL) | {section.name for section in SECTIONS}
