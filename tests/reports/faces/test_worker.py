"""A real worker makes a requested report, and the sweep finds one that nobody handed out."""

import time
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from core.adapters.storage import kept
from reports import tasks
from reports.domain.wording import amount
from reports.enums import RunState
from reports.models import ReportRun
from reports.queries.catalogue import compute
from tests.factories import RANKED, a_call
from tests.reports.walks import requested


def finished(run: ReportRun, patience: int = 180) -> ReportRun:
    """The run once it has ended; waits for the condition, up to `patience` seconds."""
    until = time.monotonic() + patience
    while run.state not in {RunState.DONE, RunState.FAILED} and time.monotonic() < until:
        time.sleep(0.5)
        run.refresh_from_db()
    return run


@pytest.mark.django_db(transaction=True)
def test_the_worker_makes_the_pdf_that_was_asked_for(celery_worker: None) -> None:
    call = a_call()
    asked, left = requested(call, as_of=RANKED), requested(call, as_of=RANKED, at=timezone.now())
    tasks.hurry(asked.pk)
    assert finished(asked).state == RunState.DONE, asked.error
    assert finished(left).state == RunState.DONE, "the sweep hands out what nobody hurried"
    text = PdfReader(BytesIO(kept(asked.files.get(format="pdf").file.name))).pages[0].extract_text()
    report = compute(call=call, kind=asked.kind, as_of=RANKED)
    assert amount(report.table("fondi").total("available")) in text
