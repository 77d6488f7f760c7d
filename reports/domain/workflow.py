"""The life of a report run."""

from core.domain.workflow import Workflow, step
from reports.enums import RunMove, RunState

RUN_WORKFLOW = Workflow(
    name="report_run",
    start=RunState.REQUESTED,
    moves={
        RunMove.START: step((RunState.REQUESTED, RunState.RUNNING), RunState.RUNNING),
        RunMove.FINISH: step(RunState.RUNNING, RunState.DONE),
        RunMove.FAIL: step(RunState.RUNNING, RunState.FAILED),
        RunMove.CANCEL: step((RunState.REQUESTED, RunState.RUNNING), RunState.CANCELLED),
        # What did not come out, was called off or has lost its files to the retention is made again, as of the same instant.
        RunMove.AGAIN: step((RunState.FAILED, RunState.CANCELLED, RunState.DONE), RunState.REQUESTED),
    },
)
