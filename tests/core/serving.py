"""The test's transaction as a role of the database: what holds for who serves, and not for the owner of the tables alone."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.core.bare import run

SERVING = "portal_app"


@contextmanager
def serving_as(role: str = SERVING) -> Iterator[None]:
    """Inside, every statement is asked by `role`; an error takes the role away with whatever else it rolls back."""
    run(f"SET LOCAL ROLE {role}")
    yield
    run("RESET ROLE")
