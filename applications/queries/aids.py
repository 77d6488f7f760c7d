"""The aids of the single undertaking that the portal itself knows: what the firm declared may leave some out."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from applications.models import Application, Grant
from applications.queries.firm import firm_of
from applications.queries.rivals import ENDED, tied_firms
from bando.domain.rules.kinds.ceilings import window_opens
from bando.enums import AidWindow, RuleKind
from bando.models import EligibilityRule
from bando.queries.terms import rules_of
from core.figures import ROME
from core.money import ZERO


@dataclass(frozen=True)
class KnownAids:
    """The grants of the firm and of the firms linked to it, since the window of the ceiling opened, beside what was declared."""

    rows: list[Grant]
    since: date
    declared: Decimal

    @property
    def total(self) -> Decimal:
        """What they come to, in euro."""
        return sum((row.amount for row in self.rows), ZERO)

    @property
    def left_out(self) -> bool:
        """Whether they come to more than the firm declared, so that it left something out: the Chamber looks it up."""
        return self.total > self.declared


def known_aids(application: Application, *, at: datetime) -> KnownAids | None:
    """Those under calls with a ceiling of aids, up to `at` or to the grant of this application; None where its call has none.

    A grant given back or taken away is no aid; the one of this application is not counted. Two queries.
    """
    rules = rules_of(application.call, application.call_version)
    ceiling = next((rule for rule in rules if rule.kind == RuleKind.AID_CEILING), None)
    if ceiling is None:
        return None
    grant: Grant | None = getattr(application, "grant", None)
    until = grant.granted_at if grant else at
    since = window_opens(AidWindow(ceiling.parameters.get("window", AidWindow.ROLLING)), timezone.localdate(until, ROME))
    hers = Q(application__firm=application.firm_id) | Q(application__firm__in=tied_firms(firm_of(application)))
    calls = EligibilityRule.objects.filter(kind=RuleKind.AID_CEILING).values("call")
    rows = Grant.objects.filter(hers, application__call__in=calls, application__call__rehearsal=False, granted_at__lte=until)
    standing = rows.exclude(application__state__in=ENDED).exclude(application=application.pk)
    found = standing.select_related("act", "application__call", "application__firm", "application__firm_version")
    counted = [row for row in found.order_by("granted_at", "pk") if timezone.localdate(row.granted_at, ROME) >= since]
    return KnownAids(counted, since, application.content.aid_received or ZERO)
