"""The one place that changes a state: by the table of its life, with a row that says who and when."""

from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from core.domain.workflow import Workflow
from core.models import Transition
from core.operations.recording import label_of
from core.refusals import require


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
