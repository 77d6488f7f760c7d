"""Each kind of rule at its limits, and what holds for the engine as a whole."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bando.domain.caps import Admitted, Cap, Line, admit
from bando.domain.rules.engine import ENGINE_VERSION, Rule, RuleFinding, blockers, canonical, evaluate
from bando.domain.rules.facts import Facts, Name
from bando.domain.rules.kinds.ceilings import window_opens
from bando.domain.rules.records import Aid, Granted, ItemCut, ItemShortfall, item_cuts, item_shortfalls
from bando.domain.size import Relative
from bando.enums import AidWindow, CapKind, RuleKind
from tests.bando.rule_cases import ALL_PARTS, CASES, MET, NOT_MET, PROJECT, SEAT, TO_VERIFY, Case

AT = datetime(2020, 7, 1, 10, 0, tzinfo=UTC)
M = Decimal


def rule(kind: str, parameters: dict[str, Any], **more: Any) -> Rule:
    return Rule(id=1, code=kind, version=1, kind=kind, parameters=parameters, **more)


def facts(values: dict[str, Any]) -> Facts:
    return Facts.of(values, source="impresa", at=AT)


def answer(case: Case) -> RuleFinding:
    (found,) = evaluate([rule(case.kind, case.parameters)], facts(case.known))
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}-{case.outcome}")
def test_a_rule_answers_with_an_outcome_its_reason_and_the_comparison(case: Case) -> None:
    found = answer(case)
    assert (found.outcome, found.explanation, found.comparison) == (case.outcome, case.sentence, case.comparison)
    assert found.explanation.endswith(".")
    assert not found.comparison.endswith(".")


@pytest.mark.parametrize("kind", RuleKind.values)
def test_every_kind_is_tried_met_not_met_and_to_be_verified(kind: str) -> None:
    assert {case.outcome for case in CASES if case.kind == kind} == {MET, NOT_MET, TO_VERIFY}


@pytest.mark.parametrize("kind", RuleKind.values)
def test_without_any_fact_a_rule_is_never_met(kind: str) -> None:
    parameters = next(case.parameters for case in CASES if case.kind == kind)
    (found,) = evaluate([rule(kind, parameters)], facts({}))
    assert found.outcome != MET
    assert set(found.used.values()) == {None}


@given(st.sampled_from(CASES))
def test_the_same_facts_give_the_same_bytes_stored_or_not(case: Case) -> None:
    known = facts(case.known)
    again = Facts.from_json(known.to_json())
    asked = [rule(case.kind, json.loads(json.dumps(case.parameters)))]
    assert again.to_json() == known.to_json()
    assert canonical(evaluate(asked, again)) == canonical(evaluate(asked, known)) == canonical(evaluate(asked, known))


@given(st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=2))
def test_more_spend_never_loses_the_minimum_nor_gains_the_maximum(one: Decimal, other: Decimal) -> None:
    less, more = sorted([one, other])

    def met(kind: str, spend: Decimal) -> bool:
        return evaluate([rule(kind, {"amount": "4000.00"})], facts({Name.SPEND: spend}))[0].outcome == MET

    assert met("minimum_spend", less) <= met("minimum_spend", more)
    assert met("maximum_spend", more) <= met("maximum_spend", less)


@given(st.dates(date(2003, 1, 1), date(2090, 1, 1)), st.integers(0, 4000))
def test_an_aid_counts_from_the_first_day_of_the_window_on_and_not_before(today: date, days: int) -> None:
    granted = today - timedelta(days=days)
    for window in AidWindow:
        asked = [rule("aid_ceiling", {"amount": "1.00", "window": window.value})]
        (found,) = evaluate(asked, facts({Name.TODAY: today, Name.AIDS: (Aid(granted, M("1.00")),)}))
        assert (found.outcome == NOT_MET) == (granted >= window_opens(window, today))


@pytest.mark.parametrize(
    ("window", "today", "opens"),
    [
        (AidWindow.ROLLING, date(2024, 2, 29), date(2021, 2, 28)),
        (AidWindow.ROLLING, date(2025, 1, 1), date(2022, 1, 1)),
        (AidWindow.TAX_YEARS, date(2025, 1, 1), date(2023, 1, 1)),
        (AidWindow.TAX_YEARS, date(2025, 12, 31), date(2023, 1, 1)),
    ],
)
def test_the_window_of_aids_opens(window: AidWindow, today: date, opens: date) -> None:
    assert window_opens(window, today) == opens


def test_caps_speak_to_the_rule_through_facts() -> None:
    caps = [
        Cap("staff", "Personale", CapKind.SHARE_OF_OTHERS, ("staff",), M("0.5"), of=("site",)),
        Cap("training", "Formazione", CapKind.MINIMUM_SHARE, ("training",), M("0.3")),
    ]
    found: Admitted = admit([Line("staff", M("900.00")), Line("site", M("1000.00"))], caps)
    cuts, short = item_cuts(found), item_shortfalls(found, caps)
    assert cuts == (ItemCut("Personale", M("900.00"), M("500.00")),)
    assert short == (ItemShortfall("Formazione", M("0.00"), M("450.00")),)
    (finding,) = evaluate([rule("item_caps", {})], facts({Name.ITEM_CUTS: cuts, Name.ITEM_SHORTFALLS: short}))
    assert finding.comparison == "Formazione 0,00\u00a0€ < 450,00\u00a0€"


def test_a_rule_names_the_declaration_it_reads_and_what_an_officer_confirms() -> None:
    named = {case.kind: rule(case.kind, case.parameters | {}) for case in CASES}
    assert {kind for kind, one in named.items() if one.declares} == {
        "insolvency", "durc", "annual_fee", "supplies", "declaration", "earlier_calls",
    } - {kind for kind, one in named.items() if kind == "earlier_calls" and not one.parameters.get("declared")}  # fmt: skip
    assert rule("declaration", {"declaration": "other"}).declares == "other"
    assert rule("earlier_calls", {"calls": ["a"], "declared": True}).declares == "earlier_calls"
    assert rule("seat", {"may_be_opened_later": True}).confirms == ""
    assert rule("seat", {"may_be_opened_later": True, "officer_confirms": True}).confirms == "seat"
    assert rule("antimafia", {"documents_above": "150000.00"}).confirms == "antimafia"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_a_rule_reads_only_the_declarations_and_confirmations_that_it_names(case: Case) -> None:
    asked = rule(case.kind, case.parameters)
    read = {name for name in answer(case).used if ":" in name}
    assert read <= {f"declaration:{asked.declares}", f"confirmation:{asked.confirms}"}


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
    '{"engine":"2","findings":[{"code":"minimum_spend","comparison":"spesa 3.999,99\u00a0€ < 4.000,00\u00a0€",'
    '"explanation":"La spesa di 3.999,99\u00a0€ non raggiunge il minimo di '
    '4.000,00\u00a0€: mancano 0,01\u00a0€.","outcome":"not_met","used":{"spend":{"at":"2020-07-01T10:00:00.000000+00:00",'
    '"source":"impresa","type":"money","value":"3999.99"}},"version":1}]}'
)


def test_the_canonical_answer_is_the_same_to_the_byte() -> None:
    """A change here changes what stored evaluations re-compute to: raise ENGINE_VERSION with it."""
    asked = [rule("minimum_spend", {"amount": "4000.00"})]
    assert ENGINE_VERSION == "2"
    assert canonical(evaluate(asked, facts({Name.SPEND: M("3999.99")}))) == EXPECTED


EXPECTED_FACTS = (
    '{"aids":{"at":"2020-07-01T10:00:00.000000+00:00","source":"impresa","type":"list","value":[{"amount":"10.00",'
    '"granted_on":"2020-02-29","kind":"aid"}]},"today":{"at":"2020-07-01T10:00:00.000000+00:00","source":"impresa",'
    '"type":"day","value":"2020-07-01"}}'
)


def test_facts_are_kept_in_one_writing() -> None:
    known = facts({Name.TODAY: date(2020, 7, 1), Name.AIDS: (Aid(date(2020, 2, 29), M("10")),)})
    assert known.to_json() == EXPECTED_FACTS


cents = st.decimals(-(10**6), 10**6, places=2)
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
texts = st.text('abàè€ "\\', max_size=20)
shares = st.decimals(0, 1, places=4)
values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    texts,
    cents,
    days,
    st.lists(texts, max_size=3).map(tuple),
    st.lists(st.builds(Aid, days, cents), max_size=3).map(tuple),
    st.lists(st.builds(Granted, texts, days, cents), max_size=3).map(tuple),
    st.lists(st.builds(Relative, texts, st.booleans(), shares, st.integers(0, 999), cents, cents), max_size=3).map(tuple),
    st.lists(st.builds(ItemCut, texts, cents, cents), max_size=3).map(tuple),
    st.lists(st.builds(ItemShortfall, texts, cents, cents), max_size=3).map(tuple),
)


@given(st.dictionaries(st.sampled_from(list(Name)), values))
def test_facts_read_back_are_the_same_facts(known: dict[str, Any]) -> None:
    kept = facts(known).to_json()
    again = Facts.from_json(kept)
    assert again.to_json() == kept
    assert again._known == facts(known)._known
    assert json.loads(kept).keys() == {str(name) for name in known}


def test_the_order_in_which_facts_came_changes_nothing() -> None:
    known = list((SEAT | PROJECT).items())
    assert facts(dict(known)).to_json() == facts(dict(reversed(known))).to_json()


def test_an_evaluation_of_several_rules_keeps_their_order() -> None:
    asked = [rule("seat", {"may_be_opened_later": True}), rule("readiness", ALL_PARTS)]
    assert [found.code for found in evaluate(asked, facts(SEAT | PROJECT))] == ["seat", "readiness"]


def test_a_later_word_replaces_the_earlier_one_with_its_own_source() -> None:
    later = facts({Name.SPEND: M("1.00")}).plus({Name.SPEND: M("5000.00")}, source="Camera", at=AT)
    (found,) = evaluate([rule("minimum_spend", {"amount": "4000.00"})], later)
    assert found.outcome == MET
    assert found.used["spend"].source == "Camera"


@pytest.mark.parametrize("value", [1.5, AT, (1.5,), (1,), ("a", Aid(date(2020, 1, 1), M("1"))), (None,)])
def test_what_is_no_fact_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        facts({Name.SPEND: value})


@pytest.mark.parametrize("value", [M("0.001"), M("NaN")])
def test_an_amount_finer_than_a_cent_is_no_fact(value: Decimal) -> None:
    with pytest.raises(ValueError, match="cents"):
        facts({Name.SPEND: value})


def test_an_instant_without_zone_makes_no_fact() -> None:
    with pytest.raises(ValueError, match="zone"):
        Facts.of({Name.SPEND: M("1.00")}, source="impresa", at=datetime(2020, 7, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("minimum_spend", {Name.SPEND: 4000}),
        ("single", {Name.OTHER_APPLICATIONS: True}),
        ("readiness", {Name.CHANNELS: 1}),
        ("seat", SEAT | {Name.SEAT_TO_BE_OPENED: 1}),
        ("durc", {Name.DURC_EXPIRES_ON: "2020-07-01"}),
        ("earlier_calls", {Name.BENEFICIARY_OF: "e-commerce-2021"}),
        ("earlier_calls", {Name.BENEFICIARY_OF: (Aid(date(2020, 1, 1), M("1.00")),)}),
        ("aid_ceiling", {Name.AIDS: ("one",)}),
        ("aid_ceiling", {Name.AIDS: M("1.00")}),
        ("item_caps", {Name.ITEM_CUTS: (Aid(date(2020, 1, 1), M("1.00")),)}),
    ],
)
def test_a_fact_of_the_wrong_type_is_refused_not_bent(kind: str, values: dict[str, Any]) -> None:
    parameters = next(case.parameters for case in CASES if case.kind == kind)
    with pytest.raises(TypeError):
        evaluate([rule(kind, parameters)], facts(values))
