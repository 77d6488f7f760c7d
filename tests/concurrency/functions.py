"""A function of the database with a line of it changed, for the length of a control."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


def definition(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [name])
        return cursor.fetchone()[0]


@contextmanager
def altered(name: str, *changes: tuple[str, str]) -> Iterator[None]:
    """Replace each text, which must be there, in the function `name`; put the function back at the end."""
    before = after = definition(name)
    for old, new in changes:
        assert old in after, f"{name} has no «{old}»"
        after = after.replace(old, new)
    _create(after)
    try:
        yield
    finally:
        _create(before)


def _create(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text.replace("%", "%%"), [])
