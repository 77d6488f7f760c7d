"""Acts on the rows ticked in a list: a job is proposed with them, looked at on its own page, and begun there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.admin.actions import Text
from core.domain.bulk import Proposed
from core.operations import working
from core.refusals import Refused, require

BULK_PAGE = "admin:core_job_action"
START = "avvia"


@dataclass(frozen=True, kw_only=True)
class BulkAction:
    """An act of `core.domain.bulk` that is offered for the rows ticked in a list, and what its job asks before it begins.

    `rows(chosen, user, at)` proposes the chosen rows (all of them visible to the user) in few queries; it may raise Refused.
    `form_class` asks, before the job begins, for what the rows share: its clean data go to the operation as JSON.
    """

    act: str
    label: Text
    rows: Callable[[QuerySet[Any], Any, datetime], Sequence[Proposed]]
    permission: str
    form_class: type[Form] | None = None
    initial: Callable[[Any, datetime], Mapping[str, Any]] | None = None

    @property
    def name(self) -> str:
        """How the list's form calls it."""
        return self.act.replace(".", "-")

    def propose(self, request: Any, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Make the job and lead to the page that asks for confirmation; stay with the list where there is nothing to propose."""
        user, at = request.user, request.received_at
        kind = queryset.model._meta.label_lower
        try:
            require(working.why_not_propose(len(queryset.values_list("pk")[: working.MOST_ROWS + 1])))
            rows = self.rows(queryset, user, at)
            job = working.propose(act=self.act, subject_type=kind, rows=rows, parameters={}, by=user, at=at)
        except Refused as refused:
            messages.error(request, refused.reason)
            return None
        return redirect(BULK_PAGE, job.pk, START)


def actions_of(offered: Sequence[BulkAction], request: HttpRequest) -> dict[str, tuple[Callable[..., Any], str, str]]:
    """What Django's list asks of its page: name → (function of page, request and rows; name; label)."""
    user: Any = request.user
    return {
        each.name: (lambda _page, asked, rows, act=each: act.propose(asked, rows), each.name, str(each.label))
        for each in offered
        if user.holds(each.permission)
    }
