"""Makes the file that a row was written to ask for: outside any lock, once however often it is asked."""

import logging
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Model, QuerySet

from core.adapters import bounded, storage
from core.domain.workflow import Workflow
from core.locks import Rung, lock, operation
from core.models import TRIED
from core.operations.moving import move
from core.operations.recording import record
from core.queries.trying import why_not_again, why_over
from core.refusals import require

log = logging.getLogger(__name__)
KEPT = 250


def draw_once(
    *,
    row: Any,
    draw: Callable[[], bytes],
    folder: str,
    action: str,
    failed: str,
    workflow: Workflow | None = None,
    kind: str = "pdf",
    sized: bool = False,
    by: None = None,
    at: datetime,
) -> None:
    """Give `row`, which is `Tried`, the file that `draw` makes of it, and its one step of `workflow` where it has one; `action`
    is how the trail calls it, `kind` the file's extension.

    Whoever finds it made already, or is overtaken meanwhile, leaves it as it is. The row keeps `made_at`, `file`, `sha256` and,
    where it is `sized`, its `size`, and is fresh afterwards. What goes wrong is kept on it in words, `failed` where nothing
    better is known, and nothing is drawn until the wait is over.
    """
    if row.made_at is not None or not row.is_due(at):
        return
    try:
        content = draw()
        path = storage.keep(folder, content, kind)
    except Exception as trouble:
        log.exception("%s: %s %s was not made", action, row._meta.label, row.pk)
        error = why_over(trouble) if isinstance(trouble, bounded.OverLimit) else failed
        _miss(row=row, error=error, action=action, by=by, at=at)
    else:
        size = {"size": len(content)} if sized else {}
        kept = {"made_at": at, "file": path, "sha256": sha256(content).hexdigest(), "error": ""} | size
        if not _keep(row=row, kept=kept, workflow=workflow, action=action, by=by, at=at):
            storage.discard(path)
    row.refresh_from_db()


@operation
def _keep(*, row: Any, kept: dict[str, Any], workflow: Workflow | None, action: str, by: None, at: datetime) -> bool:
    """False when another worker was faster."""
    (fresh,) = lock(type(row)._base_manager.filter(pk=row.pk), Rung.APPLICATION)
    if fresh.made_at is not None:
        return False
    for column, value in kept.items():
        setattr(fresh, column, value)
    fresh.save(update_fields=list(kept))
    if workflow is not None:
        (making,) = workflow.moves
        move(subject=fresh, workflow=workflow, move=making, by=by, at=at)
    record(by=by, at=at, action=action, subject=fresh, data={"sha256": fresh.sha256})
    return True


@operation
def _miss(*, row: Any, error: str, action: str, by: None, at: datetime) -> None:
    """Say what was wrong with the attempt, unless another worker was faster, or has said so already."""
    (fresh,) = lock(type(row)._base_manager.filter(pk=row.pk), Rung.APPLICATION)
    if fresh.made_at is not None or fresh.attempts != row.attempts:
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


@operation
def draw_again(*, row: Any, action: str, by: Model, at: datetime) -> None:
    """The same for one row, which must be such. Raises Refused."""
    require(why_not_again(row))
    try_again(rows=type(row)._base_manager.filter(pk=row.pk), action=action, by=by, at=at)


def _called(action: str, what: str) -> str:
    return f"{action.partition('.')[0]}.{what}"
