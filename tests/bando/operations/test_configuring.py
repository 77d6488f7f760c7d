"""Calls as data: exact sums, pots, provinces, measures and caps; everything unsure listed as such."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bando.adapters import packaged
from bando.domain.caps import Line, admit, shortfalls
from bando.domain.contribution import Terms, estimate
from bando.enums import FundKind, Phase, Procedure, RuleKind
from bando.models import BudgetLine, Call
from bando.operations.configuring import load
from bando.policies.publishing import defects
from bando.queries.pots import lines_for, pot_for, standing, total
from bando.queries.terms import caps_of, criteria_of, measures_of, rules_for, terms_of, windows_of
from core.money import split
from core.refusals import Refused
from tests.bando.rows import CLOSES, DATES, OPENS, PREPARED, a_person, a_prepared_call

pytestmark = pytest.mark.django_db
M = Decimal
PACKAGED = ("ecommerce_2020", "ecommerce_2021", "digital_export_2022")
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


def test_rules_of_the_packaged_calls_cite_their_source_and_use_every_kind_but_one() -> None:
    used = set()
    for name in PACKAGED:
        rules = a_packaged_call(name).eligibilityrules.all()
        assert all(rule.legal_basis and rule.message and rule.remedy for rule in rules)
        used |= {rule.kind for rule in rules}
    assert set(RuleKind.values) - used == {RuleKind.MAXIMUM_SPEND}


def test_rules_are_asked_in_their_phases() -> None:
    call = a_prepared_call()
    assert [rule.code for rule in rules_for(call, Phase.PRECHECK)][:3] == ["size", "seat", "same-expenses"]
    assert "seat-active" in {rule.code for rule in rules_for(call, Phase.PAYMENT)}
    assert "seat" not in {rule.code for rule in rules_for(call, Phase.PAYMENT)}


def a_packaged_call(name: str) -> Call:
    """One of the calls that come with the portal, when its data say."""
    code = name.replace("_", "-")
    return load(data=packaged.read(name), code=code.upper(), slug=code, by=None, at=PREPARED)


def test_the_data_say_when_a_call_happens() -> None:
    call = a_packaged_call("ecommerce_2020")
    assert (call.opens_at, call.closes_at) == (OPENS, CLOSES)
    assert (call.paid_until_on, call.project_until_on) == (date(2021, 4, 15), date(2021, 3, 31))


def test_a_call_may_open_more_than_once() -> None:
    data = packaged.read("ecommerce_2020")
    hour = timedelta(hours=1)
    data["dates"]["windows"] = [
        {"code": "prima", "label": "Prima finestra", "opens_at": OPENS, "closes_at": OPENS + hour},
        {"code": "seconda", "label": "Seconda finestra", "opens_at": CLOSES - hour, "closes_at": CLOSES},
    ]
    call = load(data=data, code="EC-TWICE", slug="ec-twice", by=None, at=PREPARED)
    assert [window.label for window in windows_of(call)] == ["Prima finestra", "Seconda finestra"]
    assert defects(call) == []


def test_the_scoring_grid_has_its_anchors_and_the_page_its_answers() -> None:
    call = a_packaged_call("ecommerce_2020")
    assert [[points for points, _text in row.anchors] for row in criteria_of(call)] == [
        ["0", "15", "30"], ["0", "20", "40"], ["0", "15", "30"],
    ]  # fmt: skip
    assert call.questions.count() == 14
    assert {question.answered_on for question in call.questions.all()} == {PREPARED.date()}


def grants(call: Call, code: str, *spends: str, held: frozenset[str] = frozenset()) -> list[Decimal]:
    terms = terms_of(call.measures.get(code=code))
    return [estimate(M(spend), terms, held).grant for spend in spends]


def test_the_two_measures_of_2021_pay_as_published() -> None:
    call = a_packaged_call("ecommerce_2021")
    assert call.procedure == Procedure.FIRST_COME
    assert [row.sizes for row in measures_of(call)] == [["micro"], ["small", "medium"]]
    assert grants(call, "micro", "3999.99", "4000.00", "7142.85", "7142.86", "20000.00") == [
        M("0.00"), M("2800.00"), M("5000.00"), M("5000.00"), M("5000.00"),
    ]  # fmt: skip
    assert grants(call, "piccole-e-medie", "9999.99", "10000.00", "30000.00", "90000.00") == [
        M("0.00"), M("5000.00"), M("15000.00"), M("15000.00"),
    ]  # fmt: skip
    both = frozenset({"young-firm", "legality-rating"})
    assert grants(call, "micro", "4000.00", "20000.00", held=both) == [M("3250.00"), M("5250.00")]
    assert {pot.overbooking for pot in call.pots.all()} == {M("0.10"), M("0.25"), M("0.50")}


def test_the_calls_ask_for_three_kinds_of_signature() -> None:
    assert [a_packaged_call(name).signature_policy for name in PACKAGED] == ["none", "qualified", "any"]


def test_the_call_of_2022_pays_a_fixed_amount_beside_the_share() -> None:
    call = a_packaged_call("digital_export_2022")
    assert grants(call, "unica", "5999.99", "6000.00", "12500.00", "40000.00") == [
        M("0.00"), M("5400.00"), M("8000.00"), M("8000.00"),
    ]  # fmt: skip
    rule = call.eligibilityrules.get(kind=RuleKind.EARLIER_CALLS)
    assert rule.parameters["calls"] == ["ECOMMERCE-2021"]


def test_the_caps_of_2022_apply_together() -> None:
    call = a_packaged_call("digital_export_2022")
    claimed = [
        Line("consulenza", M("5000.00")), Line("formazione", M("1500.00"), M(10)), Line("canali", M("249.99")),
        Line("promozione", M("9000.00")), Line("personale", M("0.00")),
    ]  # fmt: skip
    admitted = admit(claimed, caps_of(call))
    assert admitted.by_item == {
        "consulenza": M("5000.00"), "formazione": M("1200.00"), "canali": M("0.00"), "promozione": M("8000.00"),
        "personale": M("1000.00"),
    }  # fmt: skip
    assert shortfalls(admitted, caps_of(call)) == []


@pytest.mark.parametrize("name", PACKAGED)
def test_a_packaged_call_can_be_published_and_owes_nothing(name: str) -> None:
    call = a_packaged_call(name)
    assert defects(call) == []
    whole = total(standing(call))
    assert whole.endowment == sum((fund.amount for fund in call.funds.all()), M("0.00"))


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
