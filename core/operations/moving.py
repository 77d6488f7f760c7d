"""The one place that changes a state: by the table of its life, with a row that says who and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from core.domain.workflow import Workflow
from core.models import Transition
from core.operations.recording import label_of
from core.refusals import Refused, require

# Rows of one statement: many enough to be few statements, few enough to be parameters.
BATCH = 10_000


def why_not_move(subject: Any, workflow: Workflow, move: str) -> str | None:
    """The reason why `subject` cannot make `move` from the state it is in."""
    if workflow.target(subject.state, move) is None:
        return _("L’operazione non è possibile: ora lo stato è «%(state)s».") % {"state": subject.get_state_display()}
    return None


def move(*, subject: Any, workflow: Workflow, move: str, by: Model | None, at: datetime, reason: str = "") -> Transition:
    """Make one step; `subject` has been locked by the caller. Raises Refused where the table has no such step."""
    require(why_not_move(subject, workflow, move))
    source, target = str(subject.state), str(workflow.target(subject.state, move))
    subject.state = target
    subject.save(update_fields=["state"])
    return Transition.objects.create(
        at=at,
        by_id=by.pk if by is not None else None,
        by_label=label_of(by),
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        move=move,
        source=source,
        target=target,
        reason=reason,
    )


def move_all(
    *, model: type[Model], keys: Sequence[int], workflow: Workflow, move: str, by: Model | None, at: datetime, reason: str = ""
) -> None:
    """The same step for many rows of `model`, all in one state, which the caller has locked: a statement a batch, not a row.

    Raises Refused, for all of them, where one is in a state from which the table has no such step.
    """
    target = str(workflow.moves[move][1])
    who, label = (by.pk if by is not None else None), label_of(by)
    kind = model._meta.label_lower
    for first in range(0, len(keys), BATCH):
        batch = list(keys[first : first + BATCH])
        rows = model._base_manager.filter(pk__in=batch)
        sources = list(rows.order_by("state").values_list("state", flat=True).distinct())
        if len(sources) != 1 or workflow.target(sources[0], move) is None or rows.update(state=target) != len(batch):
            raise Refused(
                _("L’operazione non è possibile: nel frattempo qualche domanda ha cambiato stato. Ricaricate la pagina.")
            )
        Transition.objects.bulk_create(
            Transition(
                at=at, by_id=who, by_label=label, subject_type=kind, subject_id=key, move=move, source=sources[0], target=target,
                reason=reason,
            )
            for key in batch
        )  # fmt: skip
