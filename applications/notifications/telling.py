"""Writes down that the firm is to be told something: one row, one statement, in the transaction of the fact."""

from datetime import datetime
from typing import Any

from applications.enums import NoticeKind
from applications.models import Application, Notice


def tell(
    application: Application, kind: NoticeKind, *, at: datetime, reference: str = "", data: dict[str, Any] | None = None
) -> None:
    """Tell the firm of `kind` once: the same `reference` again changes nothing. `data` are plain values (JSON)."""
    notice = Notice(application=application, kind=kind, reference=reference, data=data or {}, at=at)
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
