"""What waits for whom: the lists behind «my day». A rehearsal waits for nobody."""

from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import chamber_ids
from applications.domain.workflow import UNDER_REVIEW
from applications.enums import ChangeState, RankingOutcome, Side, State, Task
from applications.models import Application, ChangeRequest, ConflictDeclaration, Grant, IntegrationRequest, Message, ScoreSheet
from applications.permissions import visible_applications
from applications.queries.assignments import given, given_to


def awaiting_check(user: User) -> QuerySet[Application]:
    """Sent files that an officer has on the desk, in the Chambers where she checks."""
    hers = chamber_ids(user, Permission.CHECK_FILES)
    return Application.objects.filter(state=State.SUBMITTED, pot__chamber__in=hers, call__rehearsal=False)


def awaiting_answer(user: User) -> QuerySet[IntegrationRequest]:
    """Requests of her Chambers that firms have not answered yet."""
    hers = chamber_ids(user, Permission.CHECK_FILES)
    return IntegrationRequest.objects.filter(
        application__state=State.INTEGRATION, application__pot__chamber__in=hers, answer=None, application__call__rehearsal=False
    )


def awaiting_observations(user: User) -> QuerySet[Application]:
    """Files of her Chambers whose firm may still observe; `due_at` is when its term ends."""
    hers = chamber_ids(user, Permission.CHECK_FILES)
    rows = Application.objects.filter(state=State.REJECTION_NOTICED, pot__chamber__in=hers, call__rehearsal=False)
    return rows.annotate(due_at=Max("rejection_notices__due_at"), noticed_at=Max("rejection_notices__noticed_at"))


def awaiting_reply(user: User) -> QuerySet[Message]:
    """The last messages of conversations of her Chambers in which the firm has spoken last."""
    hers = chamber_ids(user, Permission.CHECK_FILES)
    later = Message.objects.filter(application=OuterRef("application"), pk__gt=OuterRef("pk"))
    last = Message.objects.filter(~Exists(later), side=Side.FIRM)
    # Which applications have one they say themselves: few, whatever the others have said to each other.
    theirs = last.filter(application__awaits_reply=True, application__call__rehearsal=False)
    return theirs.filter(application__pot__chamber__in=hers)


def awaiting_change(user: User) -> QuerySet[ChangeRequest]:
    """Variations and extensions of her Chambers that nobody has decided."""
    hers = chamber_ids(user, Permission.CHECK_FILES)
    asked = ChangeRequest.objects.filter(state=ChangeState.ASKED, application__state=State.ACCEPTED)
    return asked.filter(application__pot__chamber__in=hers, application__call__rehearsal=False)


def awaiting_score(user: User) -> QuerySet[Application]:
    """Admitted projects that this evaluator has not scored: those given to her, and those that are given to nobody.

    Without those that she checked, or has declared a conflict with.
    """
    mine = {"application": OuterRef("pk"), "evaluator": user}
    done, shut = (
        ScoreSheet.objects.filter(**mine),
        ConflictDeclaration.objects.filter(application=OuterRef("pk"), person=user, conflicted=True),
    )
    admitted = visible_applications(user).filter(state=State.ADMISSIBLE, call__rehearsal=False)
    hers = given_to(user, Task.SCORE) | ~given(Task.SCORE)
    return admitted.exclude(verdict__by=user).filter(hers, ~Exists(done), ~Exists(shut))


def given_to_check(user: User) -> QuerySet[Application]:
    """Files under the formal check that are given to this officer, wherever they stand."""
    return Application.objects.filter(given_to(user, Task.CHECK), state__in=UNDER_REVIEW, call__rehearsal=False)


def awaiting_assignment(user: User) -> QuerySet[Application]:
    """Files under the formal check in the Chambers where she gives them out that nobody has, or only somebody in conflict."""
    return Application.objects.filter(to_give_out(user))


def to_give_out(user: User) -> Q:
    """The same, as a condition for applications that are listed: thousands of keys would be looked up once more."""
    hers = chamber_ids(user, Permission.ASSIGN_FILES)
    return Q(state__in=UNDER_REVIEW, call__rehearsal=False, in_good_hands=False, pot__chamber__in=hers)


def awaiting_acceptance(user: User) -> QuerySet[Grant]:
    """Grants in the Chambers where she checks that their firm may still accept or renounce."""
    hers = chamber_ids(user, Permission.CHECK_FILES)
    rows = Grant.objects.filter(application__state=State.GRANTED, application__call__rehearsal=False)
    return rows.filter(application__pot__chamber__in=hers)


def awaiting_grant(user: User) -> QuerySet[Any]:
    """Financed by a ranking, not yet granted; from `financed_on`, the day of the act, runs the term of the aid register."""
    return with_financed_on(visible_applications(user))


def with_financed_on(rows: QuerySet[Application]) -> QuerySet[Any]:
    """Those that are financed and not granted, outside rehearsals, each with the day of the act that financed it."""
    by_an_act = Q(ranking_entries__outcome=RankingOutcome.FINANCED)
    acts = Min("ranking_entries__ranking__act__issued_on", filter=by_an_act)
    return rows.filter(state=State.FINANCED, call__rehearsal=False).annotate(financed_on=acts)
