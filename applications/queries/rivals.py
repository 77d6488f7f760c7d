"""What the portal knows beside an application: others of the firm, of firms tied to it, and its grants under other calls."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from applications.enums import State
from applications.models import Application, Grant
from bando.domain.rules.records import Granted
from core.figures import ROME
from core.queries.prepared import Prepared
from registry.enums import Tie
from registry.models import Firm, FirmVersion, Relative

# Who has given a grant back, or lost it, is no beneficiary.
ENDED = (State.RENOUNCED, State.FORFEITED, State.REVOKED)
# What was not sent, or was taken back while it could be, competes with nobody.
NOT_SENT = (State.DRAFT, State.WITHDRAWN)


def other_applications(application: Application) -> int:
    """How many others the firm has sent to the same call."""
    counted = _others.ask(application.call_id, application.firm_id, application.pk)
    return counted[0][0] if counted else 0


def _rivals(call: int, firm: int, but: int) -> "QuerySet[Application, tuple[int]]":
    rivals = Application.objects.filter(call=call, firm=firm).exclude(pk=but).exclude(state__in=NOT_SENT)
    return rivals.order_by().values("call").annotate(count=Count("pk")).values_list("count")


# Numbers that no row has mark where the real ones go.
_others = Prepared(_rivals, -101, -102, -103)


def tied_firms(firm: FirmVersion) -> QuerySet[Firm]:
    """The firms linked to this one that the portal knows: those that it names, that name it, or that have the same legal
    representative."""
    named = [row["tax_code"] for row in firm.relatives if row["tie"] == Tie.LINKED and row["tax_code"]]
    naming = Relative.objects.filter(tie=Tie.LINKED, tax_code=firm.tax_code).values("firm")
    tied = Q(representative_tax_code=firm.representative_tax_code) | Q(tax_code__in=named) | Q(pk__in=naming)
    return Firm.objects.filter(tied).exclude(pk=firm.firm_id)


def linked_applications(application: Application, firm: FirmVersion) -> int | None:
    """How many firms linked to this one have sent one to the same call.

    None where there is none and the firm has not said which firms it hangs together with: that is for the Chamber to find.
    """
    rivals = Application.objects.filter(firm__in=tied_firms(firm), call=application.call_id)
    found = rivals.exclude(state__in=NOT_SENT).count()
    return found if found or firm.autonomous is not None else None


def standing_grants(firms: Iterable[int], at: datetime) -> QuerySet[Grant]:
    """The grants to the firms that stand up to `at`, the earliest first; rehearsals count nowhere."""
    rows = Grant.objects.filter(application__firm__in=firms, granted_at__lte=at).exclude(application__state__in=ENDED)
    return rows.filter(application__call__rehearsal=False).select_related("application__call").order_by("granted_at", "pk")


def elsewhere(application: Application, standing: Iterable[Grant]) -> list[Grant]:
    """Those of its firm, if they are under other calls."""
    return [
        grant
        for grant in standing
        if grant.application.firm_id == application.firm_id and grant.application.call_id != application.call_id
    ]


def beneficiary_of(grants: Iterable[Grant]) -> tuple[str, ...]:
    """The codes of their calls."""
    return tuple(sorted({grant.application.call.code for grant in grants}))


def granted_by(grants: Iterable[Grant]) -> tuple[Granted, ...]:
    """Their calls with days (in Rome) and amounts."""
    return tuple(
        Granted(grant.application.call.code, timezone.localdate(grant.granted_at, ROME), grant.amount) for grant in grants
    )
