"""Copies a call into a new draft: for the next edition with its dates moved, or as an amendment of the call it copies."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Model

from accounts.models import User
from bando import permissions
from bando.models import (
    Attachment,
    BudgetLine,
    Call,
    Cap,
    Component,
    EligibilityRule,
    ExpenseItem,
    Fund,
    Measure,
    Pot,
    PotProvince,
    Question,
    RequiredDocument,
    ScoringCriterion,
    Term,
    TrancheRule,
    Window,
)
from bando.policies import amending as policies
from bando.queries.terms import in_force
from core.locks import operation, queue_lock
from core.operations.recording import record
from core.refusals import require

ROME = ZoneInfo("Europe/Rome")
NOW = timedelta(0)
TERMS: tuple[type[Term], ...] = (
    Window, Measure, Component, ExpenseItem, Cap, EligibilityRule, RequiredDocument, ScoringCriterion,
)  # fmt: skip
OWN = frozenset({"id", "code", "slug", "title", "published_at", "version", "amends", "rehearsal"})
Row = TypeVar("Row", bound=Model)


@operation
def clone(
    *,
    call: Call,
    code: str,
    slug: str,
    title: str,
    rehearsal: bool = False,
    amends: Call | None = None,
    shift: timedelta = NOW,
    by: User | None,
    at: datetime,
) -> Call:
    """A draft with all that the call promises at its current version, its dates moved by `shift` on the clock of Rome.

    Funds come with their lines and tranches, but for those that an act added later; attachments and acts stay behind.
    With `amends` (the same call) the draft remembers in its `version` the one it was copied from. Raises Refused.
    """
    require(permissions.why_not_configure(by))
    queue_lock(f"call:{call.pk}")
    call = Call.objects.get(pk=call.pk)
    require(policies.why_not_named(code, slug) or (policies.why_not_prepare_amendment(call) if amends else None))
    named = {"code": code, "slug": slug, "title": title, "rehearsal": rehearsal, "amends": amends}
    draft = Call.objects.create(**(_fields(call, OWN) | _moved(call, shift) | named), version=call.version if amends else 1)
    _copy_terms(call, draft, shift)
    _copy_money(call, draft, shift)
    if amends is None:
        Question.objects.bulk_create(_copied(row, call=draft) for row in call.questions.all())
    record(by=by, at=at, action="cloning.clone", subject=draft, data={"from": call.code, "version": call.version, "code": code})
    return draft


@operation
def prepare_amendment(*, call: Call, by: User | None, at: datetime) -> Call:
    """The draft of the next amendment of a published call, «<code>-modifica-<n>». Raises Refused."""
    number = call.amendments.count() + 1
    code, slug = f"{call.code[:28]}-modifica-{number}", f"{call.slug[:38]}-modifica-{number}"
    rehearsal = call.rehearsal
    return clone(call=call, code=code, slug=slug, title=call.title, rehearsal=rehearsal, amends=call, by=by, at=at)


@operation
def discard(*, call: Call, by: User | None, at: datetime) -> None:
    """Throw a draft away with all its rows; the audit keeps that it was there. Raises Refused."""
    require(permissions.why_not_configure(by))
    queue_lock(f"call:{call.pk}")
    call.refresh_from_db()
    require(policies.why_not_discard(call))
    record(by=by, at=at, action="cloning.discard", subject=call, data={"code": call.code, "title": call.title})
    TrancheRule.objects.filter(fund__call=call).delete()
    BudgetLine.objects.filter(fund__call=call).delete()
    hanging: tuple[type[Model], ...] = (PotProvince, Pot, Fund, Question, Attachment, *reversed(TERMS))
    for model in hanging:
        model._default_manager.filter(call=call).delete()
    call.delete()


def _fields(row: Model, without: frozenset[str]) -> dict[str, Any]:
    """The values of a row by column, as they are stored."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in without}


def _copied(row: Row, *without: str, **changed: Any) -> Row:
    return type(row)(**(_fields(row, frozenset({"id", "call", *without})) | changed))


def _moved(call: Call, shift: timedelta) -> dict[str, Any]:
    """The dates of the call, moved; the day at which difficulty is judged stays the same day, as many years later."""
    columns = [field for field in call._meta.concrete_fields if field.name not in OWN]
    dates = {field.name: value for field in columns if isinstance(value := getattr(call, field.name), date)}
    years = _later(call.opens_at, shift).year - call.opens_at.astimezone(ROME).year
    return {name: _later(value, shift) for name, value in dates.items()} | {
        "difficulty_on": _years_later(call.difficulty_on, years)
    }


def _later(value: date, shift: timedelta) -> Any:
    """Moved on the clock of Rome: what closes at noon closes at noon, on either side of a change of the hour."""
    return value.astimezone(ROME) + shift if isinstance(value, datetime) else value + timedelta(days=shift.days)


def _years_later(value: date, years: int) -> date:
    leap = value.month == 2 and value.day == 29
    return value.replace(year=value.year + years, day=28) if leap and years % 4 else value.replace(year=value.year + years)


def _copy_terms(call: Call, draft: Call, shift: timedelta) -> None:
    measures: dict[int, Measure] = {}
    for model in TERMS:
        for row in in_force(model._default_manager.filter(call=call), call.version):
            again = _again(row, draft, measures, shift)
            again.save(force_insert=True)
            if isinstance(row, Measure):
                measures[row.pk] = again  # type: ignore[assignment]


def _again(row: Term, draft: Call, measures: Mapping[int, Measure], shift: timedelta) -> Term:
    """The row for the draft: a component on its measure's copy, a window moved, a rule of a new call at its version 1."""
    again = _copied(row, "since", "until", call=draft)
    if isinstance(again, Component):
        again.measure = measures[again.measure_id]
    if isinstance(again, Window):
        again.opens_at, again.closes_at = _later(again.opens_at, shift), _later(again.closes_at, shift)
    if isinstance(again, EligibilityRule) and draft.amends_id is None:
        again.version = 1
    return again


def _copy_money(call: Call, draft: Call, shift: timedelta) -> None:
    pots = {pot.pk: _copied(pot, call=draft) for pot in call.pots.order_by("pk")}
    Pot.objects.bulk_create(pots.values())
    PotProvince.objects.bulk_create(
        _copied(place, "pot", call=draft, pot=pots[place.pot_id]) for place in call.pot_provinces.all()
    )
    for fund in call.funds.filter(act=None).prefetch_related("lines", "tranche_rules").order_by("pk"):
        again = _copied(fund, call=draft)
        again.save(force_insert=True)
        BudgetLine.objects.bulk_create(
            BudgetLine(fund=again, pot=pots[line.pot_id], endowment=line.endowment) for line in fund.lines.all()
        )
        TrancheRule.objects.bulk_create(
            _copied_part(part, fund=again, due_on=_later(part.due_on, shift)) for part in fund.tranche_rules.all()
        )


def _copied_part(part: TrancheRule, **changed: Any) -> TrancheRule:
    return TrancheRule(**(_fields(part, frozenset({"id", "fund", "due_on"})) | changed))
