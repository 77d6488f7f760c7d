"""Rows that every app needs: events of the past, messages waiting to leave; columns and guards for their own rows."""

from core.models.audit import AuditEvent, Transition
from core.models.fields import MoneyField, RateField
from core.models.guards import append_only, changed_only_in, never_deleted, only_these_steps
from core.models.job import Job, JobRow, Outcome
from core.models.outbox import Channel, OutgoingMessage
from core.models.taken import SCAN_COLUMNS, Scan, TakenFile, quarantine_index, scan_is_settled_once, scan_is_told
from core.models.tried import TRIED, Tried

__all__ = [
    "SCAN_COLUMNS",
    "TRIED",
    "AuditEvent",
    "Channel",
    "Job",
    "JobRow",
    "MoneyField",
    "Outcome",
    "OutgoingMessage",
    "RateField",
    "Scan",
    "TakenFile",
    "Transition",
    "Tried",
    "append_only",
    "changed_only_in",
    "never_deleted",
    "only_these_steps",
    "quarantine_index",
    "scan_is_settled_once",
    "scan_is_told",
]
