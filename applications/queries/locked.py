"""An application locked for an operation, with what most of them look at."""

from applications.models import Application
from core.locks import Rung, lock


def locked_application(pk: int) -> Application:
    """The row as it is now, locked until the operation ends."""
    rows = Application.objects.select_related("call", "firm", "measure", "pot").filter(pk=pk)
    return lock(rows, Rung.APPLICATION)[0]
