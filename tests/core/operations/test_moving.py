"""A step is made by the table, and leaves a row that says who, when and why."""

from datetime import UTC, datetime

import pytest

from core.models import Transition
from core.operations.moving import move
from core.queries.timeline import timeline
from core.refusals import Refused
from reports.domain.workflow import RUN_WORKFLOW
from reports.enums import RunMove, RunState
from reports.models import ReportRun
from tests.core.bare import bare_row

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 10, tzinfo=UTC)


@pytest.fixture
def subject() -> ReportRun:
    return ReportRun.objects.get(pk=bare_row(ReportRun, state=RunState.REQUESTED))


def test_a_step_of_the_table_is_made_and_kept(subject):
    move(subject=subject, workflow=RUN_WORKFLOW, move=RunMove.START, by=None, at=AT, reason="prova")
    subject.refresh_from_db()
    assert subject.state == RunState.RUNNING
    row = Transition.objects.get()
    assert (row.at, row.by_label, row.source, row.target, row.reason) == (AT, "portale", "requested", "running", "prova")
    assert [(step.title, step.text, step.by) for step in timeline(subject)] == [("in produzione", "prova", "portale")]


def test_a_step_that_the_table_has_not_is_refused_in_words_and_nothing_is_written(subject):
    with pytest.raises(Refused, match="ora lo stato è «in coda»"):
        move(subject=subject, workflow=RUN_WORKFLOW, move=RunMove.FINISH, by=None, at=AT)
    assert subject.state == RunState.REQUESTED
    assert not Transition.objects.exists()


def test_the_timeline_of_one_thing_tells_nothing_of_another(subject):
    move(subject=subject, workflow=RUN_WORKFLOW, move=RunMove.START, by=None, at=AT)
    other = ReportRun.objects.get(pk=bare_row(ReportRun, state=RunState.REQUESTED))
    assert timeline(other) == []
