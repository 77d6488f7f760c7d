"""The reports that a call owes the Region, from the rules of its tranches: which one, by when, as of which instant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bando.enums import FundKind, Gate
from bando.models import Call, TrancheRule
from disbursement.models import Evidence
from reports.domain.wording import ROME
from reports.enums import ReportKind

# The draft is ready so long before its tranche is due, and is still made so long after, for a portal that stood still.
AHEAD, BEHIND = timedelta(days=14), timedelta(days=30)
KINDS = {Gate.INTERIM: ReportKind.INTERIM, Gate.FINAL: ReportKind.FINAL}


@dataclass(frozen=True)
class Due:
    """A report that opens a tranche; `as_of_at` is the instant its draft describes, the same whoever asks and whenever."""

    call: Call
    kind: ReportKind
    due_on: date

    @property
    def as_of_at(self) -> datetime:
        return datetime.combine(self.due_on - AHEAD, time(), ROME)


def falling_due(at: datetime) -> Iterator[Due]:
    """The reports whose drafts are to be there at `at` and that nobody has sent yet, the earliest first."""
    today = at.astimezone(ROME).date()
    rules = TrancheRule.objects.filter(
        gate__in=KINDS, fund__kind=FundKind.REGIONAL, fund__call__published_at__lte=at, fund__call__rehearsal=False,
        due_on__range=(today - BEHIND, today + AHEAD),
    ).select_related("fund__call")  # fmt: skip
    listed = {Due(rule.fund.call, KINDS[Gate(rule.gate)], rule.due_on) for rule in rules}
    for due in sorted(listed, key=lambda one: (one.due_on, one.call.pk, one.kind)):
        if not Evidence.objects.filter(call=due.call, kind=due.kind, as_of_at__gte=due.as_of_at).exists():
            yield due
