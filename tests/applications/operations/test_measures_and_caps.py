"""Several measures by size, bonuses on a declaration, items with caps and units, documents on condition."""

from decimal import Decimal
from itertools import count
from uuid import uuid4

import pytest

from applications.enums import Section, State
from applications.models import Application
from applications.operations import drafting, reviewing, submitting
from applications.queries.completeness import missing
from applications.queries.estimates import worth_of
from applications.queries.findings import findings_of
from applications.queries.reviewing import admission_of
from bando.enums import CapKind, ComponentKind, Phase, RuleKind
from bando.models import Call, Cap, Component, EligibilityRule, ExpenseItem, Measure, RequiredDocument
from core.refusals import Refused
from tests.factories import (
    NOON,
    REVIEWED,
    a_call,
    a_draft,
    a_representative,
    admit,
    an_officer,
    confirm,
    fill,
    fresh,
    publish,
    send,
)  # fmt: skip

pytestmark = pytest.mark.django_db
_codes = count(1)


def two_measures() -> Call:
    """As in 2021: micro 70 % of at least 4,000 up to 5,000; small and medium 50 % of at least 10,000 up to 15,000."""
    call = a_call(published=False)
    call.measures.update(code="micro", label="Misura micro", sizes=["micro"], maximum_grant=Decimal("5000.00"))
    Measure.objects.create(
        call=call, code="pmi", label="Misura PMI", rate=Decimal("0.5"), minimum_spend=Decimal("10000.00"),
        maximum_grant=Decimal("15000.00"), sizes=["small", "medium"], order=1,
    )  # fmt: skip
    publish(call)
    return call


def save(application: Application, **changes: object) -> Application:
    by, version = a_representative(application.firm), fresh(application).content.version
    drafting.save(application=application, changes=changes, expected_version=version, by=by, at=NOON)
    return fresh(application)


def lacking(application: Application, section: Section) -> str:
    return " ".join(missing(application, findings_of(application, Phase.SUBMISSION, at=NOON))[section])


def test_the_only_measure_is_the_firms_and_of_several_one_is_chosen():
    assert a_draft().measure_chosen
    application = fill(a_draft(call=two_measures()))
    assert not application.measure_chosen
    assert "Scegliete la misura" in lacking(application, Section.REQUIREMENTS)
    with pytest.raises(Refused, match="Scegliete la misura"):
        confirm(application)
    application = save(application, measure=application.call.measures.get(code="micro"))
    assert application.measure_chosen
    assert "misura" not in lacking(application, Section.REQUIREMENTS)
    assert confirm(application).snapshot


def test_a_measure_for_other_sizes_is_refused_in_words():
    application = fill(a_draft(call=two_measures()))
    with pytest.raises(Refused, match=r"è per: piccola impresa, media impresa\. Con i dati indicati siete una microimpresa"):
        save(application, measure=application.call.measures.get(code="pmi"))


def test_while_the_size_is_not_known_any_measure_may_be_chosen():
    application = a_draft(call=two_measures())
    assert save(application, measure=application.call.measures.get(code="pmi")).measure.code == "pmi"


def test_figures_that_change_the_size_are_told_and_stop_the_confirmation():
    application = fill(a_draft(call=two_measures()))
    application = save(application, measure=application.call.measures.get(code="micro"))
    application = save(application, staff=30, turnover=Decimal("6000000.00"))
    assert "siete una piccola impresa" in lacking(application, Section.REQUIREMENTS)
    with pytest.raises(Refused, match="siete una piccola impresa"):
        confirm(application)
    application = save(application, measure=application.call.measures.get(code="pmi"))
    assert confirm(application).measure.code == "pmi"


def test_a_spend_below_the_least_of_the_measure_stops_the_confirmation():
    application = fill(a_draft(call=two_measures()), spend="9999.99")
    application = save(application, staff=30, turnover=Decimal("6000000.00"))
    application = save(application, measure=application.call.measures.get(code="pmi"))
    assert "chiede una spesa ammessa di almeno 10.000,00" in lacking(application, Section.EXPENSES)
    with pytest.raises(Refused, match="aggiungete spese o scegliete un’altra misura"):
        confirm(application)
    spend(application, "ads", "0.01")
    assert confirm(fresh(application)).snapshot


def test_a_measure_of_another_call_is_refused():
    with pytest.raises(Refused, match="misura di questo bando"):
        save(a_draft(), measure=a_call().measures.get())


def test_choosing_a_measure_asks_for_a_new_confirmation():
    application = fill(a_draft(call=two_measures()))
    application = confirm(save(application, measure=application.call.measures.get(code="micro")))
    seen = application.content.version
    application = save(application, staff=30, turnover=Decimal("6000000.00"))
    application = save(application, measure=application.call.measures.get(code="pmi"))
    by = a_representative(application.firm)
    with pytest.raises(Refused, match="confermate di nuovo"):
        submitting.submit(application=application, key=uuid4(), by=by, at=NOON, seen_version=seen)
    assert submitting.submit(application=application, key=uuid4(), by=by, at=NOON).number == 1


def with_bonus() -> Call:
    """250 euro outside the cap to who declares a legality rating; 5 points more to young firms."""
    call = a_call(published=False)
    measure = call.measures.get()
    for code, kind, value, inside in [
        ("rating", ComponentKind.AMOUNT, "250", False),
        ("young", ComponentKind.RATE, "0.05", True),
    ]:
        EligibilityRule.objects.create(
            call=call, code=code, label=code, kind=RuleKind.DECLARATION, parameters={"declaration": code}, message=code,
            legal_basis="punto C", phases=[Phase.SUBMISSION], blocking=False, order=90,
        )  # fmt: skip
        Component.objects.create(
            call=call, measure=measure, code=f"bonus-{code}", label=code, kind=kind, value=Decimal(value), inside_cap=inside,
            condition=code,
        )  # fmt: skip
    publish(call)
    return call


def test_a_bonus_counts_for_who_makes_its_declaration_from_the_draft_to_the_verdict():
    application = fill(a_draft(call=with_bonus()), spend="10000.00")
    assert worth_of(application).estimate.grant == Decimal("7000.00")
    application = save(application, declarations={"rating": True})
    assert worth_of(application).estimate.grant == Decimal("7250.00")
    application = save(application, declarations={"young": True})
    assert worth_of(application).estimate.grant == Decimal("7750.00")
    application = send(confirm(application))
    assert admission_of(application).grant == Decimal("7750.00")
    assert admit(application).verdict.grant == Decimal("7750.00")


def with_caps(*caps: tuple[CapKind, str, list[str]], unit: str = "") -> Call:
    call = a_call(published=False)
    ExpenseItem.objects.filter(call=call, code="training").update(unit=unit)
    for kind, value, items in caps:
        number = next(_codes)
        Cap.objects.create(
            call=call, code=f"cap-{number}", label=f"Limite {number}", kind=kind, items=items, value=Decimal(value)
        )
    publish(call)
    return call


def spend(application: Application, code: str, amount: str, **more: object) -> None:
    item = ExpenseItem.objects.get(call=application.call, code=code)
    drafting.add_expense(
        application=application, item=item, description=code, supplier="", amount=Decimal(amount),
        by=a_representative(application.firm), at=NOON, **more,
    )  # fmt: skip


def test_caps_limit_the_grant_of_the_draft_and_of_the_officer_alike():
    application = fill(a_draft(call=with_caps((CapKind.SHARE_OF_TOTAL, "0.3", ["training"]))), spend="7000.00")
    spend(application, "training", "6000.00")
    application = fresh(application)
    worth = worth_of(application)
    assert [row.counted for row in worth.spend.rows] == [Decimal("7000.00"), Decimal("3000.00")]
    assert worth.estimate.grant == Decimal("7000.00")
    application = send(confirm(application))
    training = application.expenses.get(item__code="training")
    assert admission_of(application).grant == Decimal("7000.00")
    # A cut by the officer that leaves more than the cap does changes nothing; one below it does.
    by = an_officer(application)
    reviewing.cut(expense=training, admitted=Decimal("3500.00"), reason="Troppo.", by=by, at=REVIEWED)
    assert admission_of(application).spend == Decimal("10000.00")
    reviewing.cut(expense=training, admitted=Decimal("1000.00"), reason="Troppo.", by=by, at=REVIEWED)
    assert admission_of(application).spend == Decimal("8000.00")
    row = worth_of(application).spend.rows[1]
    assert (row.planned, row.admitted, row.counted) == (Decimal("6000.00"), Decimal("1000.00"), Decimal("1000.00"))
    assert row.is_cut_by_officer
    assert not row.is_cut_by_caps


def test_a_unit_costs_no_more_than_the_call_says():
    application = fill(a_draft(call=with_caps((CapKind.UNIT, "50", ["training"]), unit="ore")), spend="7000.00")
    with pytest.raises(Refused, match=r"quante unità \(ore\)"):
        spend(application, "training", "2000.00")
    spend(application, "training", "2000.00", units=Decimal(20))
    assert worth_of(fresh(application)).spend.total == Decimal("8000.00")


def test_units_are_not_kept_where_nobody_counts_them():
    application = fill(a_draft())
    spend(application, "training", "2000.00", units=Decimal(20))
    assert application.expenses.get(item__code="training").units is None


def test_a_document_on_condition_is_due_from_who_makes_the_declaration():
    call = with_bonus_document()
    application = fill(a_draft(call=call))
    assert lacking(application, Section.DOCUMENTS) == ""
    application = save(application, declarations={"rating": True})
    assert "Attestato" in lacking(application, Section.DOCUMENTS)
    with pytest.raises(Refused, match="Attestato"):
        confirm(application)


def with_bonus_document() -> Call:
    call = a_call(published=False)
    EligibilityRule.objects.create(
        call=call, code="rating", label="Rating", kind=RuleKind.DECLARATION, parameters={"declaration": "rating"},
        message="Rating di legalità", legal_basis="punto C", phases=[Phase.SUBMISSION], blocking=False, order=90,
    )  # fmt: skip
    RequiredDocument.objects.create(
        call=call, code="certificate", label="Attestato del rating", formats=["pdf"], mandatory=False, condition="rating", order=9
    )
    publish(call)
    return call


def test_every_state_is_reached_with_caps_and_bonuses():
    application = admit(send(confirm(fill(a_draft(call=with_caps((CapKind.ABSOLUTE, "9000", ["access"])))))))
    assert application.state == State.ADMISSIBLE
    assert application.verdict.admitted_spend == Decimal("9000.00")
