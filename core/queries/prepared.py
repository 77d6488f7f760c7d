"""Statements that the database plans once a connection, and the ORM writes once a process: for what everybody asks at once."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
_numbers = count(1)
# Which statements each connection knows: it forgets them when it is closed.
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


class Statement:
    """A statement of ours, with `$1`, `$2`, … for the blanks that are filled at each asking.

    It lives in its connection: no pooler may lend that to another client from one transaction to the next.
    """

    def __init__(self, text: str, blanks: int, kind: str = "portal") -> None:
        self.name, self.text, self.stays = f"{kind}_{next(_numbers)}", text, list[Any]()
        self.execute = f"EXECUTE {self.name} ({', '.join(['%s'] * blanks)})"

    def ask(self, *values: Any) -> list[tuple[Any, ...]]:
        """The rows, for these values in the place of the blanks."""
        # The cursor first: it looks whether the connection is still there, and may open another.
        with connection.cursor() as cursor:
            if self.name not in _known.setdefault(connection.connection, set()):
                self.prepare()
            cursor.execute(self.execute, values)
            return cursor.fetchall()

    def prepare(self) -> None:
        """Past the wrapper that counts statements: this one belongs to the connection, not to what is asked."""
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(f"PREPARE {self.name} AS {self.text}", self.stays)
        _known[connection.connection].add(self.name)


class Prepared(Statement):
    """What `build(*blanks)` asks, a `values_list` queryset, with the blanks to be filled at each asking.

    The words are the ORM's own, so that a rule stays written once; what is saved is the writing and the planning, which cost
    more processor time than the answer. A blank is any value that the statement holds as a parameter and that nothing else in
    it equals.
    """

    def __init__(self, build: Callable[..., "QuerySet[Any, Any]"], *blanks: Any) -> None:
        super().__init__("", len(blanks), "read")
        self.build, self.blanks = build, blanks
        self.compiler: Any = None
        self.converters: dict[int, Any] = {}

    def ask(self, *values: Any) -> list[tuple[Any, ...]]:
        """The rows, for these values in the place of the blanks."""
        rows = super().ask(*values)
        return list(map(tuple, self.compiler.apply_converters(rows, self.converters))) if self.converters else rows

    def prepare(self) -> None:
        """Written by the first connection that asks, planned by each."""
        if not self.text:
            self._write()
        super().prepare()

    def _write(self) -> None:
        """The statement with a number for each blank, the parameters that stay, and what makes Python of the columns."""
        compiler = self.build(*self.blanks).query.get_compiler(connection=connection)
        statement, parameters = compiler.as_sql()
        places = [self.blanks.index(one) + 1 if one in self.blanks else 0 for one in parameters]
        self.stays = [one for one, place in zip(parameters, places, strict=True) if not place]
        self.compiler = compiler
        self.converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        self.text = statement.replace("%%", "%%%%") % tuple(f"${place}" if place else "%s" for place in places)


class PreparedRows(Prepared, Generic[Row]):
    """The same for rows of a model as they stand in its table; `build(*blanks)` is a queryset of them.

    `more` are the names of what the queryset computes beside them: attributes of each row.
    """

    def __init__(self, model: type[Row], build: Callable[..., "QuerySet[Row]"], *blanks: Any, more: Sequence[str] = ()) -> None:
        self.model, self.more, self.names = model, more, [column.attname for column in model._meta.concrete_fields]
        super().__init__(lambda *values: build(*values).values_list(*self.names, *more), *blanks)

    def rows(self, *values: Any) -> list[Row]:
        """The rows, for these values in the place of the blanks."""
        return [self._row(row) for row in self.ask(*values)]

    def row(self, *values: Any) -> Row:
        """The only one. Raises the model's DoesNotExist."""
        rows = self.rows(*values)
        if not rows:
            raise self.model.DoesNotExist  # type: ignore[attr-defined]
        return rows[0]

    def _row(self, columns: tuple[Any, ...]) -> Row:
        wide = len(self.names)
        found = self.model.from_db("default", self.names, columns[:wide])
        for name, value in zip(self.more, columns[wide:], strict=True):
            setattr(found, name, value)
        return found
