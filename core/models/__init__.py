"""Rows that every app needs: events of the past, messages waiting to leave; columns and guards for their own rows."""

from core.models.audit import AuditEvent, Transition
from core.models.fields import MoneyField, RateField
from core.models.guards import append_only, never_deleted, only_these_steps
from core.models.outbox import Channel, OutgoingMessage

__all__ = [
    "AuditEvent",
    "Channel",
    "MoneyField",
    "OutgoingMessage",
    "RateField",
    "Transition",
    "append_only",
    "never_deleted",
    "only_these_steps",
]
