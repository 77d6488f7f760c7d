"""Triggers that keep a promise against a shell, a bulk update and a careless colleague alike."""

import pgtrigger

from core.domain.workflow import Workflow


def append_only(name: str) -> list[pgtrigger.Trigger]:
    """Rows may be inserted, never updated or deleted. `name` says so, as a sentence, in the list of triggers."""
    return [pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)]


def never_deleted(name: str) -> list[pgtrigger.Trigger]:
    """Rows may change, never go."""
    return [pgtrigger.Protect(name=name, operation=pgtrigger.Delete)]


def only_these_steps(workflow: Workflow) -> list[pgtrigger.Trigger]:
    """The column `state` moves along the table of `workflow` only, whoever writes it."""
    return [pgtrigger.FSM(name=f"{workflow.name}_moves_by_its_table", field="state", transitions=workflow.steps())]
