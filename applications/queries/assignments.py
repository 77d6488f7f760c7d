"""Whom files are given to, and what an automatic assignment looks at."""

import json
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.domain.roles import ROLES
from accounts.enums import Permission
from accounts.models import Membership, User, in_force
from applications.domain.assigning import File, Person, Shared, share
from applications.domain.workflow import UNDER_REVIEW
from applications.enums import State, Task
from applications.models import Application, Assignment, AssignmentRun, ConflictDeclaration, ScoreSheet, Verdict
from bando.models import Call
from registry.models import Chamber

WORK = {Task.CHECK: UNDER_REVIEW, Task.SCORE: (State.ADMISSIBLE,)}
DOES = {Task.CHECK: Permission.CHECK_FILES, Task.SCORE: Permission.SCORE}


def current() -> QuerySet[Assignment]:
    """The assignments that count: nobody has taken them over."""
    return Assignment.objects.filter(replaced_by=None)


def given_to(user: User, task: Task) -> Exists:
    """Whether an application (the outer row) is given to her for a task."""
    return Exists(current().filter(application=OuterRef("pk"), task=task, person=user.pk))


def given(task: Task) -> Exists:
    """Whether it is given to anybody."""
    return Exists(current().filter(application=OuterRef("pk"), task=task))


def people_for(task: Task, chamber: Chamber | None, *, at: datetime) -> list[User]:
    """Those whose role in force at `at` lets them do it (in that Chamber), by primary key."""
    roles = [code for code, role in ROLES.items() if DOES[task] in role.permissions]
    rows = Membership.objects.filter(in_force(at), role__in=roles, chamber=chamber, user__is_active=True)
    return list(User.objects.filter(pk__in=rows.values("user")).order_by("pk"))


def to_assign(call: Call, task: Task, chamber: Chamber | None) -> QuerySet[Application]:
    """Files of a call that have a place left for the task: one for the check, as many for the scoring as the call asks for."""
    rows = Application.objects.filter(call=call, state__in=WORK[task])
    if task == Task.CHECK:
        return rows.filter(~given(task), pot__chamber=chamber)
    taken = Count("assignments", filter=Q(assignments__task=task, assignments__replaced_by=None))
    short = rows.annotate(taken=taken).filter(taken__lt=call.evaluators_required)
    return Application.objects.filter(pk__in=short.values("pk"))


def files_of(applications: Sequence[Application], task: Task) -> list[File]:
    """Each with the places it has left and with who may not have it: conflicts, who checked it, who has or had scored it."""
    keys = [application.pk for application in applications]
    barred = {key: set[int]() for key in keys}
    had = list(current().filter(application__in=keys, task=task).values_list("application", "person"))
    conflicts = ConflictDeclaration.objects.filter(application__in=keys, conflicted=True).values_list("application", "person")
    pairs = [*conflicts, *had]
    if task == Task.SCORE:
        checked = Verdict.objects.filter(application__in=keys, by__isnull=False)
        pairs += checked.values_list("application", "by")
        pairs += ScoreSheet.objects.filter(application__in=keys).values_list("application", "evaluator")
        pairs += Assignment.objects.filter(application__in=keys, task=Task.CHECK).values_list("application", "person")
    for key, person in pairs:
        barred[key].add(person)
    taken = Counter(key for key, _person in had)
    return [File(one.pk, frozenset(barred[one.pk]), _places(one, task) - taken[one.pk]) for one in applications]


def taken_places(applications: Sequence[Application], task: Task) -> dict[int, set[int]]:
    """The places of each application that were given already: one query."""
    taken = {application.pk: set[int]() for application in applications}
    for key, place in Assignment.objects.filter(application__in=list(taken), task=task).values_list("application", "place"):
        taken[key].add(place)
    return taken


def _places(application: Application, task: Task) -> int:
    return 1 if task == Task.CHECK else application.call.evaluators_required


def loads_of(people: Collection[User], task: Task) -> list[Person]:
    """Each with the files that she has for the task and that are not done yet: one query."""
    open_work = current().filter(task=task, person__in=people, application__state__in=WORK[task])
    done = ScoreSheet.objects.filter(application=OuterRef("application"), evaluator=OuterRef("person"))
    counted = Counter(open_work.filter(~Exists(done)).values_list("person", flat=True))
    return [Person(person.pk, counted[person.pk]) for person in people]


def repeated(run: AssignmentRun) -> Shared:
    """What the seed and the inputs of a run give when they are asked again."""
    inputs = json.loads(run.inputs)
    files = [File(key, frozenset(barred), places) for key, barred, places in inputs["files"]]
    return share(files, [Person(key, load) for key, load in inputs["people"]], run.seed)
