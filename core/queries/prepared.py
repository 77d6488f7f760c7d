"""Statements that the ORM writes once a process and that are asked many times: for what everybody asks at once."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet


class Prepared:
    """What `build(*blanks)` asks, a `values_list` queryset, with the blanks to be filled at each asking.

    The words are the ORM's own, so that a rule stays written once; what is saved is the writing, which costs more processor
    time than the answer. A blank is any value that the statement holds as a parameter and that nothing else in it equals.
    """

    def __init__(self, build: Callable[..., "QuerySet[Any, tuple[Any, ...]]"], *blanks: Any) -> None:
        self.build, self.blanks = build, blanks
        self.statement: tuple[str, tuple[Any, ...]] | None = None

    def ask(self, *values: Any) -> list[tuple[Any, ...]]:
        """The rows, for these values in the place of the blanks."""
        if self.statement is None:
            self.statement = self.build(*self.blanks).query.sql_with_params()
        statement, parameters = self.statement
        filled = dict(zip(self.blanks, values, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(statement, [filled.get(one, one) for one in parameters])
            return cursor.fetchall()
