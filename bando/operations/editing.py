"""Writes the configuration of a call in preparation: the call itself, its terms, its questions. Nothing is half-saved.

Every operation refuses what the database would refuse, in a sentence, and a published call (whose way is an act). The money
of a call is laid by `bando.operations.endowing`, its files by `bando.operations.attaching`, with the same doors.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Max, Model
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from bando import permissions
from bando.enums import Procedure
from bando.models import (
    Call,
    Cap,
    Component,
    EligibilityRule,
    ExpenseItem,
    Measure,
    Question,
    RequiredDocument,
    ScoringCriterion,
    Term,
    Window,
)
from bando.policies.constraints import in_words
from bando.policies.editing import why_not_edit, why_not_keep, why_not_lose
from core.locks import operation, queue_lock
from core.operations.recording import record
from core.refusals import Refused, require

KINDS: dict[str, type[Term]] = {
    "windows": Window,
    "measures": Measure,
    "components": Component,
    "items": ExpenseItem,
    "caps": Cap,
    "rules": EligibilityRule,
    "documents": RequiredDocument,
    "criteria": ScoringCriterion,
}
# What nobody types: it follows from where the row stands.
NEVER_TYPED = {"id", "call", "order", "since", "until", "version", "published_at", "amends", "rehearsal"}
LONGEST_NOTE = 200


@operation
def create(
    *,
    code: str,
    slug: str,
    title: str,
    procedure: Procedure = Procedure.RANKING,
    opens_at: datetime,
    closes_at: datetime,
    spend_from_on: date,
    spend_until_on: date,
    accounts_due_on: date,
    rehearsal: bool = False,
    by: User | None,
    at: datetime,
) -> Call:
    """A call in preparation with its dates; what is not said yet is empty or zero, and the checklist asks for it."""
    require(permissions.why_not_configure(by))
    given = {"code": code, "slug": slug, "title": title, "procedure": procedure, "opens_at": opens_at, "closes_at": closes_at}
    days = {"spend_from_on": spend_from_on, "spend_until_on": spend_until_on, "accounts_due_on": accounts_due_on}
    call = Call(
        draft_from_at=opens_at, difficulty_on=date(localdate(opens_at).year - 1, 12, 31), minimum_score=0, aid_ceiling=0,
        withholding_rate=0, minimum_share_realised=0, rehearsal=rehearsal,
    )  # fmt: skip
    _assign(call, given | days)
    _keep(call)
    record(by=by, at=at, action="editing.create", subject=call, data={"code": code, "title": title})
    return call


@operation
def edit(*, call: Call, changes: Mapping[str, Any], by: User | None, at: datetime) -> Call:
    """Change fields of the call itself. Raises Refused."""
    call = opened(call=call, by=by, at=at)
    before = _assign(call, changes)
    _keep(call)
    record(by=by, at=at, action="editing.edit", subject=call, data={"changed": _changed(call, before)})
    return call


@operation
def put(*, call: Call, kind: str, row: Term | None = None, values: Mapping[str, Any], by: User | None, at: datetime) -> Term:
    """Add a term of `kind` (see KINDS) at the end, or change `row`. Raises Refused."""
    call = opened(call=call, by=by, at=at)
    model = KINDS[kind]
    kept = _found(model, call, row) if row else model(call=call, order=_next_order(model, call))
    if row and values.get("code", kept.code) != kept.code:
        require(why_not_lose(kept))
    before = _assign(kept, values)
    _keep(kept)
    data = {"kind": kind, "code": kept.code, "changed": _changed(kept, before)}
    record(by=by, at=at, action="editing.put", subject=call, data=data)
    return kept


@operation
def take_out(*, row: Term | Question, by: User | None, at: datetime) -> None:
    """Remove a term of a call in preparation, or a question at any time. Refused while other rows refer to it."""
    call = _door(row, by, at)
    kept = _found(type(row), call, row)
    require(why_not_lose(kept))
    data = {"kind": kept._meta.model_name, "row": str(kept)[:LONGEST_NOTE]}
    _written(kept.delete)
    record(by=by, at=at, action="editing.take_out", subject=call, data=data)


@operation
def reorder(*, row: Term | Question, to: int, by: User | None, at: datetime) -> None:
    """Move a row to place `to` (1 is the first) among those of its kind; the same move twice leaves it where it is."""
    call = _door(row, by, at)
    rows = [one for one in type(row)._default_manager.filter(call=call) if one.pk != row.pk]
    rows.insert(max(0, min(to - 1, len(rows))), _found(type(row), call, row))
    for order, one in enumerate(rows, start=1):
        if one.order != order:
            type(row)._default_manager.filter(pk=one.pk).update(order=order)
    record(by=by, at=at, action="editing.reorder", subject=call, data={"row": str(row)[:LONGEST_NOTE], "to": to})


@operation
def put_question(
    *, call: Call, question: Question | None = None, values: Mapping[str, Any], by: User | None, at: datetime
) -> Question:
    """Add or change a frequent question: an explanation, so that it may come at any time. Raises Refused."""
    require(permissions.why_not_configure(by))
    queue_lock(f"call:{call.pk}")
    kept = _found(Question, call, question) if question else Question(call=call, order=_next_order(Question, call))
    before = _assign(kept, values)
    _keep(kept)
    record(by=by, at=at, action="editing.put_question", subject=call, data={"changed": _changed(kept, before)})
    return kept


@operation
def opened(*, call: Call, by: User | None, at: datetime) -> Call:
    """The call as it stands, held so that it is not published meanwhile. Refused to who may not, or once it is published."""
    require(permissions.why_not_configure(by))
    queue_lock(f"call:{call.pk}")
    call.refresh_from_db()
    require(why_not_edit(call))
    return call


@operation
def keep(*, row: Model, by: User | None, at: datetime) -> None:
    """Write one row of a call that is `opened`. Raises Refused with all that is wrong with it."""
    _keep(row)


def _door(row: Term | Question, by: User | None, at: datetime) -> Call:
    if not isinstance(row, Question):
        return opened(call=row.call, by=by, at=at)
    require(permissions.why_not_configure(by))
    queue_lock(f"call:{row.call_id}")
    return row.call


def _found(model: Any, call: Call, row: Model) -> Any:
    """The row as it stands now, if it is still there and of this call."""
    kept = model._default_manager.filter(pk=row.pk, call=call).select_related("call").first()
    if kept is None:
        raise Refused(_("Questa riga non c’è più: qualcuno l’ha tolta nel frattempo."))
    return kept


def _next_order(model: Any, call: Call) -> int:
    last: int | None = model._default_manager.filter(call=call).aggregate(last=Max("order"))["last"]
    return (last or 0) + 1


def _assign(row: Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """Set the values, checked by their columns; what stood there before. Raises ValueError for a field nobody may type."""
    fields = {field.name for field in row._meta.concrete_fields} - NEVER_TYPED
    if unknown := set(values) - fields:
        raise ValueError(f"{row._meta.label} is not edited in {', '.join(sorted(unknown))}")
    before = {name: _column(row, name) for name in values} if row.pk else {}
    for name, value in values.items():
        setattr(row, name, value)
    try:
        row.clean_fields(exclude={field.name for field in row._meta.fields} - set(values))
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    return before


def _column(row: Model, name: str) -> Any:
    """The value as its column holds it: of a foreign key, the key."""
    return row.serializable_value(name)


def _changed(row: Model, before: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the audit keeps of a change: each field with its value before and after, as texts."""
    after = {name: _column(row, name) for name in before}
    return {
        name: [str(value)[:LONGEST_NOTE], str(after[name])[:LONGEST_NOTE]]
        for name, value in before.items()
        if value != after[name]
    }


def _keep(row: Model) -> None:
    require(why_not_keep(row))
    _written(row.save)


def _written(write: Any) -> None:
    """Write, or say in words what stood in the way (somebody else was faster by a moment)."""
    try:
        with transaction.atomic():
            write()
    except DatabaseError as error:
        require(in_words(error))
        raise
