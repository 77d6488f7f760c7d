"""Writes down what happened, in the transaction in which it happened."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model

from core.models import AuditEvent
from core.operations.inserting import Inserting

SYSTEM = "portale"
# Rows of one statement.
BATCH = 5_000


def label_of(by: Model | None) -> str:
    """How the past names a person: the words stay true after the account is gone."""
    return str(by) if by is not None else SYSTEM


def record(*, by: Model | None, at: datetime, action: str, subject: Model, data: dict[str, Any] | None = None) -> AuditEvent:
    """Keep one event: `action` («granting.grant») on `subject` by `by` (None: the portal itself) at `at`."""
    return _events.one(
        at=at,
        by_id=by.pk if by is not None else None,
        by_label=label_of(by),
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        data=data or {},
    )


def record_all(*, by: Model | None, at: datetime, action: str, subjects: Sequence[tuple[Model, dict[str, Any]]]) -> None:
    """The same event of many subjects, each with its data: a statement a batch."""
    label, who = label_of(by), by.pk if by is not None else None
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(
                at=at, by_id=who, by_label=label, action=action, subject_type=subject._meta.label_lower, subject_id=subject.pk,
                data=data,
            )
            for subject, data in subjects
        ],
        batch_size=BATCH,
    )  # fmt: skip


_events = Inserting(AuditEvent)
