"""Makes the file that a row was written to ask for: outside any lock, once however often it is asked."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from core.adapters import storage
from core.domain.workflow import Workflow
from core.locks import Rung, lock, operation
from core.operations.moving import move
from core.operations.recording import record


def draw_once(
    *,
    row: Any,
    draw: Callable[[], bytes],
    folder: str,
    action: str,
    workflow: Workflow | None = None,
    kind: str = "pdf",
    by: None = None,
    at: datetime,
) -> None:
    """Give `row` the file that `draw` makes of it, and its one step of `workflow` where it has one; `action` is how the trail
    calls it, `kind` the file's extension.

    Whoever finds it made already, or is overtaken meanwhile, leaves it as it is. The row keeps `made_at`, `file` and `sha256`,
    and is fresh afterwards.
    """
    if row.made_at is not None:
        return
    content = draw()
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
    fresh.save(update_fields=["made_at", "file", "sha256"])
    if workflow is not None:
        (making,) = workflow.moves
        move(subject=fresh, workflow=workflow, move=making, by=by, at=at)
    record(by=by, at=at, action=action, subject=fresh, data={"sha256": digest})
    return True
