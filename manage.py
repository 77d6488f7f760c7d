#!/usr/bin/env python
"""Django's command line; `./portal manage …` also starts the private services for its duration."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor


def is_behind() -> bool:
    """Whether the database lacks tables or columns that this version of the code has."""
    migrations = MigrationExecutor(connection)
    return bool(migrations.migration_plan(migrations.loader.graph.leaf_nodes()))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    try:
        execute_from_command_line(sys.argv)
    except ProgrammingError:
        if not is_behind():
            raise
        sys.exit("portal: the database does not have all the tables of this version yet: “manage.py migrate” makes them.")
