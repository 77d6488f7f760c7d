"""A data migration taken back and applied again inside the test's transaction, with rows as the portal of then wrote them."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor

from tests.core.bare import run


class Walk:
    """Takes the migration `after` of an app back to `before`, with those `behind` it (the last first) that touch its tables."""

    def __init__(self, app: str, before: str, after: str, *, behind: Sequence[str] = ()) -> None:
        run("SET CONSTRAINTS ALL IMMEDIATE")
        self.executor = MigrationExecutor(connection)
        self.behind = [(app, name) for name in behind]
        self.before_it, self.after_it = (app, before), (app, after)
        self.migration = self.executor.loader.graph.nodes[self.after_it]
        self.before = self.executor.loader.project_state([self.before_it])

    def back(self) -> Any:
        """The models as they were before."""
        for node in self.behind:
            state = self.executor.loader.project_state([node], at_end=False)
            self.executor.unapply_migration(state, self.executor.loader.graph.nodes[node])
        self.executor.unapply_migration(self.before.clone(), self.migration)
        run("SET CONSTRAINTS ALL DEFERRED")
        return self.before.apps

    def again(self, before_the_data: Callable[[Any], None]) -> Any:
        """The models as they are after; `before_the_data` sees them when the tables are there and nothing is carried over yet."""
        models = self.executor.loader.project_state([self.after_it]).apps
        found = self.migration.operations
        [at] = [place for place, one in enumerate(found) if isinstance(one, RunSQL)]
        look = RunPython(lambda _apps, _editor: before_the_data(models), RunPython.noop)
        self.migration.operations = [*found[:at], look, *found[at:]]
        run("SET CONSTRAINTS ALL IMMEDIATE")
        self.executor.apply_migration(self.before.clone(), self.migration)
        return models
