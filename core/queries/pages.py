"""Pages of a long list that cost the same wherever they stand: a page begins at the key of a row, not after so many rows.

A place is written in an address as one word: nothing (the first page), `ultima` (the last), `dopo:KEY` and `prima:KEY` (the rows
after and before the row of that key), `quota:50` (about half way). What cannot be read is the first page.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connection
from django.db.models import BooleanField, F, Func, Max, Min, Q, QuerySet, Value
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import RawSQL
from django.db.models.lookups import GreaterThan, LessThan

# Up to here the rows of a list are found one by one, so that it knows how many they are and takes any order; beyond, it says
# «more than» and keeps the order that an index gives.
CAP = 1_000
# What is searched is counted up to here: who finds more, looks for something narrower. Not at all where that alone would cost
# more than this (the planner's unit is a page read in sequence).
SEARCHED_CAP, DEAR = 200, 2_000
# So many rows, evenly strewn over a table, tell where its quarters lie; so few of them tell nothing.
SAMPLE, TOO_FEW = 1_000, 10
# Multiples of the golden section of 2**32, the more the finer, fall evenly.
GOLDEN, WHOLE = 2_654_435_769, 1 << 32
LAST, AFTER, BEFORE, SHARE = "ultima", "dopo", "prima", "quota"


@dataclass(frozen=True)
class Counted:
    """How many rows: exactly up to a cap; beyond, `number` is the cap and `estimate` what the planner thinks, if it was asked.

    `pks` are those of all of them, where they are few: found once is enough, and a page that looked for few rows in the order of
    a long list could read the whole of it.
    """

    number: int
    exact: bool
    estimate: int | None = None
    pks: Sequence[Any] = ()


UNCOUNTED = Counted(0, exact=False)


def counted(rows: QuerySet[Any], *, estimated: bool = False, searched: bool = False) -> Counted:
    """Count no further than `CAP`; `estimated` asks the planner too, which knows all rows: only for who may see all.

    What is `searched` is counted to `SEARCHED_CAP`, and is UNCOUNTED where the planner thinks even that dear: a word that many
    have and few of the reader's would be looked for in very many rows, for a number.
    """
    cap = SEARCHED_CAP if searched else CAP
    keys = rows.order_by().values_list("pk", flat=True)
    plan = _plan(keys[: cap + 1]) if searched else {}
    if plan.get("Total Cost", 0) > DEAR:
        return UNCOUNTED
    found = list(keys[: cap + 1])
    if len(found) <= cap:
        return Counted(len(found), exact=True, pks=found)
    # The planner tells of the whole what it thinks of the part below its limit.
    thought = int((plan or _plan(keys[: cap + 1]))["Plans"][0]["Plan Rows"]) if estimated else 0
    return Counted(cap, exact=False, estimate=_rounded(thought) if thought > cap else None)


def _plan(rows: QuerySet[Any]) -> dict[str, Any]:
    """How the planner would go about it; nothing where there is nothing to ask."""
    said = rows.explain(format="json")
    return json.loads(said)[0]["Plan"] if said else {}


def among(rows: QuerySet[Any], pks: Sequence[Any]) -> QuerySet[Any]:
    """Those of `rows` with one of these keys: each is looked up by its key.

    A list of constants would let the planner read whatever else may be said of the rows (a Chamber's, all of them) and keep the
    few that are among the keys; a set of unknown rows is what it begins with.
    """
    keys = rows.model._meta.pk.rel_db_type(connection)
    return rows.filter(pk__in=RawSQL(f"SELECT unnest(%s::{keys}[])", [list(pks)]))  # noqa: S611 (the type of a column)


def _rounded(number: int) -> int:
    """To two digits: an estimate is not told to the unit."""
    return round(number, 2 - len(str(number)))


@dataclass(frozen=True)
class Key:
    """One term of an order. `nullable`: some rows may have nothing there; they stand last (first in a descending order)."""

    path: str
    descending: bool
    field: Any
    nullable: bool


class Row(Func):
    """Values compared as a row, so that one index over all of them finds the place."""

    template = "(%(expressions)s)"
    output_field = BooleanField()  # it is only ever compared with another


class Order:
    """The whole order of `rows`: terms as Django writes them («-at»); `total`: no two rows are equal in them, none is empty."""

    def __init__(self, rows: QuerySet[Any], terms: Sequence[str], *, total: bool) -> None:
        self.keys: list[Key] = []
        for term in terms:
            for key in _keys(rows, term.removeprefix("-"), term.startswith("-"), total):
                if key.path not in self.paths:
                    self.keys.append(key)

    @property
    def paths(self) -> list[str]:
        """Where its terms are read."""
        return [key.path for key in self.keys]

    def by(self, *, backwards: bool = False) -> list[str]:
        """The terms for `order_by`; what is empty changes its end with the direction, as in the database."""
        return [f"-{key.path}" if key.descending != backwards else key.path for key in self.keys]

    def beyond(self, values: Sequence[Any], *, backwards: bool = False) -> Any:
        """The condition for rows that come after the row with these values (before it, if `backwards`)."""
        falling = {key.descending != backwards for key in self.keys}
        if len(falling) == 1 and not any(key.nullable for key in self.keys):
            compare = LessThan if falling.pop() else GreaterThan
            return compare(
                Row(*map(F, self.paths)), Row(*(Value(v, key.field) for v, key in zip(values, self.keys, strict=True)))
            )
        found, same = Q(), Q()
        for key, value in zip(self.keys, values, strict=True):
            found |= same & _after(key, value, key.descending != backwards)
            same &= Q(**{f"{key.path}__isnull": True}) if value is None else Q(**{key.path: value})
        return found

    def written(self, values: Sequence[Any]) -> str:
        """The values as a word of an address."""
        return json.dumps([None if value is None else str(value) for value in values], ensure_ascii=False, separators=(",", ":"))

    def read(self, text: str) -> list[Any] | None:
        """The values again, or nothing."""
        try:
            said = json.loads(text)
            if not isinstance(said, list) or len(said) != len(self.keys) or "\\u0000" in text:
                return None
            values = [None if word is None else key.field.to_python(str(word)) for key, word in zip(self.keys, said, strict=True)]
        except (ValueError, ValidationError, OverflowError):
            return None
        empty = any(value is None and not key.nullable for key, value in zip(self.keys, values, strict=True))
        return None if empty else values


def _keys(rows: QuerySet[Any], path: str, descending: bool, total: bool) -> Iterator[Key]:
    """A term as columns: one that names a related row is sorted by what those rows are sorted by."""
    if path in rows.query.annotations:
        yield Key(path, descending, rows.query.annotations[path].output_field, nullable=True)
        return
    model: Any = rows.model
    field: Any = None
    names = path.split(LOOKUP_SEP)
    for name in names:
        field = (
            model._meta.pk if name == "pk" else model._meta.get_field(name) if _is_field(model, name) else _by_column(model, name)
        )
        model = field.related_model or model
    if not field.is_relation or names[-1] in {field.attname, "pk"}:
        target = field.target_field if field.is_relation else field
        yield Key(path, descending, target, nullable=not total and (len(names) > 1 or field.null))
        return
    for term in model._meta.ordering or ["pk"]:
        further = f"{path}{LOOKUP_SEP}{term.removeprefix('-')}"
        yield from _keys(rows, further, descending != term.startswith("-"), total)


def _is_field(model: Any, name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _by_column(model: Any, name: str) -> Any:
    """The foreign key that `call_id` names."""
    return next(field for field in model._meta.concrete_fields if field.attname == name)


def _after(key: Key, value: Any, falling: bool) -> Q:
    if value is None:
        return Q(**{f"{key.path}__isnull": False}) if falling else Q(pk__in=[])
    further = Q(**{f"{key.path}__{'lt' if falling else 'gt'}": value})
    return further if falling or not key.nullable else further | Q(**{f"{key.path}__isnull": True})


@dataclass(frozen=True)
class Page:
    """The primary keys of a page, in their order, and the places of its neighbours ("" if there is none)."""

    pks: list[Any]
    before: str = ""
    after: str = ""


def told_by(page: Page, size: int) -> Counted:
    """What a page tells of a list that was not counted: exactly, if it is all of it; else that there are more than it holds."""
    is_all = not (page.before or page.after)
    return Counted(len(page.pks), exact=True, pks=page.pks) if is_all else Counted(size, exact=False)


def turned(rows: QuerySet[Any], order: Order, place: str, *, size: int, counted: Counted) -> Page:
    """The page of `rows` at `place`, in `order`: one query, two more for a share of the list."""
    word, _, rest = place.partition(":")
    if word == LAST:
        return _read(rows, order, None, size, backwards=True)
    values = order.read(rest) if word in {AFTER, BEFORE} else None
    if word == SHARE and rest.isdecimal() and int(rest) < 100:
        values = _at_share(rows, order, int(rest), counted)
    return _read(rows, order, values, size, backwards=word == BEFORE and values is not None)


def _read(rows: QuerySet[Any], order: Order, values: Sequence[Any] | None, size: int, *, backwards: bool) -> Page:
    if values is not None:
        rows = rows.filter(order.beyond(values, backwards=backwards))
    found = list(_listed(rows, order, backwards=backwards)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([], before=LAST if values is not None and not backwards else "")
    first, last = (order.written([row[path] for path in order.paths]) for row in (found[0], found[-1]))
    has_before = more if backwards else values is not None
    has_after = values is not None if backwards else more
    return Page([row["pk"] for row in found], f"{BEFORE}:{first}" if has_before else "", f"{AFTER}:{last}" if has_after else "")


def _listed(rows: QuerySet[Any], order: Order, *, backwards: bool = False) -> QuerySet[Any]:
    return rows.order_by(*order.by(backwards=backwards)).values(*dict.fromkeys(["pk", *order.paths]))


def _at_share(rows: QuerySet[Any], order: Order, share: int, counted: Counted) -> list[Any] | None:
    """The key of a row with about that share (per cent) of the list before it: from a sample, or counted if it meets few rows.

    The sample is the same at each reading: rows whose primary keys are strewn evenly over the table.
    """
    if not counted.number:
        return None
    listed, ends = _listed(rows, order), rows.model._base_manager.aggregate(low=Min("pk"), high=Max("pk"))
    span = ends["high"] - ends["low"] + 1
    strewn = {ends["low"] + number * GOLDEN % WHOLE * span // WHOLE for number in range(SAMPLE)}
    found = list(among(listed, sorted(strewn)))
    met = found[len(found) * share // 100] if len(found) >= TOO_FEW else listed[counted.number * share // 100]
    return [met[path] for path in order.paths]
