"""Who a file is given to: the buttons that give, the list's filter, and the part of the dossier that says so."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from applications.enums import Task
from applications.forms.assigning import AssignChecksForm, AssignForm, ReassignForm, SeedForm
from applications.models import Application, Assignment, AssignmentRun
from applications.operations import assigning, in_bulk
from applications.permissions import why_not_assign
from applications.policies import assigning as policies
from applications.queries.assignments import given
from applications.queries.codes import numbered
from applications.queries.waiting import awaiting_score, given_to_check, to_give_out
from core.admin import BulkAction, ListAction, ObjectAction, Panel
from core.domain.bulk import Proposed

GIVEN: dict[str, Callable[[Any], Q]] = {
    "me": lambda user: Q(pk__in=given_to_check(user).values("pk")),
    "da-assegnare": to_give_out,
    "da-valutare": lambda user: Q(pk__in=awaiting_score(user).values("pk")),
}


class GivenFilter(SimpleListFilter):
    """The reader's own queue, what nobody has yet."""

    title, parameter_name = _("assegnazione"), "assegnate"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        offered = [
            ("me", _("assegnate a me"), Permission.CHECK_FILES),
            ("da-assegnare", _("da assegnare"), Permission.ASSIGN_FILES),
            ("da-valutare", _("da valutare da me"), Permission.SCORE),
        ]
        return [(code, label) for code, label, permission in offered if request.user.holds(permission)]

    def queryset(self, request: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = GIVEN.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen(request.user))


def panel(application: Application, user: Any) -> Panel:
    """Who has it and had it, why it was passed on; what people have declared, for who gives files out and for auditors."""
    reads = user.holds(Permission.ASSIGN_FILES) or user.holds(Permission.READ_TRAIL)
    rows = Assignment.objects.filter(application=application)
    context = {
        "rows": rows.select_related("person", "by", "run", "replaced_by").order_by("task", "place", "pk"),
        "declarations": application.conflict_declarations.select_related("person").order_by("pk") if reads else (),
    }
    return Panel(_("Chi la segue"), "admin/applications/assigned.html", context)


def _told(run: AssignmentRun) -> Any:
    names = Counter(run.assignments.values_list("person__name", flat=True))
    shares = ", ".join(f"{name}: {count}" for name, count in sorted(names.items()))
    return _("Pratiche assegnate: %(count)s (%(shares)s).") % {"count": sum(names.values()), "shares": shares}


def _why_not_reassign(application: Application, user: Any, at: datetime) -> str | None:
    chamber = application.pot.chamber_id if application.pot else None
    return why_not_assign(user, Task.CHECK, chamber)


LIST_ACTIONS = [
    ListAction(
        name="assegna-istruttorie",
        label=_("Assegna le istruttorie"),
        description=_(
            "Divide le pratiche non assegnate fra gli istruttori della Camera, a chi ne ha meno; mai a chi ha un conflitto."
        ),
        permission=Permission.ASSIGN_FILES,
        form_class=AssignChecksForm,
        initial=lambda subject, user, at: {"seed": f"{at:%Y-%m-%d}"},
        run=lambda data, *, by, at: assigning.assign(**data, task=Task.CHECK, by=by, at=at),
        success=_told,
    ),
    ListAction(
        name="assegna-valutazioni",
        label=_("Assegna le valutazioni"),
        description=_(
            "Dà ogni progetto ammesso a tanti valutatori quanti ne chiede il bando, a chi ne ha meno; mai a chi l’ha istruito "
            "o ha un conflitto."
        ),
        permission=Permission.ASSIGN_FILES,
        form_class=AssignForm,
        initial=lambda subject, user, at: {"seed": f"{at:%Y-%m-%d}"},
        run=lambda data, *, by, at: assigning.assign(**data, chamber=None, task=Task.SCORE, by=by, at=at),
        why_not=lambda user, at: why_not_assign(user, Task.SCORE, None),
        success=_told,
    ),
]  # fmt: skip


def _to_assign(chosen: QuerySet[Application], user: Any, at: datetime) -> list[Proposed]:
    """Each with the reason why it cannot be given now: two statements, however many were chosen."""
    rows = list(chosen.annotate(held=given(Task.CHECK)).select_related("arrival").order_by("call", "arrival__number"))
    return [Proposed(label=numbered(row), subject_id=row.pk, refused=_why_not_give(row, user) or "") for row in rows]


def _why_not_give(row: Any, user: Any) -> str | None:
    chamber = row.pot.chamber_id if row.pot else None
    return why_not_assign(user, Task.CHECK, chamber) or policies.why_not_give_check(row, held=row.held)


ASSIGN_CHOSEN = BulkAction(
    act=in_bulk.ASSIGN_CHECKS,
    label=_("Assegna le istruttorie scelte"),
    permission=Permission.ASSIGN_FILES,
    form_class=SeedForm,
    initial=lambda user, at: {"seed": f"{at:%Y-%m-%d}"},
    rows=_to_assign,
)

REASSIGN = ObjectAction(
    name="riassegna",
    label=_("Riassegna"),
    description=_("Passa la pratica a un’altra persona. Chi l’aveva e il motivo restano scritti."),
    permission=Permission.ASSIGN_FILES,
    form_class=ReassignForm,
    run=lambda it, data, *, by, at: assigning.reassign(**data, by=by, at=at),
    why_not=_why_not_reassign,
    concerns=lambda it: it.assignments.exists(),
    success=lambda row: _("Pratica passata a %(name)s.") % {"name": row.person.name},
)
