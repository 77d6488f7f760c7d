"""Writes the rows of the version that is being made: windows that an act changes, terms that an amendment replaces.

Between `versioning.begin` and `versioning.seal` only. A row never changes: it ends with the last version, and another one
comes under its code.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

from django.db.models import Max

from accounts.models import User
from bando.domain.windows import Span, Spans
from bando.models import Call, Component, EligibilityRule, Measure, Term, Version, Window
from bando.operations.cloning import TERMS
from bando.queries.terms import in_force
from core.locks import operation

# What a row is to the database, and not what it promises.
OF_THE_ROW = frozenset({"id", "call", "since", "until", "version", "measure"})


@operation
def place(*, version: Version, spans: Spans, by: User | None, at: datetime) -> dict[str, datetime]:
    """Make `spans` the windows of the version; returns the opening and the closing of the call that go with them.

    A call of one window without a break has no rows: its own instants are enough.
    """
    call = version.call
    known = {row.code: row for row in in_force(call.windows, call.version)}
    if known or len(spans) > 1:
        named = _named(call, spans)
        same = {one.code for one in named if one.code in known and _span(known[one.code]) == one}
        _end((row for code, row in known.items() if code not in same), version)
        for order, one in enumerate(named, start=1):
            if one.code not in same:
                Window.objects.create(call=call, order=order, since=version.number, **vars(one))
    return {"opens_at": spans[0].opens_at, "closes_at": max(one.closes_at for one in spans)}


def _named(call: Call, spans: Spans) -> list[Span]:
    """The windows, those that come under codes that none of the call ever had."""
    used = set(call.windows.values_list("code", flat=True)) | {one.code for one in spans}
    free = (number for number in count(1) if f"finestra-{number}" not in used)
    return [one if one.code else _name(one, next(free)) for one in spans]


def _name(one: Span, number: int) -> Span:
    return replace(one, code=f"finestra-{number}", label=one.label or f"Finestra {number}")


def _span(row: Window) -> Span:
    return Span(row.opens_at, row.closes_at, row.code, row.label)


@operation
def adopt(*, version: Version, draft: Call, by: User | None, at: datetime) -> None:
    """Make the terms of the version those of the draft, by code; components come anew with their measure."""
    measures = _rows(Measure, version.call)
    replaced: set[str] = set()
    going: list[Term] = []
    coming: list[Term] = []
    for model in TERMS:
        old, new = _rows(model, version.call), _rows(model, draft)
        same = {code for code, row in new.items() if code in old and _said(old[code]) == _said(row)}
        same -= {code for code in same if getattr(new[code], "measure", None) and new[code].measure.code in replaced}
        replaced |= set(new) - same if model is Measure else set()
        going += [row for code, row in old.items() if code not in same]
        coming += [row for code, row in new.items() if code not in same]
    _end(going, version)
    for row in coming:
        again = _again(row, version, measures)
        again.save(force_insert=True)
        if isinstance(again, Measure):
            measures[again.code] = again


def _rows(model: type[Any], call: Call) -> dict[str, Any]:
    rows = in_force(model._default_manager.filter(call=call), call.version)
    return {row.code: row for row in (rows.select_related("measure") if model is Component else rows)}


def _said(row: Term) -> dict[str, Any]:
    """What the row promises; a file by its stored name, a component with its measure's code."""
    columns = [field.attname for field in row._meta.concrete_fields if field.name not in OF_THE_ROW]
    of = {"measure": row.measure.code} if isinstance(row, Component) else {}
    return {name: getattr(row, name) for name in columns} | of


def _again(row: Term, version: Version, measures: Mapping[str, Any]) -> Term:
    """The draft's row for the call, from this version on."""
    columns = [field.attname for field in row._meta.concrete_fields if field.name not in OF_THE_ROW]
    values = {name: getattr(row, name) for name in columns}
    again = type(row)(**values, call=version.call, since=version.number)
    if isinstance(again, Component) and isinstance(row, Component):
        again.measure = measures[row.measure.code]
    if isinstance(again, EligibilityRule):
        last = EligibilityRule.objects.filter(call=version.call, code=row.code).aggregate(last=Max("version"))["last"]
        again.version = (last or 0) + 1
    return again


def _end(rows: Iterable[Term], version: Version) -> None:
    """The rows hold no longer than the version before."""
    for row in rows:
        row.until = version.number - 1
        row.save(update_fields=["until"])
