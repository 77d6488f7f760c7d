"""What waits for whom: the lists behind «my day». A rehearsal waits for nobody."""

from django.db.models import Exists, Max, OuterRef, QuerySet

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import chamber_ids
from applications.enums import ChangeState, Side, State
from applications.models import Application, ChangeRequest, IntegrationRequest, Message, ScoreSheet
from applications.permissions import visible_applications


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
    return last.filter(application__pot__chamber__in=hers, application__call__rehearsal=False)


def awaiting_change(user: User) -> QuerySet[ChangeRequest]:
    """Variations and extensions of her Chambers that nobody has decided."""
    hers = chamber_ids(user, Permission.CHECK_FILES)
    asked = ChangeRequest.objects.filter(state=ChangeState.ASKED, application__state=State.ACCEPTED)
    return asked.filter(application__pot__chamber__in=hers, application__call__rehearsal=False)


def awaiting_score(user: User) -> QuerySet[Application]:
    """Admitted projects that this evaluator has not scored, without those that she checked."""
    done = ScoreSheet.objects.filter(application=OuterRef("pk"), evaluator=user)
    admitted = visible_applications(user).filter(state=State.ADMISSIBLE, call__rehearsal=False)
    return admitted.exclude(verdict__by=user).filter(~Exists(done))


def awaiting_grant(user: User) -> QuerySet[Application]:
    """Financed by a ranking, not yet granted."""
    return visible_applications(user).filter(state=State.FINANCED, call__rehearsal=False)
