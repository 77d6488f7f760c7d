"""Answers a few seconds old at most, shared by all web processes through the cache; without the cache they are made each time."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

import redis
from django.core.cache import cache

T = TypeVar("T")

# An answer is served so long without a question; then one process makes the next while the others serve the one they have.
FRESH = timedelta(seconds=3)
# No answer is served that is older than this.
KEPT = timedelta(seconds=5)


@dataclass(frozen=True)
class Recent(Generic[T]):
    """A value and the instant at which it held (it was read then, or a little later)."""

    value: T
    as_of: datetime


def recent(key: str, at: datetime, make: Callable[[], T]) -> Recent[T]:
    """What `make` gives, not older than KEPT at `at`.

    Under load one process in FRESH makes it. Where nothing is known yet everybody makes it, and nobody waits for anybody:
    `make` is a query or two. `value` is pickled: name in the key whatever it depends on, the form of the value included.
    """
    known: Recent[T] | None = _ask(lambda: cache.get(key))
    age = abs(at - known.as_of) if known is not None else KEPT
    if known is not None and (age < FRESH or (age < KEPT and not _our_turn(key))):
        return known
    made = Recent(make(), at)
    _ask(lambda: cache.set(key, made, KEPT.total_seconds()))
    return made


def _our_turn(key: str) -> bool:
    return _ask(lambda: cache.add(f"{key}:turn", 1, FRESH.total_seconds())) is not False


def _ask(question: Callable[[], Any]) -> Any:
    """What the cache says; None where it does not answer: then the page is slower, and right."""
    with suppress(redis.RedisError):
        return question()
    return None
