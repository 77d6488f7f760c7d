"""The call of 2020 as data: exact sums, nine pots, twelve provinces, everything unsure listed as such."""

from decimal import Decimal

import pytest

from bando.adapters import packaged
from bando.domain.contribution import Terms
from bando.enums import FundKind, Phase, RuleKind
from bando.models import BudgetLine, Call
from bando.operations.configuring import load
from bando.queries.pots import lines_for, pot_for, standing, total
from bando.queries.terms import rules_for, terms_of
from core.money import split
from core.refusals import Refused
from tests.bando.rows import DATES, PREPARED, a_person, a_prepared_call

pytestmark = pytest.mark.django_db
M = Decimal
OWN = {
    "Bergamo": "90000.00",
    "Brescia": "120000.00",
    "Como-Lecco": "60000.00",
    "Cremona": "23000.00",
    "Mantova": "23000.00",
    "Milano Monza Brianza Lodi": "330000.00",
    "Pavia": "100000.00",
    "Sondrio": "12000.00",
    "Varese": "50000.00",
}


def test_the_money_of_2020_is_there_to_the_cent() -> None:
    rows = standing(a_prepared_call())
    whole = total(rows)
    assert (whole.regional, whole.chamber, whole.endowment) == (M("1810000.00"), M("808000.00"), M("2618000.00"))
    assert {row.label: row.chamber for row in rows} == {name: M(own) for name, own in OWN.items()}


def test_the_regional_money_follows_the_own_shares() -> None:
    rows = standing(a_prepared_call())
    assert [row.regional for row in rows] == split(M("1810000.00"), [row.chamber for row in rows])


def test_nine_chambers_serve_twelve_provinces() -> None:
    call = a_prepared_call()
    assert call.pots.count() == 9
    assert call.pot_provinces.count() == 12
    assert str(pot_for(call, "LO")) == "Milano Monza Brianza Lodi"
    assert pot_for(call, "TO") is None
    assert pot_for(call, None) is None


def test_terms_items_scoring_and_tranches_are_those_of_the_call() -> None:
    call = a_prepared_call()
    assert terms_of(call.measures.get()) == Terms(M("0.700000"), M("4000.00"), M("10000.00"))
    assert call.expenseitems.count() == 11
    assert list(call.scoringcriterions.values_list("minimum", "maximum")) == [(0, 30), (0, 40), (0, 30)]
    assert call.minimum_score == 50
    regional = call.funds.get(kind=FundKind.REGIONAL)
    assert list(regional.tranche_rules.values_list("kind", "share", "gate")) == [
        ("first", M("0.5"), "none"),
        ("second", M("0.4"), "interim"),
        ("balance", M("0.1"), "final"),
    ]


def test_every_kind_of_rule_is_used_and_every_rule_cites_its_source() -> None:
    call = a_prepared_call()
    rules = call.eligibilityrules.all()
    assert {rule.kind for rule in rules} == set(RuleKind.values)
    assert all(rule.legal_basis and rule.message and rule.remedy for rule in rules)
    assert [rule.code for rule in rules_for(call, Phase.PRECHECK)][:3] == ["size", "seat", "same-expenses"]
    assert "seat-active" in {rule.code for rule in rules_for(call, Phase.PAYMENT)}
    assert "seat" not in {rule.code for rule in rules_for(call, Phase.PAYMENT)}


def test_what_nobody_published_is_marked_to_be_confirmed() -> None:
    unsure = a_prepared_call().to_be_confirmed
    for word in ("Date", "316.000,00", "Riparto", "Griglia", "voci di spesa"):
        assert word in unsure


def test_a_pool_lies_beside_the_chambers_and_every_project_may_draw_on_it() -> None:
    data = packaged.read("ecommerce_2020")
    data["funds"][0]["placed"] = "pool"
    call = a_prepared_call(data=data)
    pot = pot_for(call, "SO")
    assert pot is not None
    assert [line.endowment for line in lines_for(pot)] == [M("1810000.00"), M("12000.00")]
    assert BudgetLine.objects.filter(pot__call=call).count() == 10
    assert [row.label for row in standing(call)][-1] == "fondo comune"


def test_a_call_is_prepared_by_who_configures() -> None:
    data = packaged.read("ecommerce_2020")
    with pytest.raises(Refused, match="ruolo"):
        load(data=data, code="X", slug="x", dates=DATES, by=a_person("director"), at=PREPARED)
    load(data=data, code="X", slug="x", dates=DATES, by=a_person("operator"), at=PREPARED)
    assert Call.objects.get(code="X").published_at is None
