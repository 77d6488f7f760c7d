"""What the rules of the call answer about an application now."""

from datetime import datetime

from applications.models import Application
from applications.queries.facts import facts_of
from bando.domain.rules.engine import RuleFinding, evaluate
from bando.enums import Phase
from bando.queries.terms import rules_for


def findings_of(application: Application, phase: Phase, *, at: datetime) -> list[RuleFinding]:
    """One finding for each rule that the call asks in this phase; nothing is stored."""
    return evaluate(rules_for(application.call, phase), facts_of(application, at=at))
