"""New rows by statements that the database plans once a connection, for what many operations write: see ADR 12."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Field, Model

from core.queries.prepared import Statement

Row = TypeVar("Row", bound=Model)


class Inserting(Generic[Row]):
    """Writes new rows of a model whose key the database gives, as `objects.create` and `bulk_create` do, without their writing.

    No signal is sent, and nothing in the project listens to one.
    """

    def __init__(self, model: type[Row]) -> None:
        self.model, self.fields = model, [field for field in model._meta.concrete_fields if not field.primary_key]
        named = ", ".join(f'"{field.column}"' for field in self.fields)
        into, back = f"INSERT INTO {model._meta.db_table} ({named})", f"RETURNING {model._meta.pk.column}"
        one = [f"${place}" for place, _field in enumerate(self.fields, 1)]
        many = [f"{place}::{_kind(field)}[]" for place, field in zip(one, self.fields, strict=True)]
        self._one = Statement(f"{into} VALUES ({', '.join(one)}) {back}", len(one), "write")
        self._all = Statement(f"{into} SELECT * FROM unnest({', '.join(many)}) {back}", len(one), "write")  # noqa: S608

    def one(self, **about: Any) -> Row:
        """A new row, written."""
        row = self.model(**about)
        ((key,),) = self._one.ask(*self._columns(row))
        return _written(row, key)

    def all(self, rows: Sequence[Row]) -> Sequence[Row]:
        """All of them in one statement, in their order."""
        if rows:
            keys = self._all.ask(*map(list, zip(*map(self._columns, rows), strict=True)))
            for row, (key,) in zip(rows, keys, strict=True):
                _written(row, key)
        return rows

    def _columns(self, row: Row) -> list[Any]:
        return [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in self.fields]


def _kind(field: "Field[Any, Any]") -> str:
    """The type of the column without its bound, to which the table holds what comes: a cast would cut it in silence."""
    return str(field.db_type(connection)).partition("(")[0]


def _written(row: Row, key: Any) -> Row:
    row.pk, row._state.adding, row._state.db = key, False, "default"
    return row
