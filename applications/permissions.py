"""Whose applications a person sees, as a set of rows and as a refusal; both are read from the same lines."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.enums import Permission, Scope
from accounts.models import User
from accounts.permissions import Person, firm_ids, holds, why_not
from applications.enums import State
from applications.models import Application

SENT = frozenset(State) - {State.DRAFT}
ADMITTED = SENT - {State.SUBMITTED, State.INTEGRATION, State.INADMISSIBLE}


@dataclass(frozen=True)
class Sight:
    """What one membership shows: applications in `states`, of a firm, of a Chamber or (both None) of everybody."""

    states: frozenset[State]
    firm_id: int | None = None
    chamber_id: int | None = None


def _sights(user: Person) -> Iterator[Sight]:
    if not isinstance(user, User) or not user.is_active:
        return
    for membership in user.current_memberships:
        role = membership.role_class
        if role.scope == Scope.FIRM and Permission.APPLY in role.permissions:
            yield Sight(frozenset(State), firm_id=membership.firm_id)
        elif Permission.READ_FILES in role.permissions:
            # The evaluators meet a project when its Chamber has admitted it, not before.
            yield Sight(ADMITTED if Permission.SCORE in role.permissions else SENT, chamber_id=membership.chamber_id)


def visible_applications(user: Person) -> QuerySet[Application]:
    """Every application that she may read."""
    seen = Q(pk__in=[])
    for sight in _sights(user):
        rows = Q() if sight.states == frozenset(State) else Q(state__in=sorted(sight.states))
        if sight.firm_id is not None:
            rows &= Q(firm=sight.firm_id)
        if sight.chamber_id is not None:
            rows &= Q(pot__chamber=sight.chamber_id)
        seen |= rows
    return Application.objects.filter(seen)


def why_not_view(user: Person, application: Application) -> str | None:
    """Why she may not read it. Kept equal to `visible_applications` by a test over every role and state."""
    if any(_shows(sight, application) for sight in _sights(user)):
        return None
    return _("Questa pratica non è tra quelle che potete vedere.")


def _shows(sight: Sight, application: Application) -> bool:
    chamber_id = application.pot.chamber_id if application.pot else None
    return (
        application.state in sight.states
        and sight.firm_id in {None, application.firm_id}
        and sight.chamber_id in {None, chamber_id}
    )


def own_applications(user: Person) -> QuerySet[Application]:
    """The applications of the firms in whose name she acts."""
    return Application.objects.filter(firm__in=firm_ids(user))


def why_not_act(user: Person, application: Application) -> str | None:
    """Why she may not act on it in the name of the firm."""
    if application.firm_id in firm_ids(user):
        return None
    return _("Non agite per l’impresa di questa domanda: chiedete una delega al legale rappresentante.")


def why_not_simulate(user: Person) -> str | None:
    """Why she may not try a demand on a call: it is for who prepares calls and for who signs their acts."""
    return None if holds(user, Permission.SIGN_ACTS) else why_not(user, Permission.CONFIGURE)
