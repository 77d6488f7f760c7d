"""How long the answers of the rules hold by themselves: some look at the day, and a day comes when they answer otherwise."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from applications.models import Application
from applications.queries.facts import PORTAL
from bando.domain.rules.engine import RuleFinding, evaluate
from bando.domain.rules.facts import Facts, Name
from bando.models.situation import situation_of
from core.figures import ROME

# A window that is open for longer asks the rules again within this many days.
FARTHEST = 366


def holds_until(application: Application, findings: Sequence[RuleFinding], facts: Facts, *, at: datetime) -> datetime | None:
    """The first midnight of Rome at which a rule that looks at the day would begin to block, or cease to.

    None: not before the closing. Nothing is asked again but those rules, with another day: the other `facts` are as they were.
    """
    of_today = [found for found in findings if Name.TODAY in found.used]
    if not of_today:
        return None
    rules, now, today = [found.rule for found in of_today], [found.blocks for found in of_today], timezone.localdate(at, ROME)
    left = (timezone.localdate(situation_of(application.call).closes_at, ROME) - today).days
    for days in range(1, min(left, FARTHEST) + 1):
        day = today + timedelta(days=days)
        if [found.blocks for found in evaluate(rules, facts.plus({Name.TODAY: day}, source=PORTAL, at=at))] != now:
            return _midnight(day)
    return _midnight(today + timedelta(days=FARTHEST)) if left > FARTHEST else None


def _midnight(day: object) -> datetime:
    return datetime.fromisoformat(f"{day}T00:00:00").replace(tzinfo=ROME)
