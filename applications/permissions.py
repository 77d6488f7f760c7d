"""Whose applications a person sees, as a set of rows and as a refusal; both are read from the same lines."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.domain.roles import ROLES
from accounts.enums import Permission, Scope
from accounts.models import User
from accounts.permissions import Person, everywhere, firm_ids, holds, why_not, why_without
from applications.enums import State, Task
from applications.models import Application, ConflictDeclaration, Mandate, Notice

SENT = frozenset(State) - {State.DRAFT}
ADMITTED = SENT - {State.SUBMITTED, State.WITHDRAWN, State.INTEGRATION, State.REJECTION_NOTICED, State.INADMISSIBLE}


@dataclass(frozen=True)
class Sight:
    """What one membership shows: applications in `states`, of a firm, of a Chamber, one only, or (all None) of everybody."""

    states: frozenset[State]
    firm_id: int | None = None
    chamber_id: int | None = None
    application_id: int | None = None


def _sights(user: Person) -> Iterator[Sight]:
    if not isinstance(user, User) or not user.is_active:
        return
    for membership in user.current_memberships:
        role = membership.role_class
        if role.scope == Scope.FIRM and Permission.PREPARE in role.permissions:
            yield Sight(frozenset(State), firm_id=membership.firm_id)
        elif Permission.READ_FILES in role.permissions:
            # The evaluators meet a project when its Chamber has admitted it, not before.
            yield Sight(ADMITTED if Permission.SCORE in role.permissions else SENT, chamber_id=membership.chamber_id)
    for application_id in application_ids(user):
        yield Sight(frozenset(State), application_id=application_id)


def application_ids(user: Person) -> set[int]:
    """The applications in which she acts by a delegation for that one only; asked for where she has such a role."""
    if not isinstance(user, User) or not user.is_active:
        return set()
    roles = [m for m in user.current_memberships if m.role_class.scope == Scope.APPLICATION]
    given = [membership.invitation_id for membership in roles]
    return set(Mandate.objects.filter(invitation__in=given).values_list("application", flat=True)) if given else set()


def visible_applications(user: Person) -> QuerySet[Application]:
    """Every application that she may read."""
    seen = Q(pk__in=[])
    for sight in _sights(user):
        rows = Q() if sight.states == frozenset(State) else Q(state__in=sorted(sight.states))
        if sight.firm_id is not None:
            rows &= Q(firm=sight.firm_id)
        if sight.chamber_id is not None:
            rows &= Q(pot__chamber=sight.chamber_id)
        if sight.application_id is not None:
            rows &= Q(pk=sight.application_id)
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
        and sight.application_id in {None, application.pk}
    )


def own_applications(user: Person) -> QuerySet[Application]:
    """The applications that she works on in the name of a firm: all of her firms, and those that she has a delegation for."""
    return Application.objects.filter(Q(firm__in=firm_ids(user, Permission.PREPARE)) | Q(pk__in=application_ids(user)))


def why_not_prepare(user: Person, application: Application) -> str | None:
    """Why she may not fill it in. Kept equal to `own_applications` by a test."""
    return _why_not_in(user, application, Permission.PREPARE)


def why_not_act(user: Person, application: Application) -> str | None:
    """Why she may not act on it in the name of the firm: confirm, send, answer, accept."""
    return _why_not_in(user, application, Permission.APPLY)


def _why_not_in(user: Person, application: Application, permission: Permission) -> str | None:
    if application.firm_id in firm_ids(user, permission) or application.pk in application_ids(user):
        return None
    return why_without(user, application.firm_id, permission)


def visible_notices(user: Person) -> QuerySet[Notice]:
    """What was told about the applications that she works on in the name of a firm."""
    return Notice.objects.filter(application__in=own_applications(user))


def why_not_read(user: Person, notice: Notice) -> str | None:
    """Why a notice is not hers to read."""
    return why_not_prepare(user, notice.application) and _("Questa comunicazione è per un’altra impresa.")


def why_not_competent(user: Person, application: Application) -> str | None:
    """Why the Chamber's work on it is not hers: it is for officers of the competent Chamber."""
    chamber_id = application.pot.chamber_id if application.pot else None
    return why_not(user, Permission.CHECK_FILES, chamber_id=chamber_id or 0)


def why_not_check(user: User, application: Application) -> str | None:
    """Why she may not do that work now: besides, she has declared that she has no conflict with it."""
    return why_not_competent(user, application) or why_not_impartial(user, application)


def why_not_evaluator(user: User, application: Application) -> str | None:
    """Why she may not score it: evaluators do, who have declared that they have no conflict with it."""
    return why_not(user, Permission.SCORE) or why_not_impartial(user, application)


def why_not_assign(user: Person, task: Task, chamber_id: int | None) -> str | None:
    """Why she may not give files to people: the check of a Chamber's files is given there, the scoring by Unioncamere."""
    if task == Task.CHECK:
        return why_not(user, Permission.ASSIGN_FILES, chamber_id=chamber_id or 0)
    if everywhere(user, Permission.ASSIGN_FILES):
        return None
    return _("I progetti da valutare li assegna Unioncamere.")


def must_declare(user: Person, application: Application) -> bool:
    """Whether she may work on it, as an officer or as an evaluator: such people open a file after their declaration."""
    return holds(user, Permission.SCORE) or why_not_competent(user, application) is None


def said_by(user: User, application: Application) -> set[bool]:
    """What she has declared about it, for each time whether it was a conflict; nothing: not yet."""
    rows = ConflictDeclaration.objects.filter(application=application.pk, person=user.pk)
    return set(rows.values_list("conflicted", flat=True))


def why_not_declare(user: Person, application: Application) -> str | None:
    """Why she has nothing to declare about it."""
    return None if must_declare(user, application) else _("La dichiarazione è per chi istruisce o valuta la domanda.")


def why_not_impartial(user: User, application: Application) -> str | None:
    """Why she may neither open it nor work on it, although her role would let her. Of a draft there is no file yet."""
    return None if application.state == State.DRAFT else why_not_with(said_by(user, application))


def why_not_opened(user: Person, application: Application) -> str | None:
    """The same for whoever reads it: the firm's people and who only reads files have nothing to declare."""
    free = why_not_prepare(user, application) is None or not must_declare(user, application)
    return None if free or not isinstance(user, User) else why_not_impartial(user, application)


def why_not_with(said: set[bool]) -> str | None:
    """The same from what she has declared."""
    if True in said:
        return _("Avete dichiarato un conflitto d’interessi su questa pratica: non potete aprirla, la segue un’altra persona.")
    return None if said else _("Prima di aprire questa pratica dichiarate se siete in conflitto d’interessi.")


def why_no_longer(user: Person, application: Application) -> str | None:
    """To somebody who acted on it by a delegation that has run out, or waits for its paper: that it has. Others read nothing."""
    if not isinstance(user, User) or not user.is_active:
        return None
    whole = Q(role__in=[code for code, role in ROLES.items() if role.scope == Scope.FIRM])
    given = Q(invitation__mandate__application=application)
    held = user.memberships.filter(whole | given, firm=application.firm_id, ended_at=None)
    return why_without(user, application.firm_id) if held.exists() else None


def why_not_take_back(user: Person, application: Application) -> str | None:
    """Why she may not withdraw it: a new application follows, in which only who acts for the whole firm can go on."""
    refused = why_not_act(user, application)
    if refused or application.firm_id in firm_ids(user):
        return refused
    return _("La vostra delega vale per questa domanda sola: per ritirarla e presentarne un’altra rivolgetevi all’impresa.")


def why_not_simulate(user: Person) -> str | None:
    """Why she may not try a demand on a call: it is for who prepares calls and for who signs their acts."""
    return None if holds(user, Permission.SIGN_ACTS) else why_not(user, Permission.CONFIGURE)
