"""Where calls stand, read in one statement however many they are: windows, acts and money of each, as expressions."""

from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, Case, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value, When

from bando.domain.windows import Situation, Span
from bando.enums import ActKind, Procedure
from bando.models.call import Act, Call, Version
from bando.models.terms import Window
from core.queries.prepared import Prepared

# Acts after which the call takes applications or not: the last one counts.
STEERING = (ActKind.SUSPENSION, ActKind.RESUMPTION, ActKind.CLOSURE, ActKind.REOPENING)
BY_ARRIVAL = [procedure for procedure in Procedure if procedure.is_by_arrival]
# In the order of `Situation`, its spans as they are before they are put together.
SITUATION = (
    "published_at", "draft_from_at", "opens_at", "closes_at", "windows_open", "windows_close", "windows_code", "windows_label",
    "suspended_from_at", "is_exhausted", "is_decided", "is_concluded",
)  # fmt: skip


def situated(calls: "QuerySet[Call]") -> "QuerySet[Call]":
    """The calls, each with all that `situation_of` asks, so that it asks nothing more."""
    windows = Window.objects.filter(call=OuterRef("pk"), until=None).order_by("opens_at", "pk")
    return calls.annotate(
        windows_open=ArraySubquery(windows.values("opens_at")),
        windows_close=ArraySubquery(windows.values("closes_at")),
        windows_code=ArraySubquery(windows.values("code")),
        windows_label=ArraySubquery(windows.values("label")),
        suspended_from_at=_suspended(),
        is_exhausted=_exhausted(),
        is_decided=decided(),
        is_concluded=Exists(Act.objects.filter(call=OuterRef("pk"), kind=ActKind.CONCLUSION)),
    )


def decided() -> Exists:
    """Whether a ranking of the call was approved by act: an expression on its rows."""
    return Exists(Act.objects.filter(call=OuterRef("pk"), kind=ActKind.RANKING))


def situation_of(call: Call) -> Situation:
    """Where the call stands; one statement, none for a call that comes from `situated`. Raises Call.DoesNotExist."""
    if hasattr(call, "windows_open"):
        return _situation(*(getattr(call, name) for name in SITUATION))
    rows = _asked.ask(call.pk)
    if not rows:
        raise Call.DoesNotExist
    return _situation(*rows[0])


def _situation(published_at: Any, draft_from_at: Any, opens_at: Any, closes_at: Any, *more: Any) -> Situation:
    opens, closes, codes, labels, *said = more
    spans = tuple(Span(*row) for row in zip(opens, closes, codes, labels, strict=True)) or (Span(opens_at, closes_at),)
    return Situation(published_at, draft_from_at, spans, *said)


def _suspended() -> Subquery:
    """From when the last act on the windows suspends them; nothing if it does something else."""
    last = Version.objects.filter(call=OuterRef("pk"), act__kind__in=STEERING).order_by("-number")
    since = Case(When(act__kind=ActKind.SUSPENSION, then=F("in_force_at")), default=None)
    return Subquery(last.values(since=since)[:1])


def _exhausted() -> Case:
    """Whether money goes by arrival and no pot takes an application any more: the sending asks the same function."""
    asked = Func(F("pk"), function="bando_is_exhausted", output_field=BooleanField())
    return Case(When(Q(procedure__in=BY_ARRIVAL), then=asked), default=Value(False))


def rooms_of(call: Call) -> dict[int, Decimal]:
    """Pot → for how many euro it still takes applications, its money and its waiting list together; at zero it takes none.

    Empty where money does not go by arrival: there a pot takes what comes.
    """
    if not Procedure(call.procedure).is_by_arrival:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pot_id, room FROM bando_rooms(%s)", [call.pk])
        return dict(cursor.fetchall())


# The number that no call has marks where the real one goes.
_asked = Prepared(lambda call: situated(Call.objects.filter(pk=call)).values_list(*SITUATION), -101)
