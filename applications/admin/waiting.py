"""What «my day» says about applications."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from applications.domain.terms import register_due
from applications.enums import State
from applications.policies.ranking import why_not_propose
from applications.queries.ranking import calls_to_propose, proposals_to_sign, scrolls
from applications.queries.terms import with_terms
from applications.queries.waiting import (
    awaiting_acceptance,
    awaiting_answer,
    awaiting_assignment,
    awaiting_change,
    awaiting_check,
    awaiting_grant,
    awaiting_observations,
    awaiting_reply,
    awaiting_score,
    given_to_check,
)
from core.admin import Waiting, site


def _list(state: State) -> str:
    return f"{reverse('admin:applications_application_changelist')}?{urlencode({'state__exact': state.value})}"


def _given(to: str) -> str:
    return f"{reverse('admin:applications_application_changelist')}?{urlencode({'assegnate': to})}"


def _awaited(what: str) -> str:
    return f"{reverse('admin:applications_application_changelist')}?{urlencode({'attende': what})}"


@site.register_waiting
def for_the_officer(user: Any, at: datetime) -> Iterator[Waiting]:
    """Files to check, terms that run."""
    if not user.holds(Permission.CHECK_FILES):
        return
    to_check = awaiting_check(user).aggregate(count=Count("pk"), oldest=Min("arrival__received_at"))
    yield Waiting(_("Domande da istruire"), to_check["count"], _list(State.SUBMITTED), oldest=to_check["oldest"])
    asked = awaiting_answer(user).aggregate(count=Count("pk"), oldest=Min("requested_at"), due=Min("due_at"))
    yield Waiting(
        _("Integrazioni in attesa di risposta"),
        asked["count"],
        _list(State.INTEGRATION),
        oldest=asked["oldest"],
        due=asked["due"],
    )


@site.register_waiting
def what_is_given(user: Any, at: datetime) -> Iterator[Waiting]:
    """Files given to the officer; files that whoever gives them out has still to give."""
    if user.holds(Permission.CHECK_FILES):
        hers = with_terms(given_to_check(user), at=at).aggregate(count=Count("pk"), due=Min("term_at"))
        yield Waiting(_("Pratiche assegnate a voi"), hers["count"], _given("me"), due=hers["due"])
    if user.holds(Permission.ASSIGN_FILES):
        left = awaiting_assignment(user).aggregate(count=Count("pk"), oldest=Min("arrival__received_at"))
        yield Waiting(_("Pratiche da assegnare"), left["count"], _given("da-assegnare"), oldest=left["oldest"])


@site.register_waiting
def what_firms_write(user: Any, at: datetime) -> Iterator[Waiting]:
    """Observations to come, messages to answer, changes to decide: only where there are any."""
    if not user.holds(Permission.CHECK_FILES):
        return
    noticed = awaiting_observations(user).aggregate(count=Count("pk"), oldest=Min("noticed_at"), due=Min("due_at"))
    messages = awaiting_reply(user).aggregate(count=Count("pk"), oldest=Min("at"))
    changes = awaiting_change(user).aggregate(count=Count("pk"), oldest=Min("asked_at"))
    label = _("Preavvisi di rigetto in attesa di osservazioni")
    rows = [
        Waiting(label, noticed["count"], _list(State.REJECTION_NOTICED), oldest=noticed["oldest"], due=noticed["due"]),
        Waiting(_("Messaggi delle imprese senza risposta"), messages["count"], _awaited("risposta"), oldest=messages["oldest"]),
        Waiting(_("Variazioni e proroghe da decidere"), changes["count"], _awaited("modifica"), oldest=changes["oldest"]),
    ]
    yield from (row for row in rows if row.count)


@site.register_waiting
def what_firms_accept(user: Any, at: datetime) -> Iterator[Waiting]:
    """Grants that wait to be accepted, until the first of their terms."""
    if not user.holds(Permission.CHECK_FILES):
        return
    to_accept = awaiting_acceptance(user).aggregate(count=Count("pk"), oldest=Min("granted_at"), due=Min("acceptance_due_at"))
    if to_accept["count"]:
        label = _("Contributi in attesa di accettazione")
        yield Waiting(label, to_accept["count"], _list(State.GRANTED), oldest=to_accept["oldest"], due=to_accept["due"])


@site.register_waiting
def for_the_evaluator(user: Any, at: datetime) -> Iterator[Waiting]:
    """Projects to score."""
    if user.holds(Permission.SCORE):
        found = awaiting_score(user).aggregate(count=Count("pk"), oldest=Min("verdict__at"))
        yield Waiting(_("Progetti da valutare"), found["count"], _list(State.ADMISSIBLE), oldest=found["oldest"])


@site.register_waiting
def for_who_ranks(user: Any, at: datetime) -> Iterator[Waiting]:
    """Rankings to propose and to sign; waiting lists that can scroll with what is free again, and how many would get in."""
    if why_not_propose(user):
        return
    rankings = reverse("admin:applications_ranking_changelist")
    yield Waiting(_("Graduatorie da proporre"), calls_to_propose().count(), rankings)
    if user.holds(Permission.SIGN_ACTS):
        to_sign = proposals_to_sign().exclude(proposed_by=user).aggregate(count=Count("pk"), oldest=Min("proposed_at"))
        if to_sign["count"]:
            yield Waiting(_("Graduatorie da firmare"), to_sign["count"], rankings, oldest=to_sign["oldest"])
    for call, let_in in scrolls():
        label = _("Scorrimento possibile, domande che entrano: %(call)s") % {"call": call}
        yield Waiting(label, let_in, reverse("admin:applications_ranking_preview", args=[call.pk]))


@site.register_waiting
def for_the_director(user: Any, at: datetime) -> Iterator[Waiting]:
    """Grants to sign, within the term of the aid register from the act that financed them."""
    if not user.holds(Permission.SIGN_ACTS):
        return
    found = awaiting_grant(user).aggregate(count=Count("pk"), oldest=Min("verdict__at"), since=Min("financed_on"))
    due = register_due(found["since"]) if found["since"] else None
    yield Waiting(_("Contributi da concedere"), found["count"], _list(State.FINANCED), oldest=found["oldest"], due=due)


@site.register_waiting
def for_who_registers(user: Any, at: datetime) -> Iterator[Waiting]:
    """Financed files whose COR and CUP the Chamber has to get, within the term of the aid register."""
    if not (user.holds(Permission.CHECK_FILES) or user.holds(Permission.ASSIGN_FILES)):
        return
    found = awaiting_grant(user).aggregate(count=Count("pk"), since=Min("financed_on"))
    due = register_due(found["since"]) if found["since"] else None
    yield Waiting(_("Domande che attendono COR e CUP"), found["count"], reverse("admin:applications_application_codes"), due=due)
