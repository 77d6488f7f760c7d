"""Each kind of rule at its limits, and what holds for the engine as a whole."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bando.domain.rules.engine import ENGINE_VERSION, Rule, blockers, canonical, evaluate
from bando.domain.rules.facts import Facts, Name, confirmation, declaration
from bando.domain.rules.kinds import JUDGES
from bando.domain.rules.parameters import SHAPES, BadParameters, parse
from bando.domain.size import size_class
from bando.enums import Outcome, RuleKind, SizeClass

AT = datetime(2020, 7, 1, 10, 0, tzinfo=UTC)
MET, NOT_MET, TO_VERIFY = Outcome.MET, Outcome.NOT_MET, Outcome.TO_VERIFY
M = Decimal

SME = {"classes": ["micro", "small", "medium"]}
ALL_PARTS = {"parts": ["portfolio", "markets", "channels"]}
PROJECT = {Name.PORTFOLIO: "Borse", Name.MARKETS: "Francia", Name.CHANNELS: "un marketplace"}
SEAT = {Name.SEAT_PROVINCE: "BG", Name.COMPETENT_CHAMBER: "Bergamo", Name.SEAT_TO_BE_OPENED: False}


def rule(kind: str, parameters: dict[str, Any], **more: Any) -> Rule:
    return Rule(id=1, code=kind, version=1, kind=kind, parameters=parameters, **more)


def facts(values: dict[str, Any]) -> Facts:
    return Facts.of(values, source="impresa", at=AT)


def figures(staff: int | None, turnover: str | None, balance: str | None) -> dict[str, Any]:
    amounts = {Name.TURNOVER: turnover, Name.BALANCE_SHEET: balance}
    return {Name.STAFF: staff} | {name: None if value is None else M(value) for name, value in amounts.items()}


CASES: list[tuple[str, dict[str, Any], dict[str, Any], Outcome, str]] = [
    ("size", SME, figures(249, "50000000.00", "90000000.00"), MET, "media impresa"),
    ("size", SME, figures(249, "50000000.01", "43000000.00"), MET, "media impresa"),
    ("size", SME, figures(249, "50000000.01", "43000000.01"), NOT_MET, "grande impresa"),
    ("size", SME, figures(250, "1.00", "1.00"), NOT_MET, "250 occupati"),
    ("size", SME, figures(9, "2000000.00", None), MET, "microimpresa"),
    ("size", SME, figures(None, "1.00", "1.00"), NOT_MET, "gli occupati"),
    ("size", SME, figures(5, None, None), NOT_MET, "il fatturato e il totale di bilancio"),
    ("size", SME, figures(5, "60000000.00", None), NOT_MET, "il totale di bilancio"),
    ("size", {"classes": ["micro"]}, figures(10, "1.00", "1.00"), NOT_MET, "il bando ammette: microimpresa"),
    ("seat", {"may_be_opened_later": True}, SEAT, MET, "Camera competente: Bergamo"),
    ("seat", {"may_be_opened_later": True}, SEAT | {Name.SEAT_TO_BE_OPENED: True}, TO_VERIFY, "prima del pagamento"),
    ("seat", {"may_be_opened_later": False}, SEAT | {Name.SEAT_TO_BE_OPENED: True}, NOT_MET, "non risulta ancora attiva"),
    ("seat", {"may_be_opened_later": True}, {Name.SEAT_PROVINCE: "TO", Name.COMPETENT_CHAMBER: ""}, NOT_MET, "provincia TO"),
    ("seat", {"may_be_opened_later": True}, {}, NOT_MET, "Indicate la provincia"),
    ("declaration", {"declaration": "durc"}, {declaration("durc"): True}, MET, "resa"),
    ("declaration", {"declaration": "durc"}, {declaration("durc"): False}, NOT_MET, "non è stata resa"),
    ("declaration", {"declaration": "durc"}, {}, NOT_MET, "non è stata resa"),
    ("declaration", {"declaration": "durc", "officer_confirms": True}, {declaration("durc"): True}, TO_VERIFY, "la Camera"),
    (
        "declaration",
        {"declaration": "durc", "officer_confirms": True},
        {declaration("durc"): True, confirmation("durc"): True},
        MET,
        "verificata",
    ),
    (
        "declaration",
        {"declaration": "durc", "officer_confirms": True},
        {declaration("durc"): True, confirmation("durc"): False},
        NOT_MET,
        "non risulta",
    ),
    ("capital", {}, {Name.SUBSCRIBED_CAPITAL: M("10000.00"), Name.ACCUMULATED_LOSSES: M("5000.00")}, MET, "5.000,00"),
    ("capital", {}, {Name.SUBSCRIBED_CAPITAL: M("10000.00"), Name.ACCUMULATED_LOSSES: M("5000.01")}, NOT_MET, "in difficoltà"),
    ("capital", {}, {Name.SUBSCRIBED_CAPITAL: None, Name.ACCUMULATED_LOSSES: None}, TO_VERIFY, "Camera"),
    ("single", {}, {Name.OTHER_APPLICATIONS: 0}, MET, "Nessun"),
    ("single", {}, {Name.OTHER_APPLICATIONS: 1}, NOT_MET, "vale la prima"),
    ("single", {}, {}, TO_VERIFY, "accedete"),
    ("minimum_spend", {"amount": "4000.00"}, {Name.SPEND: M("4000.00")}, MET, "4.000,00\u00a0€"),
    ("minimum_spend", {"amount": "4000.00"}, {Name.SPEND: M("3999.99")}, NOT_MET, "mancano 0,01\u00a0€"),
    ("minimum_spend", {"amount": "4000.00"}, {}, NOT_MET, "Indicate le spese"),
    ("readiness", ALL_PARTS, PROJECT, MET, "tutto"),
    ("readiness", ALL_PARTS, PROJECT | {Name.CHANNELS: "  "}, NOT_MET, "almeno un canale"),
    ("readiness", ALL_PARTS, {}, NOT_MET, "i mercati esteri"),
    ("aid_ceiling", {"amount": "200000.00"}, {Name.AID_RECEIVED: M("190000.00"), Name.GRANT: M("10000.00")}, MET, "spazio"),
    (
        "aid_ceiling",
        {"amount": "200000.00"},
        {Name.AID_RECEIVED: M("190000.01"), Name.GRANT: M("10000.00")},
        TO_VERIFY,
        "al più 9.999,99",
    ),
    ("aid_ceiling", {"amount": "200000.00"}, {Name.AID_RECEIVED: M("200000.00")}, NOT_MET, "esaurito"),
    ("aid_ceiling", {"amount": "200000.00"}, {}, TO_VERIFY, "registro nazionale"),
]


@pytest.mark.parametrize(("kind", "parameters", "known", "outcome", "words"), CASES)
def test_a_rule_answers_with_an_outcome_and_its_reason(
    kind: str, parameters: dict[str, Any], known: dict[str, Any], outcome: Outcome, words: str
) -> None:
    (found,) = evaluate([rule(kind, parameters)], facts(known))
    assert found.outcome == outcome
    assert words in found.explanation
    assert found.explanation.endswith(".")


def test_every_kind_has_parameters_a_judge_and_cases_for_each_outcome_it_can_give() -> None:
    assert set(SHAPES) == set(JUDGES) == set(RuleKind)
    tried = {(kind, outcome) for kind, _parameters, _known, outcome, _words in CASES}
    assert {kind for kind, _outcome in tried} == set(RuleKind.values)
    for kind in RuleKind.values:
        assert {(kind, MET), (kind, NOT_MET)} <= tried


@pytest.mark.parametrize(
    ("staff", "turnover", "balance", "size"),
    [
        (9, "2000000.00", "2000000.00", SizeClass.MICRO),
        (9, "2000000.01", "2000000.01", SizeClass.SMALL),
        (10, "0.00", "0.00", SizeClass.SMALL),
        (49, "10000000.00", "99000000.00", SizeClass.SMALL),
        (49, "10000000.01", "10000000.01", SizeClass.MEDIUM),
        (50, "0.00", "0.00", SizeClass.MEDIUM),
        (249, "50000000.01", "43000000.00", SizeClass.MEDIUM),
        (249, "50000000.01", "43000000.01", SizeClass.LARGE),
        (250, "0.00", "0.00", SizeClass.LARGE),
    ],
)
def test_the_size_class_at_the_limits_of_annex_one(staff: int, turnover: str, balance: str, size: SizeClass) -> None:
    assert size_class(staff, M(turnover), M(balance)) == size


@given(st.integers(0, 400), st.decimals(0, 10**8, places=2), st.decimals(0, 10**8, places=2))
def test_a_missing_figure_never_makes_a_firm_smaller_than_it_is(staff: int, turnover: Decimal, balance: Decimal) -> None:
    order = list(SizeClass)
    true = size_class(staff, turnover, balance)
    assert true is not None
    for guess in (size_class(staff, turnover, None), size_class(staff, None, balance)):
        assert guess is None or order.index(guess) >= order.index(true)


@given(st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=2))
def test_more_spend_never_loses_the_minimum(one: Decimal, other: Decimal) -> None:
    less, more = sorted([one, other])
    asked = [rule("minimum_spend", {"amount": "4000.00"})]
    if evaluate(asked, facts({Name.SPEND: less}))[0].outcome == MET:
        assert evaluate(asked, facts({Name.SPEND: more}))[0].outcome == MET


def test_a_finding_names_the_facts_it_used_and_no_others() -> None:
    known = facts(SEAT | {Name.SPEND: M("1.00")})
    seat, single = evaluate([rule("seat", {"may_be_opened_later": True}), rule("single", {})], known)
    assert set(seat.used) == {"seat_province", "competent_chamber", "seat_to_be_opened"}
    assert single.used == {"other_applications": None}


def test_only_a_blocking_rule_that_is_not_met_blocks() -> None:
    asked = [rule("single", {}), rule("single", {}, blocking=False), rule("capital", {})]
    found = evaluate(asked, facts({Name.OTHER_APPLICATIONS: 1}))
    assert blockers(found) == [found[0]]


EXPECTED = (
    '{"engine":"1","findings":[{"code":"minimum_spend","explanation":"La spesa di 3.999,99\u00a0€ non raggiunge il minimo di '
    '4.000,00\u00a0€: mancano 0,01\u00a0€.","outcome":"not_met","used":{"spend":{"at":"2020-07-01T10:00:00.000000+00:00",'
    '"source":"impresa","type":"money","value":"3999.99"}},"version":1}]}'
)


def test_the_canonical_answer_is_the_same_to_the_byte() -> None:
    """A change here changes what stored evaluations re-compute to: raise ENGINE_VERSION with it."""
    asked = [rule("minimum_spend", {"amount": "4000.00"})]
    assert ENGINE_VERSION == "1"
    assert canonical(evaluate(asked, facts({Name.SPEND: M("3999.99")}))) == EXPECTED


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.text('abàè€ "\\', max_size=20),
    st.decimals(-(10**6), 10**6, places=2),
)


@given(st.dictionaries(st.sampled_from(list(Name)), values))
def test_facts_read_back_are_the_same_facts(known: dict[str, Any]) -> None:
    kept = facts(known).to_json()
    again = Facts.from_json(kept)
    assert again.to_json() == kept
    assert json.loads(kept).keys() == {str(name) for name in known}


def test_the_order_in_which_facts_came_changes_nothing() -> None:
    known = list((SEAT | PROJECT).items())
    assert facts(dict(known)).to_json() == facts(dict(reversed(known))).to_json()


def test_an_evaluation_of_stored_facts_gives_the_same_bytes() -> None:
    asked = [rule("seat", {"may_be_opened_later": True}), rule("readiness", ALL_PARTS)]
    first = facts(SEAT | PROJECT)
    assert canonical(evaluate(asked, Facts.from_json(first.to_json()))) == canonical(evaluate(asked, first))


def test_a_later_word_replaces_the_earlier_one_with_its_own_source() -> None:
    later = facts({Name.SPEND: M("1.00")}).plus({Name.SPEND: M("5000.00")}, source="Camera", at=AT)
    (found,) = evaluate([rule("minimum_spend", {"amount": "4000.00"})], later)
    assert found.outcome == MET
    assert found.used["spend"].source == "Camera"


def test_a_float_and_an_instant_without_zone_are_no_facts() -> None:
    with pytest.raises(TypeError):
        facts({Name.SPEND: 1.5})
    with pytest.raises(ValueError, match="zone"):
        Facts.of({Name.SPEND: M("1.00")}, source="impresa", at=datetime(2020, 7, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("kind", "values"),
    [("minimum_spend", {Name.SPEND: 4000}), ("single", {Name.OTHER_APPLICATIONS: True}), ("readiness", {Name.CHANNELS: 1})],
)
def test_a_fact_of_the_wrong_type_is_refused_not_bent(kind: str, values: dict[str, Any]) -> None:
    parameters = {"minimum_spend": {"amount": "1.00"}, "single": {}, "readiness": {"parts": ["channels"]}}[kind]
    with pytest.raises(TypeError):
        evaluate([rule(kind, parameters)], facts(values))


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("size", {}),
        ("size", {"classes": []}),
        ("size", {"classes": ["huge"]}),
        ("size", {"classes": ["micro"], "more": 1}),
        ("seat", {"may_be_opened_later": "yes"}),
        ("declaration", {"declaration": 3}),
        ("minimum_spend", {"amount": 4000.0}),
        ("minimum_spend", {"amount": "four"}),
        ("single", {"others": True}),
        ("readiness", {"parts": ["hope"]}),
        ("aid_ceiling", {"amount": 200000}),
    ],
)
def test_parameters_that_do_not_fit_their_kind_are_refused(kind: str, row: dict[str, Any]) -> None:
    with pytest.raises(BadParameters):
        parse(kind, row)
