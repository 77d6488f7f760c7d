"""Empties the quarantine when the antivirus answers again, whatever the rows are that name the files."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet

from core.adapters import antivirus, storage
from core.models import Scan, TakenFile
from core.operations import taking

AT_ONCE = 200
Row = TypeVar("Row", bound=TakenFile)
# The path of a file and what is in it («» when it is clean) → whether a row had still been waiting for that.
Settle = Callable[[str, str], bool]


def due(model: type[TakenFile]) -> list[str]:
    """The files that wait for a verdict, oldest first; one that several rows name is asked about once."""
    paths = model._base_manager.filter(scan=Scan.QUARANTINED).order_by("pk").values_list("file", flat=True)[:AT_ONCE]
    return list(dict.fromkeys(paths))


def sweep(*, model: type[TakenFile], settle: Settle) -> int:
    """Ask about each file in quarantine; how many have their verdict now."""
    if not antivirus.configured():
        return 0
    waiting = due(model)
    if not waiting or not antivirus.awake():
        return 0
    return sum(_swept(path, settle) for path in waiting)


def _swept(path: str, settle: Settle) -> bool:
    """The bytes are read and judged before any lock. A file taken away meanwhile needs no verdict."""
    try:
        content = storage.kept(path)
        # Taken perhaps under rules that have become stricter since.
        found = antivirus.finding_in(content, taking.inside(content=content))
    except (antivirus.Silent, OSError):
        return False
    return settle(path, found)


def settled(*, waiting: QuerySet[Row], found: str, at: datetime) -> list[Row]:
    """Give the verdict to those of `waiting` that have none yet, under the caller's lock; those."""
    rows = list(waiting.filter(scan=Scan.QUARANTINED).order_by("pk"))
    waiting.filter(pk__in=[row.pk for row in rows]).update(
        scan=Scan.INFECTED if found else Scan.CLEAN, scan_finding=found, scanned_at=at
    )
    return rows
