"""A worker process killed in the middle, and all that the database holds before and after."""

import os
import signal
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import connection

from applications.models import Application
from bando.models import BudgetLine


def killed_after(step: int, act: Callable[[], object]) -> bool:
    """Run `act` in a process of its own that ends by SIGKILL after its `step`-th exchange with the database.

    An exchange is a statement that was answered, or a commit. Returns whether it came so far; if not, `act` has done all.
    """
    # A socket that both processes hold would be closed for both.
    connection.close()
    process = os.fork()
    if not process:
        _die_after(step)
        try:
            act()
        finally:
            # Never back into the tests: this process is a copy of theirs.
            os._exit(0)
    _process, status = os.waitpid(process, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _die_after(step: int) -> None:
    left, commit = [step], connection.commit

    def count() -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(execute: Callable[..., Any], *args: Any) -> Any:
        answer = execute(*args)
        count()
        return answer

    def counted_commit() -> None:
        commit()
        count()

    connection.execute_wrappers.append(counted)
    connection.commit = counted_commit  # type: ignore[method-assign]


def all_that_is_there() -> dict[str, object]:
    """How many rows every table has, and every column of applications and budget lines."""
    tables = sorted({model._meta.db_table for model in apps.get_models()})
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables))
        counted: dict[str, object] = dict(cursor.fetchall())
    rows = {"applications": Application.objects, "lines": BudgetLine.objects}
    return counted | {name: list(every.order_by("pk").values()) for name, every in rows.items()}
