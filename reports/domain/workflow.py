"""The life of a report run."""

from core.domain.workflow import Workflow, step
from reports.enums import RunMove, RunState

RUN_WORKFLOW = Workflow(
    name="report_run",
    start=RunState.REQUESTED,
    moves={
        RunMove.START: step((RunState.REQUESTED, RunState.RUNNING, RunState.FAILED), RunState.RUNNING),
        RunMove.FINISH: step(RunState.RUNNING, RunState.DONE),
        RunMove.FAIL: step(RunState.RUNNING, RunState.FAILED),
    },
)
