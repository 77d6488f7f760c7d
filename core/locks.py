"""One transaction an operation, and the lock ladder inside it: jobs, firms, applications, the call's queue, budget lines.

The ladder is climbed once, never back. Row locks are always taken by primary key, `FOR NO KEY UPDATE` of the row's own
table, so that two operations on the same rows wait for each other instead of dead-locking, and foreign keys to the
rows stay free.
"""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from enum import IntEnum
from typing import ParamSpec, TypeVar

from django.db import connection, transaction
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Rung(IntEnum):
    """A step of the ladder. Rows of one rung may be locked again in the same operation, a lower rung never."""

    # Below the others, whose numbers the functions of the database know.
    JOB = -1
    FIRM = 0
    APPLICATION = 1
    QUEUE = 2
    BUDGET_LINE = 3


class LadderError(RuntimeError):
    """A lock was asked for outside an operation, or below one already held: it would dead-lock one day."""


_climbed: ContextVar[list[Rung] | None] = ContextVar("climbed_rungs", default=None)


def operation(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Run `function` in one transaction with a ladder of its own; inside another operation it joins that one's."""

    @functools.wraps(function)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        if _climbed.get() is not None:
            return function(*args, **kwargs)
        token = _climbed.set([])
        try:
            with transaction.atomic():
                return function(*args, **kwargs)
        finally:
            _climbed.reset(token)

    return run


def one_statement(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """An operation that is a single statement, which by itself is a transaction: nothing is opened and closed around it.

    Inside another operation it joins that one's; inside any other transaction it has a part of it, as operations have.
    """
    inside = operation(function)

    @functools.wraps(function)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        if connection.in_atomic_block:
            return inside(*args, **kwargs)
        token = _climbed.set([])
        try:
            return function(*args, **kwargs)
        finally:
            _climbed.reset(token)

    return run


def lock(queryset: "QuerySet[Row]", rung: Rung) -> list[Row]:
    """Lock the rows of `queryset`, ordered by primary key, and return them fresh.

    Raises LadderError outside an operation or below a rung already climbed in it.
    """
    _climb(rung)
    return list(queryset.order_by("pk").select_for_update(of=("self",), no_key=True))


def lock_if_free(queryset: "QuerySet[Row]", rung: Rung) -> list[Row]:
    """The same for those of the rows that nobody holds, without waiting for the others."""
    _climb(rung)
    return list(queryset.order_by("pk").select_for_update(of=("self",), no_key=True, skip_locked=True))


def locking(queryset: "QuerySet[Row]") -> "QuerySet[Row]":
    """Rows of one table that are locked as they are read, for a statement prepared once: say before it which rung it climbs."""
    return queryset.select_for_update(no_key=True)


def queue_lock(key: str) -> None:
    """Wait for one's turn in the queue named `key`: first come, first served, held until the transaction ends."""
    _climb(Rung.QUEUE)
    with connection.cursor() as cursor:
        # The functions in the database that stand in the same queue write it the same way.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [int(Rung.QUEUE), key])


def locked_in_the_database(*rungs: Rung) -> None:
    """Say that the statement which follows takes locks of these rungs itself, from the lowest up: the ladder counts them."""
    for rung in sorted(rungs):
        _climb(rung)


def _climb(rung: Rung) -> None:
    climbed = _climbed.get()
    if climbed is None:
        raise LadderError("a lock is taken inside an operation only")
    if climbed and rung < climbed[-1]:
        raise LadderError(f"{rung.name} asked for while {climbed[-1].name} is held")
    climbed.append(rung)
