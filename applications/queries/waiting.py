"""What waits for whom: the lists behind «my day». A rehearsal waits for nobody."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import chamber_ids
from applications.enums import State
from applications.models import Application, IntegrationRequest, ScoreSheet
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


def awaiting_score(user: User) -> QuerySet[Application]:
    """Admitted projects that this evaluator has not scored, without those that she checked."""
    done = ScoreSheet.objects.filter(application=OuterRef("pk"), evaluator=user)
    admitted = visible_applications(user).filter(state=State.ADMISSIBLE, call__rehearsal=False)
    return admitted.exclude(verdict__by=user).filter(~Exists(done))


def awaiting_grant(user: User) -> QuerySet[Application]:
    """Financed by a ranking, not yet granted."""
    return visible_applications(user).filter(state=State.FINANCED, call__rehearsal=False)
