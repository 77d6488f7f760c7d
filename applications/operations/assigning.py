"""Gives files to people: automatically, by load and with a recorded seed, or one by one with a reason."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from applications.domain.assigning import File, Person, Shared, share
from applications.enums import Task
from applications.models import Application, Assignment, AssignmentRun
from applications.permissions import why_not_assign
from applications.policies import assigning as policies
from applications.queries.assignments import current, files_of, loads_of, people_for, taken_places, to_assign
from applications.queries.locked import locked_application
from bando.domain.rules.facts import canonical_json
from bando.models import Call
from core.locks import Rung, lock, operation
from core.operations.recording import record
from core.refusals import require
from registry.models import Chamber


@operation
def assign(*, call: Call, task: Task, chamber: Chamber | None, seed: str, by: User, at: datetime) -> AssignmentRun:
    """Share all that waits among those who do such work, the lighter first; who declared a conflict gets nothing of it.

    What nobody can have stays unassigned: the audit event says how many.
    """
    require(why_not_assign(by, task, chamber.pk if chamber else None) or policies.why_not_seed(seed))
    waiting = lock(to_assign(call, task, chamber).select_related("call"), Rung.APPLICATION)
    return _share(waiting, call=call, task=task, chamber=chamber, seed=seed.strip(), by=by, at=at)


@operation
def assign_check(*, application: Application, seed: str, by: User, at: datetime) -> Assignment:
    """Give the formal check of one file to the officer of its Chamber who has least, the draw deciding among equals."""
    application = locked_application(application.pk)
    chamber = application.pot.chamber if application.pot else None
    require(why_not_assign(by, Task.CHECK, chamber.pk if chamber else None) or policies.why_not_seed(seed))
    held = current().filter(application=application, task=Task.CHECK).exists()
    require(policies.why_not_give_check(application, held=held))
    run = _share([application], call=application.call, task=Task.CHECK, chamber=chamber, seed=seed.strip(), by=by, at=at)
    return run.assignments.select_related("person").get()


def _share(
    waiting: Sequence[Application], *, call: Call, task: Task, chamber: Chamber | None, seed: str, by: User, at: datetime
) -> AssignmentRun:
    files, people = files_of(waiting, task), loads_of(people_for(task, chamber, at=at), task)
    require(policies.why_not_share(files, people))
    shared = share(files, people, seed)
    run = AssignmentRun.objects.create(
        call=call, task=task, chamber=chamber, seed=seed, inputs=_inputs(files, people), at=at, by=by
    )
    rows = _rows(run, files, shared, taken_places(waiting, task))
    Assignment.objects.bulk_create(rows)
    data = {"task": task.value, "seed": run.seed, "run": run.pk, "given": len(rows), "short": len(shared.short)}
    record(by=by, at=at, action="assigning.assign", subject=call, data=data)
    return run


def _inputs(files: list[File], people: list[Person]) -> str:
    return canonical_json(
        {
            "files": [[file.key, sorted(file.barred), file.places] for file in files],
            "people": [[person.key, person.load] for person in people],
        }
    )


def _rows(run: AssignmentRun, files: list[File], shared: Shared, taken: dict[int, set[int]]) -> list[Assignment]:
    rows = []
    for file in files:
        places = [place for place in range(1, file.places + len(taken[file.key]) + 1) if place not in taken[file.key]]
        for place, person in zip(places, shared.given[file.key], strict=False):
            rows.append(
                Assignment(application_id=file.key, task=run.task, place=place, person_id=person, run=run, at=run.at, by=run.by)
            )
    return rows


@operation
def reassign(*, assignment: Assignment, person: User, reason: str, by: User, at: datetime) -> Assignment:
    """Pass a place on to somebody else, with the reason; the row before stays."""
    application = locked_application(assignment.application_id)
    old = Assignment.objects.select_related("application", "person").get(pk=assignment.pk)
    task, chamber = Task(old.task), application.pot.chamber if application.pot else None
    require(why_not_assign(by, task, chamber.pk if chamber else None))
    able = people_for(task, chamber if task == Task.CHECK else None, at=at)
    (file,) = files_of([application], task)
    require(policies.why_not_take_over(old, person, able=able, barred=file.barred) or policies.why_not_because(reason))
    new = Assignment.objects.create(
        application=application, task=task, place=old.place, person=person, replaces=old, reason=reason.strip(), at=at, by=by
    )
    data = {"task": task.value, "from": old.person.name, "to": person.name, "reason": new.reason}
    record(by=by, at=at, action="assigning.reassign", subject=application, data=data)
    return new
