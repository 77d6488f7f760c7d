"""A function of the database with a line of it changed, for the length of a control."""

import re
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
    after = definition(name)
    for old, new in changes:
        assert old in after, f"{name} has no «{old}»"
        after = after.replace(old, new)
    with replaced(name, after):
        yield


@contextmanager
def replaced(name: str, text: str) -> Iterator[None]:
    """The function `name` as `text` makes it; put back at the end."""
    before = definition(name)
    _create(text)
    try:
        yield
    finally:
        _create(before)


def after_each_statement(name: str, *markers: str) -> list[str]:
    """The text of the function with one of `markers` after each statement of its body in turn, or with a marker after each.

    A marker is a statement of PL/pgSQL; `{place}` in it is the number of the statement.
    """
    head, body = definition(name).split("\nBEGIN\n", 1)
    pieces = re.sub(r"--[^\n]*", "", body).split(";")
    assert len(pieces) > 5, f"{name} has hardly a statement"
    return [
        head + "\nBEGIN\n" + ";".join([*pieces[:place], f" {marker.format(place=place)}; {pieces[place]}", *pieces[place + 1 :]])
        for place in range(1, len(pieces))
        for marker in markers
    ]


def _create(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text.replace("%", "%%"), [])
