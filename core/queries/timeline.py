"""What happened to one thing: the steps of its life and the events written about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from core.models import AuditEvent, Transition


@dataclass(frozen=True)
class Step:
    """One step as the component `timeline` shows it: the state it led to, why, who made it."""

    at: datetime
    title: str
    text: str
    by: str
    move: str


def timeline(subject: Model) -> list[Step]:
    """The steps of `subject` from the first to the last; states in the words of its model. One query."""
    rows = Transition.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    words = _words(subject)
    return [Step(row.at, words.get(row.target, row.target), row.reason, row.by_label, row.move) for row in rows]


def latest_events(subject: Model, limit: int = 100) -> "QuerySet[AuditEvent]":
    """The newest audit events about `subject`, newest first."""
    return AuditEvent.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)[:limit]


def _words(subject: Model) -> dict[str, str]:
    names = {field.name for field in subject._meta.concrete_fields}
    if "state" not in names:
        return {}
    field: Any = subject._meta.get_field("state")
    return {str(value): str(label) for value, label in field.flatchoices}
