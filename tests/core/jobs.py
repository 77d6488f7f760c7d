"""Jobs of the tests: an act that counts how often it was done to each thing, refuses when told so, breaks when told so."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from accounts.models import User
from core.domain import bulk
from core.domain.bulk import BulkAct, Proposed
from core.models import AuditEvent, Job
from core.operations import working
from core.operations.recording import record
from core.refusals import Refused

AT = datetime(2026, 6, 1, 10, tzinfo=UTC)
COUNT = "tests.count"


def count(*, subject_id: int, data: dict[str, Any], by: User, at: datetime) -> str:
    """Not to be repeated: each time leaves an event."""
    record(by=by, at=at, action=COUNT, subject=by, data={"thing": subject_id})
    if data.get("refuses"):
        raise Refused("Così non si può.")
    if data.get("breaks"):
        raise ValueError("broken")
    return f"Contata: {data.get('word', '')}."


bulk.register(BulkAct(name=COUNT, label="Conta", effect="Conta ciascuna.", run=count))


@contextmanager
def counting_by(run: Any) -> Iterator[None]:
    """The same act done by `run`, for the length of a control."""
    before = bulk.act_named(COUNT)
    bulk._acts[COUNT] = BulkAct(name=COUNT, label="Conta", effect="Conta ciascuna.", run=run)
    try:
        yield
    finally:
        bulk._acts[COUNT] = before


def things(number: int, **data: Any) -> list[Proposed]:
    return [Proposed(label=f"Cosa {key}", subject_id=key, data=data) for key in range(1, number + 1)]


def proposed(by: User, rows: Sequence[Proposed] | int = 3, **parameters: Any) -> Job:
    rows = things(rows) if isinstance(rows, int) else rows
    return working.propose(act=COUNT, subject_type="accounts.user", rows=rows, parameters=parameters, by=by, at=AT)


def confirmed(by: User, rows: Sequence[Proposed] | int = 3, **parameters: Any) -> Job:
    return working.confirm(job=proposed(by, rows), parameters=parameters, by=by, at=AT)


def worked(job: Job, *, at: datetime = AT, most: int | None = None) -> bool:
    return working.work(job_id=job.pk, clock=lambda: at, most=most)


def times() -> dict[int, int]:
    """How often each thing was counted."""
    return dict(Counter(AuditEvent.objects.filter(action=COUNT).values_list("data__thing", flat=True)))


def outcomes(job: Job) -> list[str]:
    return list(job.rows.order_by("number").values_list("outcome", flat=True))
