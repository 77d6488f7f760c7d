"""Editing a call in preparation: one writer, one transaction, an event for each change, a sentence for each refusal."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from bando.domain.placing import place
from bando.domain.tranches import Part
from bando.enums import FundKind, Gate, Placing, Procedure, TrancheKind
from bando.models import Attachment, BudgetLine, Call, ExpenseItem, Fund, Measure, Pot, PotProvince
from bando.operations import attaching, editing, endowing
from bando.operations.attaching import Upload
from bando.policies import editing as policy
from bando.policies.constraints import in_words, said
from core.models import AuditEvent
from core.refusals import Refused
from registry.models import Chamber
from tests.bando.editor_rows import a_pdf
from tests.bando.rows import PREPARED, a_person, a_prepared_call, publish

pytestmark = pytest.mark.django_db
AT = datetime(2020, 5, 26, 8, 0, tzinfo=UTC)
MEASURE = {
    "code": "micro", "label": "Micro", "rate": Decimal("0.7"), "minimum_spend": Decimal(4000), "maximum_grant": Decimal(5000),
    "sizes": ["micro"],
}  # fmt: skip
FUND = {"kind": FundKind.CHAMBER, "label": "Bis", "legal_act": "Delibera 7", "amount": Decimal("100.00")}
ROWS = (Measure, ExpenseItem, Fund, BudgetLine, Pot, PotProvince, Attachment, AuditEvent)


def rows() -> list[int]:
    return [model.objects.count() for model in ROWS]


def new(**changes: Any) -> dict[str, Any]:
    known: dict[str, Any] = {
        "code": "turismo",
        "slug": "turismo",
        "title": "Turismo",
        "procedure": Procedure.LOTS,
        "opens_at": datetime(2027, 3, 1, tzinfo=UTC),
        "closes_at": datetime(2027, 4, 1, tzinfo=UTC),
        "spend_from_on": date(2027, 3, 1),
        "spend_until_on": date(2027, 12, 31),
        "accounts_due_on": date(2028, 2, 28),
    }
    return known | changes


def test_a_new_call_is_in_preparation_and_recorded() -> None:
    operator = a_person("operator")
    call = editing.create(**new(), by=operator, at=AT)
    assert (call.published_at, call.version, call.difficulty_on) == (None, 1, date(2026, 12, 31))
    event = AuditEvent.objects.get(action="editing.create")
    assert (event.by_id, event.subject_id, event.at) == (operator.pk, call.pk, AT)


def test_a_change_keeps_what_stood_before_in_the_audit() -> None:
    call, operator = a_prepared_call(), a_person("operator")
    editing.edit(call=call, changes={"title": "Altro titolo"}, by=operator, at=AT)
    row = editing.put(call=call, kind="measures", values=MEASURE, by=operator, at=AT)
    editing.put(call=call, kind="measures", row=row, values={"rate": Decimal("0.5")}, by=operator, at=AT)
    edited, added, changed = AuditEvent.objects.filter(action__startswith="editing").order_by("pk")
    assert edited.data["changed"]["title"][1] == "Altro titolo"
    assert added.data == {"kind": "measures", "code": "micro", "changed": {}}
    assert changed.data["changed"] == {"rate": ["0.700000", "0.5"]}
    assert row.order == 2


WAYS: dict[str, Callable[[Call, Any], Any]] = {
    "edit": lambda call, by: editing.edit(call=call, changes={"title": "x"}, by=by, at=AT),
    "put": lambda call, by: editing.put(call=call, kind="measures", values=MEASURE, by=by, at=AT),
    "take out": lambda call, by: editing.take_out(row=call.scoringcriterions.all()[0], by=by, at=AT),
    "reorder": lambda call, by: editing.reorder(row=call.expenseitems.all()[0], to=2, by=by, at=AT),
    "pot": lambda call, by: endowing.put_pot(call=call, chamber=None, by=by, at=AT),
    "no pot": lambda call, by: endowing.take_out_pot(pot=call.pots.all()[0], by=by, at=AT),
    "fund": lambda call, by: endowing.put_fund(call=call, values=FUND, how=Placing.POOL, by_pot={}, by=by, at=AT),
    "no fund": lambda call, by: endowing.take_out_fund(fund=call.funds.all()[0], by=by, at=AT),
    "document": lambda call, by: attaching.put_document(
        call=call, values={"code": "d", "label": "D", "formats": ["pdf"]}, by=by, at=AT
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_published_call_changes_in_no_way(way: str) -> None:
    call = a_prepared_call()
    publish(call)
    before = rows()
    with pytest.raises(Refused, match="cambia solo con un atto"):
        WAYS[way](call, a_person("operator"))
    assert rows() == before


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("role", ["", "director", "officer"])
def test_who_may_not_configure_changes_in_no_way(way: str, role: str) -> None:
    call = a_prepared_call()
    person = a_person(role, Chamber.objects.get(code="so") if role == "officer" else None)
    before = rows()
    with pytest.raises(Refused, match="Il vostro ruolo non permette di"):
        WAYS[way](call, person)
    assert rows() == before


@pytest.mark.parametrize("way", [way for way in WAYS if way not in {"no pot"}])
def test_the_same_ways_are_open_to_the_operator(way: str) -> None:
    """The negative control: in a call in preparation each of them writes, and records it."""
    call, before = a_prepared_call(), AuditEvent.objects.count()
    WAYS[way](call, a_person("operator"))
    assert AuditEvent.objects.count() == before + 1


def test_what_is_wrong_is_refused_in_words_and_nothing_is_half_saved() -> None:
    call, before = a_prepared_call(), rows()
    with pytest.raises(Refused, match="più di 0 % e al più 100 %"):
        editing.put(call=call, kind="measures", values=MEASURE | {"rate": Decimal("1.01")}, by=None, at=AT)
    with pytest.raises(Refused, match="devono essere uguali"):
        endowing.put_fund(call=call, values=FUND, how=Placing.OWN, by_pot={call.pots.all()[0].pk: Decimal(99)}, by=None, at=AT)
    with pytest.raises(Refused, match="già servite da un’altra Camera"):
        endowing.put_pot(
            call=call, chamber=Chamber.objects.exclude(pots__call=call).first() or None, provinces=["BG"], by=None, at=AT
        )
    assert rows() == before


def test_nobody_types_what_follows_from_where_a_row_stands() -> None:
    call = a_prepared_call()
    for name in ("version", "published_at", "rehearsal", "nonsense"):
        with pytest.raises(ValueError, match=name):
            editing.edit(call=call, changes={name: 1}, by=None, at=AT)


def test_who_comes_a_moment_too_late_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the other row had come after the check: the database says no, and the operation says it in words."""
    call = a_prepared_call()
    editing.put(call=call, kind="measures", values=MEASURE, by=None, at=AT)
    monkeypatch.setattr(editing, "why_not_keep", lambda row: None)
    before = rows()
    with pytest.raises(Refused, match="Questo codice è già usato"):
        editing.put(call=call, kind="measures", values=MEASURE, by=None, at=AT)
    with pytest.raises(Refused, match="C’è già un bando con questo codice"):
        editing.create(**new(code=call.code), by=None, at=AT)
    assert rows() == before


def test_an_error_that_has_no_words_stays_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    call = a_prepared_call()
    monkeypatch.setattr(editing, "in_words", lambda error: None)
    monkeypatch.setattr(editing, "why_not_keep", lambda row: None)
    with pytest.raises(DatabaseError), transaction.atomic():
        editing.put(call=call, kind="measures", values=MEASURE | {"code": "unica"}, by=None, at=AT)


EDITED = (Call, *editing.KINDS.values(), Pot, PotProvince, Fund)


@pytest.mark.parametrize("model", EDITED, ids=lambda model: model.__name__)
def test_every_constraint_of_what_is_edited_has_its_sentence(model: Any) -> None:
    for constraint in model._meta.constraints:
        assert said(constraint.name), constraint.name
        assert said(constraint.name) == said(constraint.name)
    assert said("a_constraint_of_nobody") is None


def test_a_guard_that_raises_is_told_in_words() -> None:
    call = a_prepared_call()
    publish(call)
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        call.measures.update(rate=Decimal("0.1"))
    assert "cambia solo con un atto" in str(in_words(caught.value))


def test_money_is_laid_by_weights_to_the_cent_and_in_a_common_pool() -> None:
    call = a_prepared_call()
    pots = list(call.pots.all()[:3])
    weights = {pot.pk: Decimal(1) for pot in pots}
    part = Part(TrancheKind.FIRST, Decimal(1), Gate.NONE, date(2021, 1, 1))
    fund = endowing.put_fund(
        call=call, values=FUND | {"kind": FundKind.REGIONAL}, how=Placing.SPLIT, by_pot=weights, parts=[part], by=None, at=AT
    )
    assert sorted(line.endowment for line in fund.lines.all()) == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
    assert fund.tranche_rules.get().share == 1
    again = endowing.put_fund(call=call, fund=fund, values=FUND, how=Placing.POOL, by_pot={}, by=None, at=AT)
    assert (again.pk, again.lines.get().pot.chamber_id, again.tranche_rules.count()) == (fund.pk, None, 0)


def test_a_pot_of_another_call_takes_no_money() -> None:
    call, foreign = a_prepared_call(), a_prepared_call()
    with pytest.raises(Refused, match="non è di questo bando"):
        endowing.put_fund(
            call=call, values=FUND, how=Placing.OWN, by_pot={foreign.pots.all()[0].pk: Decimal(100)}, by=None, at=AT
        )


@given(
    amount=st.decimals(min_value="0.01", max_value="99999999", places=2),
    weights=st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=9).filter(any),
)
def test_no_cent_is_lost_on_the_way(amount: Decimal, weights: list[int]) -> None:
    placed = place(amount, Placing.SPLIT, {pot: Decimal(weight) for pot, weight in enumerate(weights)})
    assert sum(placed.values()) == amount
    assert all(part > 0 for part in placed.values())


def test_a_row_that_is_gone_is_told_so() -> None:
    call, operator = a_prepared_call(), a_person("operator")
    row = editing.put(call=call, kind="measures", values=MEASURE, by=operator, at=AT)
    stale = Measure.objects.get(pk=row.pk)
    editing.take_out(row=row, by=operator, at=AT)
    for way in (editing.take_out, lambda row, **by: editing.put(call=call, kind="measures", row=row, values={}, **by)):
        with pytest.raises(Refused, match="non c’è più"):
            way(row=stale, by=operator, at=AT)


def test_a_row_moves_to_its_place_and_stays_there() -> None:
    call = a_prepared_call()
    codes = list(call.expenseitems.values_list("code", flat=True))
    last = call.expenseitems.get(code=codes[-1])
    for _twice in range(2):
        editing.reorder(row=last, to=1, by=None, at=AT)
        assert list(call.expenseitems.values_list("code", flat=True)) == [codes[-1], *codes[:-1]]
    editing.reorder(row=last, to=999, by=None, at=AT)
    assert list(call.expenseitems.values_list("code", flat=True)) == codes


def test_a_file_is_judged_by_its_content_and_leaves_nothing_behind_when_refused(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    call = a_prepared_call()
    attaching.attach(call=call, label="Guida", upload=Upload("../guida.pdf", a_pdf()), by=None, at=AT)
    kept = call.attachments.get()
    assert (kept.name, kept.media_type) == ("guida.pdf", "application/pdf")
    files = sorted(tmp_path.rglob("*.pdf"))
    for upload in (Upload("guida.pdf", b"MZ"), Upload("guida.pdf", b""), Upload("g.pdf", b"%PDF-" + b"x" * 10_000_001)):
        with pytest.raises(Refused):
            attaching.attach(call=call, label="Guida", upload=upload, by=None, at=AT)
    with kept.file.open("rb") as stored, pytest.raises(Refused, match="è già fra gli allegati"):
        attaching.attach(call=call, label="Guida", upload=Upload("guida.pdf", stored.read()), by=None, at=AT)
    assert (sorted(tmp_path.rglob("*.pdf")), call.attachments.count()) == (files, 1)


def test_the_bytes_go_when_no_other_call_shows_them(
    tmp_path: Any, settings: Any, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    settings.MEDIA_ROOT = tmp_path
    call = a_prepared_call()
    kept = attaching.attach(call=call, label="Guida", upload=Upload("guida.pdf", a_pdf()), by=None, at=AT)
    copy = Attachment.objects.get(pk=kept.pk)
    copy.pk, copy.call = None, a_prepared_call()
    copy.save(force_insert=True)
    for attachment, left in ((kept, 1), (copy, 0)):
        with django_capture_on_commit_callbacks(execute=True):
            attaching.detach(attachment=attachment, by=None, at=AT)
        assert len(list(tmp_path.rglob("*.pdf"))) == left


def test_declarations_are_those_that_the_rules_ask() -> None:
    call = a_prepared_call(at=PREPARED)
    declared = policy.declarations_of(call)
    assert "annual_fee" in declared
    assert all(label for label in declared.values())
