"""Who may configure, publish and sign, and which rows of a call each may see."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.enums import Permission
from accounts.permissions import Person, chamber_ids, everywhere, holds, why_not
from bando.enums import ActKind
from bando.models import Act, BudgetLine, Call, Fund, LedgerCheck, Movement, Pot, Publication

SIGNED_BY_CHAMBERS = {ActKind.PAYMENT, ActKind.REVOCATION}
READS_EVERYTHING = (Permission.CONFIGURE, Permission.SIGN_ACTS, Permission.READ_REPORTS)


def why_not_configure(user: Person | None) -> str | None:
    """Why she may not prepare a call; None as user is the portal itself."""
    return None if user is None else why_not(user, Permission.CONFIGURE)


def why_not_adopt(user: Person | None, kind: str) -> str | None:
    """Why she may not adopt an act of this kind: Unioncamere's director signs all but what Chambers pay and revoke."""
    if user is None:
        return _("Un atto ha bisogno di chi lo registra: accedete con un incarico che lo permetta.")
    if kind in SIGNED_BY_CHAMBERS and holds(user, Permission.SIGN_PAYMENTS):
        return None
    return why_not(user, Permission.SIGN_ACTS)


def why_not_make_public(user: Person | None) -> str | None:
    """Why she may not record the publication of an act: who signs acts or payments may, and who configures."""
    if user is None:
        return _("Una pubblicazione ha bisogno di chi la registra: accedete con un incarico che lo permetta.")
    allowed = (Permission.SIGN_ACTS, Permission.SIGN_PAYMENTS, Permission.CONFIGURE)
    return None if any(holds(user, one) for one in allowed) else why_not(user, Permission.SIGN_ACTS)


def sees_all_money(user: Person) -> bool:
    """Whether the money of every pot is hers to see: the books are checked as a whole."""
    return _sees_all(user)


def visible_checks(user: Person) -> QuerySet[LedgerCheck]:
    """All checks of the books for who sees all the money; none for the others, whose pots they speak of among others."""
    return LedgerCheck.objects.all() if _sees_all(user) else LedgerCheck.objects.none()


def _sees_all(user: Person) -> bool:
    return any(everywhere(user, permission) for permission in READS_EVERYTHING)


def _works(user: Person) -> bool:
    return holds(user, Permission.READ_FILES)


def visible_calls(user: Person) -> QuerySet[Call]:
    """Published calls; those in preparation too for Unioncamere, the Region and the auditors."""
    return Call.objects.all() if _sees_all(user) else Call.objects.exclude(published_at=None)


def visible_pots(user: Person) -> QuerySet[Pot]:
    """All pots for who sees all; a Chamber's own ones and the common pools for its people."""
    if _sees_all(user):
        return Pot.objects.all()
    own = Q(chamber__in=chamber_ids(user, Permission.READ_FILES))
    return Pot.objects.filter(own | Q(chamber=None)) if _works(user) else Pot.objects.none()


def visible_lines(user: Person) -> QuerySet[BudgetLine]:
    """The budget lines of the pots that she may see."""
    return BudgetLine.objects.filter(pot__in=visible_pots(user))


def visible_movements(user: Person) -> QuerySet[Movement]:
    """The movements of the lines that she may see."""
    return Movement.objects.filter(line__pot__in=visible_pots(user))


def visible_funds(user: Person) -> QuerySet[Fund]:
    """The funds of the calls that she may see, for who works on files or reads reports."""
    if not (_sees_all(user) or _works(user)):
        return Fund.objects.none()
    return Fund.objects.filter(call__in=visible_calls(user))


def visible_acts(user: Person) -> QuerySet[Act]:
    """The acts of the calls that she may see; of those that Chambers sign, a Chamber's people see what touched their pots."""
    acts = Act.objects.filter(call__in=visible_calls(user))
    if _sees_all(user):
        return acts
    own = Q(Exists(Movement.objects.filter(act=OuterRef("pk"), line__pot__in=visible_pots(user))))
    hers = own | Q(recorded_by=user) | ~Q(kind__in=SIGNED_BY_CHAMBERS) if _works(user) else None
    return acts.filter(hers) if hers is not None else acts.none()


def visible_publications(user: Person) -> QuerySet[Publication]:
    """The publications of the acts that she may see."""
    return Publication.objects.filter(act__in=visible_acts(user))
