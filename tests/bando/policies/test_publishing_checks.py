"""The checklist before publication: a good call has no defect, and each change to it gives exactly the one it should."""

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bando.adapters import packaged
from bando.enums import CapKind, ComponentKind, FundKind, Gate, Phase, Procedure, RuleKind
from bando.models import Cap, Component, EligibilityRule, Pot, ScoringCriterion, Window
from bando.operations.configuring import load
from bando.policies import publishing
from bando.policies.publishing import Sheet, judge, read
from tests.bando.rows import PREPARED

pytestmark = pytest.mark.django_db
M = Decimal
SCORED, QUEUE, POOLED = "ecommerce_2020", "ecommerce_2021", "digital_export_2022"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Change = Callable[[Sheet], object]


@cache
def as_packaged(name: str) -> Sheet:
    """The rows of a packaged call, read once: nothing below asks the database again."""
    code = name.replace("_", "-").upper()
    return read(load(data=packaged.read(name), code=code, slug=code.lower(), by=None, at=PREPARED))


def found(name: str, *changes: Change, **about: Any) -> list[str]:
    """The codes of the defects that the packaged call has after the changes."""
    sheet = replace(deepcopy(as_packaged(name)))
    for change in changes:
        change(sheet)
    return [defect.code for defect in judge(sheet, **about)]


def call(**values: object) -> Change:
    """Set what the call says."""
    return lambda sheet: [setattr(sheet.call, name, value) for name, value in values.items()]


def without(name: str) -> Change:
    """No row of a kind."""
    return lambda sheet: getattr(sheet, name).clear()


def each(name: str, code: str = "", **values: object) -> Change:
    """Set a value on the rows of a kind, or on the one with a code."""

    def change(sheet: Sheet) -> None:
        for row in getattr(sheet, name):
            if not code or row.code == code:
                vars(row).update(values)

    return change


def more(name: str, *rows: Any) -> Change:
    """One row more."""
    return lambda sheet: getattr(sheet, name).extend(rows)


def asks(code: str, **parameters: object) -> Change:
    """Other parameters for a rule."""
    return each("rules", code, parameters=parameters)


def rule(code: str, kind: RuleKind, phases: tuple[Phase, ...] = (Phase.SUBMISSION,), **parameters: object) -> Change:
    """One rule more."""
    row = EligibilityRule(code=code, label=code, kind=kind, parameters=parameters, message="?", legal_basis="?", phases=[*phases])
    return more("rules", row)


def cap(code: str, kind: CapKind, value: str, *items: str, of: tuple[str, ...] = ()) -> Change:
    """One cap more."""
    return more("caps", Cap(code=code, label=code, kind=kind, value=M(value), items=[*items], of=[*of]))


def component(code: str, value: str, kind: ComponentKind = ComponentKind.AMOUNT, **values: Any) -> Change:
    """One component more, of the first measure."""

    def change(sheet: Sheet) -> None:
        row = Component(code=code, label=code, kind=kind, value=M(value), measure=sheet.measures[0], **values)
        sheet.components.append(row)

    return change


def windows(*hours: tuple[int, int]) -> Change:
    """Windows by hours since the opening; the call closes 40 hours after it."""

    def change(sheet: Sheet) -> None:
        opens = sheet.call.opens_at
        sheet.call.closes_at = opens + 40 * HOUR
        sheet.windows += [
            Window(code=f"w{place}", label=f"w{place}", opens_at=opens + first * HOUR, closes_at=opens + last * HOUR)
            for place, (first, last) in enumerate(hours)
        ]

    return change


def pooled_too(sheet: Sheet) -> None:
    """A part of the Region's money in the common pool, which the call gets for it."""
    pot = Pot(pk=-1, call=sheet.call, chamber=None)
    sheet.pots.append(pot)
    sheet.lines[0].pot = pot


def chambers_in_the_pool(sheet: Sheet) -> None:
    """The Chambers' own money in the pool, whole."""
    pool = next(pot for pot in sheet.pots if not pot.chamber_id)
    own = next(fund.pk for fund in sheet.funds if fund.kind == FundKind.CHAMBER)
    for line in sheet.lines:
        if line.fund_id == own:
            line.pot = pool


def nobody_serves(*provinces: str) -> Change:
    return lambda sheet: sheet.provinces.__setitem__(
        slice(None), [row for row in sheet.provinces if row.province_id not in provinces]
    )


def no_line_of(chamber: str) -> Change:
    """The money of a Chamber goes to the next one."""

    def change(sheet: Sheet) -> None:
        pots = {pot.chamber.code: pot for pot in sheet.pots if pot.chamber}
        for line in sheet.lines:
            if line.pot_id == pots[chamber].pk:
                line.pot = next(pot for code, pot in pots.items() if code != chamber)

    return change


def tranche(kind: str, **values: object) -> Change:
    return lambda sheet: [vars(row).update(values) for row in sheet.tranches if row.kind == kind]


def at_midnight(sheet: Sheet) -> None:
    sheet.call.closes_at = datetime(2020, 7, 23, 22, 0, tzinfo=UTC)


OPENING = datetime(2020, 6, 18, 8, 0, tzinfo=UTC)

# Defect → the call that has it after these changes, and no other.
CASES: dict[str, tuple[Any, ...]] = {
    "no_title": (SCORED, call(title=" ")),
    "no_summary": (SCORED, call(summary="")),
    "no_description": (SCORED, call(description="\n")),
    "no_legal_act": (SCORED, call(legal_act="")),
    "no_manager": (SCORED, call(manager="")),
    "no_regime": (SCORED, call(regime="")),
    "withholding_without_reason": (SCORED, call(withholding_reason="")),
    "qualified_signature_that_nobody_can_give": (QUEUE, lambda sheet: vars(sheet).update(trusts_providers=False)),
    "procedure_shorter_than_integration": (SCORED, call(procedure_days=9)),
    "rejection_shorter_than_law": (QUEUE, call(rejection_days=9)),
    "draft_after_opening": (SCORED, call(draft_from_at=OPENING + HOUR)),
    "draft_long_before_opening": (SCORED, call(draft_from_at=OPENING.replace(year=2018))),
    "closes_before_opening": (SCORED, call(closes_at=OPENING)),
    "open_too_long": (SCORED, call(closes_at=OPENING + 549 * DAY, spend_until_on=date(2022, 3, 31),
                                   paid_until_on=date(2022, 3, 31), project_until_on=None, accounts_due_on=date(2022, 3, 31))),
    "closing_at_midnight": (SCORED, at_midnight),
    "another_year": (SCORED, call(title="Bando E-commerce 2021", code="ECOMMERCE")),
    "window_reversed": (SCORED, windows((0, 10), (30, 20), (30, 40))),
    "window_outside": (SCORED, windows((-1, 10), (20, 40))),
    "windows_overlap": (SCORED, windows((0, 20), (19, 40))),
    "first_window_opens_later": (SCORED, windows((1, 10), (20, 40))),
    "last_window_closes_earlier": (SCORED, windows((0, 10), (20, 39))),
    "spending_reversed": (SCORED, call(spend_from_on=date(2021, 4, 1))),
    "spending_ends_before_closing": (SCORED, call(spend_until_on=date(2020, 7, 23))),
    "spending_begins_years_before": (SCORED, call(spend_from_on=date(2012, 6, 8))),
    "difficulty_in_the_future": (SCORED, call(difficulty_on=date(2020, 12, 31)), asks("difficulty-capital", on="2020-12-31")),
    "accounts_before_spending_ends": (SCORED, call(accounts_due_on=date(2021, 3, 30), paid_until_on=None, project_until_on=None)),
    "accounts_years_after": (SCORED, call(accounts_due_on=date(2031, 4, 30))),
    "paid_before_spent": (SCORED, call(paid_until_on=date(2021, 3, 30))),
    "accounts_before_payments_end": (SCORED, call(paid_until_on=date(2021, 5, 1))),
    "accounts_before_project_ends": (SCORED, call(project_until_on=date(2021, 5, 1))),
    "spending_after_project_ends": (SCORED, call(project_until_on=date(2021, 3, 30))),
    "no_measure": (SCORED, without("measures")),
    "grant_above_ceiling": (SCORED, call(aid_ceiling=M(9000)), asks("de-minimis", amount="9000.00")),
    "rate_above_the_whole": (SCORED, component("c", "0.31", ComponentKind.RATE)),
    "maximum_spend_below_minimum": (SCORED, each("measures", maximum_spend=M(3999))),
    "grant_out_of_reach": (SCORED, each("measures", maximum_spend=M("14285.00"))),
    "grant_always_at_its_cap": (SCORED, each("measures", maximum_grant=M("2799.99"))),
    "component_condition_unknown": (SCORED, component("c", "250", condition="young-firm")),
    "component_out_of_reach": (SCORED, each("measures", maximum_spend=M(20000)), component("c", "250", from_spend=M(20001))),
    "component_above_its_spend": (SCORED, component("c", "4001", inside_cap=False)),
    "component_fills_the_cap": (SCORED, component("c", "10000", from_spend=M(12000))),
    "sizes_overlap": (QUEUE, each("measures", "micro", sizes=["micro", "small"])),
    "size_without_measure": (QUEUE, each("measures", "piccole-e-medie", sizes=["small"])),
    "measure_for_a_size_kept_out": (QUEUE, asks("size", classes=["micro", "small"])),
    "no_items": (SCORED, without("items")),
    "cap_names_unknown_item": (SCORED, cap("c", CapKind.ABSOLUTE, "1000", "missili")),
    "caps_lead_back": (SCORED, cap("a", CapKind.SHARE_OF_OTHERS, "0.3", "crm", of=("marchio",)),
                       cap("b", CapKind.SHARE_OF_OTHERS, "0.3", "marchio", of=("crm",))),
    "caps_cross": (SCORED, cap("a", CapKind.ABSOLUTE, "100", "crm", "marchio"),
                   cap("b", CapKind.ABSOLUTE, "9", "crm", "pagamenti")),
    "cap_by_unit_without_unit": (POOLED, each("items", "formazione", unit="")),
    "minimum_share_above_cap": (QUEUE, cap("c", CapKind.MINIMUM_SHARE, "0.71", "consulenza", "formazione")),
    "minimum_shares_above_the_whole": (POOLED, cap("c", CapKind.MINIMUM_SHARE, "0.71", "canali")),
    "shares_below_the_whole": (SCORED, lambda sheet: sheet.items.__delitem__(slice(2, None)),
                               cap("a", CapKind.SHARE_OF_TOTAL, "0.5", "servizi-di-vendita"),
                               cap("b", CapKind.SHARE_OF_TOTAL, "0.49", "studio-di-fattibilita")),
    "minimum_share_without_rule": (SCORED, cap("c", CapKind.MINIMUM_SHARE, "0.1", "crm")),
    "caps_rule_without_caps": (SCORED, rule("caps", RuleKind.ITEM_CAPS)),
    "no_rules": (SCORED, without("rules")),
    "rule_without_message": (SCORED, each("rules", "durc", message="")),
    "rule_without_basis": (SCORED, each("rules", "durc", legal_basis=" ")),
    "rule_without_phases": (SCORED, each("rules", "durc", phases=[])),
    "rule_stops_nobody": (SCORED, each("rules", "durc", phases=["precheck", "draft"])),
    "rule_with_bad_parameters": (SCORED, asks("size", classes=["grandissima"])),
    "minimum_spend_of_no_measure": (SCORED, asks("min-spend", amount="4000.01")),
    "maximum_spend_of_no_measure": (SCORED, rule("most", RuleKind.MAXIMUM_SPEND, amount="3999.99")),
    "ceiling_of_another_call": (SCORED, asks("de-minimis", amount="300000.00")),
    "yearly_ceiling_below_any_grant": (POOLED, asks("yearly-ceiling", amount="2399.99")),
    "capital_on_another_day": (SCORED, asks("difficulty-capital", on="2018-12-31")),
    "declaration_of_another_code": (SCORED, asks("difficulty", declaration="difficulties")),
    "call_unknown": (POOLED, asks("beneficiaries-2021", calls=["ECOMMERCE-2021"])),
    "call_excludes_itself": (POOLED, asks("beneficiaries-2021", calls=["DIGITAL-EXPORT-2022"], declared=True)),
    "activity_unknown": (QUEUE, lambda sheet: vars(sheet).update(ateco_versions=frozenset({"2007"}),
                                                                 activities=frozenset({("2007", "01"), ("2007", "02")}))),
    "rules_in_conflict": (SCORED, rule("size-too", RuleKind.SIZE, classes=["micro"])),
    "declaration_asked_twice": (SCORED, rule("durc", RuleKind.DECLARATION, declaration="durc")),
    "document_in_a_phase_that_never_comes": (SCORED, each("documents", "durc", phase="precheck")),
    "document_condition_unknown": (SCORED, each("documents", "durc", condition="young-firm")),
    "document_conditional_and_for_all": (SCORED, each("documents", "durc", condition="durc", mandatory=True)),
    "document_format_unknown": (SCORED, each("documents", "durc", formats=["pdf", "exe"])),
    "signed_document_that_cannot_be_signed": (SCORED, each("documents", "durc", formats=["jpg"], signed=True)),
    "document_too_large": (SCORED, each("documents", "durc", maximum_bytes=10_000_001)),
    "criteria_without_score": (QUEUE, more("criteria", ScoringCriterion(code="c", label="c", maximum=M(10)))),
    "minimum_score_without_score": (QUEUE, call(minimum_score=M(50))),
    "no_criteria": (SCORED, without("criteria")),
    "minimum_score_out_of_reach": (SCORED, call(minimum_score=M("100.01"))),
    "minimum_score_below_criteria": (SCORED, each("criteria", minimum=M(17))),
    "no_minimum_score": (SCORED, call(procedure=Procedure.FIRST_COME_MINIMUM, minimum_score=M(0))),
    "too_few_evaluators": (SCORED, call(evaluators_required=1)),
    "criterion_minimum_above_maximum": (SCORED, each("criteria", "qualita", minimum=M(41)), call(minimum_score=M(60))),
    "criterion_without_points": (SCORED, each("criteria", "qualita", maximum=M(0), anchors=[])),
    "anchor_unreadable": (SCORED, each("criteria", "qualita", anchors=[["dieci", "bene"]])),
    "anchor_out_of_range": (SCORED, each("criteria", "qualita", anchors=[["41", "ottimo"]])),
    "tie_break_unknown": (SCORED, call(tie_breaks=["criterion:bellezza", "arrival"])),
    "tie_break_twice": (SCORED, call(tie_breaks=["smaller_grant", "smaller_grant", "arrival"])),
    "ties_stay_open": (SCORED, call(tie_breaks=["criterion:qualita"])),
    "lots_in_a_queue": (QUEUE, call(tie_breaks=["arrival", "lots"])),
    "no_seed": (QUEUE, call(procedure=Procedure.LOTS), each("pots", overbooking=M(0))),
    "seed_without_lots": (SCORED, call(lots_seed_source="Estrazione del lotto, ruota di Milano")),
    "no_chamber": (SCORED, without("pots")),
    "chamber_without_provinces": (SCORED, nobody_serves("SO")),
    "province_forgotten": (SCORED, nobody_serves("LC")),
    "pot_without_money": (SCORED, no_line_of("so")),
    "overbooking_without_queue": (SCORED, lambda sheet: vars(sheet.pots[0]).update(overbooking=M("0.1"))),
    "no_funds": (SCORED, without("funds")),
    "fund_not_placed": (SCORED, lambda sheet: vars(sheet.funds[0]).update(amount=M("1810000.01"))),
    "chamber_money_in_the_pool": (POOLED, chambers_in_the_pool),
    "fund_half_pooled": (SCORED, pooled_too),
    "tranches_not_whole": (SCORED, tranche("second", share=M("0.41"))),
    "tranches_out_of_order": (SCORED, tranche("second", due_on=date(2020, 7, 1))),
    "balance_without_final_report": (SCORED, tranche("balance", gate=Gate.INTERIM)),
}  # fmt: skip
TIMELY: dict[str, timedelta] = {"closing_past": 40 * DAY, "far_from_publication": -549 * DAY}


@pytest.mark.parametrize("name", [SCORED, QUEUE, POOLED])
def test_a_packaged_call_has_no_defects(name: str) -> None:
    assert found(name) == []
    assert found(name, at=as_packaged(name).call.draft_from_at) == []


@pytest.mark.parametrize("code", CASES)
def test_one_change_gives_one_defect(code: str) -> None:
    name, *changes = CASES[code]
    assert set(found(name, *changes)) == {code}


@pytest.mark.parametrize("code", TIMELY)
def test_some_defects_come_with_the_day(code: str) -> None:
    assert found(SCORED, at=OPENING + TIMELY[code]) == [code]
    assert found(SCORED) == []


def test_every_check_is_tried_above() -> None:
    folder = Path(publishing.__file__).parent
    named = {code for file in folder.glob("*.py") for code in re.findall(r'Defect\(\s*"(\w+)"', file.read_text())}
    named |= set(re.findall(r'\(call\.\w+, "(\w+)"', (folder / "texts.py").read_text()))
    assert named == set(CASES) | set(TIMELY)
    assert len(named) >= 100
