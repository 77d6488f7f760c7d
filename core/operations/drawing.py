"""Makes the file that a row was written to ask for: outside any lock, once however often it is asked."""

import logging
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Model, QuerySet

from core.adapters import storage
from core.domain.workflow import Workflow
from core.locks import Rung, lock, operation
from core.models import TRIED, Tried
from core.operations.moving import move
from core.operations.recording import record

log = logging.getLogger(__name__)
KEPT = 250


def draw_once(
    *,
    row: Any,
    draw: Callable[[], bytes],
    folder: str,
    action: str,
    workflow: Workflow | None = None,
    kind: str = "pdf",
    told: Callable[[Exception], str] = str,
    by: None = None,
    at: datetime,
) -> None:
    """Give `row` the file that `draw` makes of it, and its one step of `workflow` where it has one; `action` is how the trail
    calls it, `kind` the file's extension.

    Whoever finds it made already, or is overtaken meanwhile, leaves it as it is. The row keeps `made_at`, `file` and `sha256`,
    and is fresh afterwards. What goes wrong is raised; with a row that is `Tried` it is kept on it, as `told` says it in words,
    and nothing is drawn until the wait is over.
    """
    if row.made_at is not None or (isinstance(row, Tried) and not row.is_due(at)):
        return
    try:
        content = draw()
    except Exception as trouble:
        if not isinstance(row, Tried):
            raise
        log.exception("%s: %s %s was not drawn", action, row._meta.label, row.pk)
        _miss(row=row, error=told(trouble), action=action, by=by, at=at)
        row.refresh_from_db()
        return
    path = storage.keep(folder, content, kind)
    if not _keep(row=row, path=path, digest=sha256(content).hexdigest(), workflow=workflow, action=action, by=by, at=at):
        storage.discard(path)
    row.refresh_from_db()


@operation
def _keep(*, row: Any, path: str, digest: str, workflow: Workflow | None, action: str, by: None, at: datetime) -> bool:
    """False when another worker was faster."""
    (fresh,) = lock(type(row)._base_manager.filter(pk=row.pk), Rung.APPLICATION)
    if fresh.made_at is not None:
        return False
    fresh.made_at, fresh.file, fresh.sha256 = at, path, digest
    changed = ["made_at", "file", "sha256"]
    if isinstance(fresh, Tried):
        fresh.error = ""
        changed.append("error")
    fresh.save(update_fields=changed)
    if workflow is not None:
        (making,) = workflow.moves
        move(subject=fresh, workflow=workflow, move=making, by=by, at=at)
    record(by=by, at=at, action=action, subject=fresh, data={"sha256": digest})
    return True


@operation
def _miss(*, row: Tried, error: str, action: str, by: None, at: datetime) -> None:
    """Say what was wrong with the attempt, unless another worker was faster, or has said so already."""
    (fresh,) = lock(type(row)._base_manager.filter(pk=row.pk), Rung.APPLICATION)
    if getattr(fresh, "made_at", None) is not None or fresh.attempts != row.attempts:
        return
    fresh.attempts, fresh.tried_at, fresh.error = row.attempts + 1, at, error[:KEPT]
    fresh.save(update_fields=list(TRIED))
    record(by=by, at=at, action=_called(action, "miss"), subject=fresh, data={"error": fresh.error, "attempt": fresh.attempts})


@operation
def try_again(*, rows: QuerySet[Any], action: str, by: Model, at: datetime) -> None:
    """Have what did not come out drawn at the next opportunity, whatever its wait; `action` is that of the drawing."""
    for row in lock(rows.filter(made_at=None).exclude(tried_at=None), Rung.APPLICATION):
        row.tried_at = None
        row.save(update_fields=["tried_at"])
        record(by=by, at=at, action=_called(action, "again"), subject=row, data={"attempts": row.attempts})


def _called(action: str, what: str) -> str:
    return f"{action.partition('.')[0]}.{what}"
