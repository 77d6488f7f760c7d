"""Writes down that the firm is to be told something: one row, one statement, in the transaction of the fact."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from applications.enums import NoticeKind
from applications.models import Application, Notice

# Rows of one statement, where many firms are told at once.
BATCH = 5_000


def tell(
    application: Application, kind: NoticeKind, *, at: datetime, reference: str = "", data: dict[str, Any] | None = None
) -> None:
    """Tell the firm of `kind` once: the same `reference` again changes nothing. `data` are plain values (JSON)."""
    notice = Notice(application=application, kind=kind, reference=reference, data=data or {}, at=at)
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


def tell_all(notices: Iterable[Notice]) -> None:
    """The same for many firms in few statements."""
    Notice.objects.bulk_create(notices, batch_size=BATCH, ignore_conflicts=True)
