"""Many people at once: real threads, a connection each, all let go at the same instant."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

# Seconds until somebody who waits for the others gives up: nobody is so slow, on any machine.
PATIENCE = 120


def at_once(acts: Sequence[Callable[[], Any]]) -> tuple[list[Any], list[Exception]]:
    """Run every act in a thread of its own; what they returned, and what they raised."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> tuple[Any, Exception | None]:
        try:
            connection.ensure_connection()
            gate.wait(PATIENCE)
            return act(), None
        except Exception as error:
            return None, error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as crowd:
        outcomes = list(crowd.map(run, acts))
    return [result for result, error in outcomes if error is None], [error for _result, error in outcomes if error is not None]


def together(count: int, act: Callable[..., Any]) -> Callable[..., Any]:
    """`act`, which nobody begins before `count` have come to it: all have read by then, and nobody has written.

    With a lock in the way they never meet, and each is told so (`BrokenBarrierError`).
    """
    gate = Barrier(count)

    def run(*args: Any, **kwargs: Any) -> Any:
        gate.wait(PATIENCE)
        return act(*args, **kwargs)

    return run
