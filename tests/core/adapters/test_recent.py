"""Answers that are some seconds old at most: made once under load, never served older, and there without the cache too."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils.timezone import now

from core.adapters import recent as answers
from core.adapters.recent import recent

# Longer than any test takes, so that only the instants that are handed in count.
FRESH, KEPT = timedelta(hours=3), timedelta(hours=5)
LITTLE = timedelta(milliseconds=50)


class Counted:
    """Something to ask for, that knows how often it was asked."""

    def __init__(self) -> None:
        self.times = 0
        self.lock = threading.Lock()

    def __call__(self) -> int:
        with self.lock:
            self.times += 1
            return self.times


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(answers, "FRESH", FRESH)
    monkeypatch.setattr(answers, "KEPT", KEPT)
    cache.clear()
    yield
    cache.clear()


def asked(make: Counted, at: datetime, key: str = "tests.recent") -> int:
    return recent(key, at, make).value


def test_an_answer_is_made_once_while_it_is_fresh() -> None:
    make, at = Counted(), now()
    assert [asked(make, at), asked(make, at + LITTLE), asked(make, at + FRESH - LITTLE)] == [1, 1, 1]
    assert recent("tests.recent", at + LITTLE, make).as_of == at


def test_another_key_is_another_answer() -> None:
    make, at = Counted(), now()
    assert [asked(make, at), asked(make, at, "tests.other")] == [1, 2]


def test_one_makes_the_next_answer_while_the_others_serve_the_one_they_have() -> None:
    make, at = Counted(), now()
    asked(make, at)
    later = at + FRESH + LITTLE
    # Somebody else has taken the turn: what there is will do.
    cache.add("tests.recent:turn", 1, None)
    assert [asked(make, later), asked(make, later)] == [1, 1]
    cache.delete("tests.recent:turn")
    assert [asked(make, later), asked(make, later)] == [2, 2]


def test_no_answer_is_served_that_is_older_than_promised() -> None:
    make, at = Counted(), now()
    asked(make, at)
    cache.add("tests.recent:turn", 1, None)
    assert asked(make, at + KEPT - LITTLE) == 1
    assert asked(make, at + KEPT) == 2


def test_a_crowd_that_comes_when_the_answer_grows_old_has_it_made_once() -> None:
    make, at = Counted(), now()
    asked(make, at)
    gate, found = threading.Barrier(8), []

    def come() -> None:
        gate.wait()
        found.append(asked(make, at + FRESH + LITTLE))

    crowd = [threading.Thread(target=come) for _ in range(8)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert make.times == 2
    assert set(found) <= {1, 2}


def test_without_the_cache_the_answer_is_made_each_time(settings: Any) -> None:
    nobody = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
    settings.CACHES = {"default": nobody}
    make, at = Counted(), now()
    assert [asked(make, at), asked(make, at)] == [1, 2]
