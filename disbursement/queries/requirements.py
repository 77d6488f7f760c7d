"""What the rules of the payment answer about settled accounts."""

from datetime import date, datetime

from applications.queries.findings import findings_of
from bando.domain.rules.engine import RuleFinding
from bando.domain.rules.facts import Name, Value
from bando.enums import Outcome, Phase, RuleKind
from bando.queries import limits
from bando.queries.terms import caps_of
from disbursement.models import Settlement
from disbursement.queries.worth import worth_of


def facts_at_payment(settlement: Settlement, *, on: date | None = None) -> dict[str, Value]:
    """What the accounts have made of the project: the spend that counts, under the caps, and the final grant.

    With `on`, the rules are asked as of that day, on which the bank is to pay: what runs out before it has run out.
    """
    application = settlement.account.application
    caps = caps_of(application.call, application.call_version)
    known = limits.facts_of(worth_of(settlement.account).found, caps)
    known |= {Name.SPEND: settlement.admitted_spend, Name.GRANT: settlement.final_grant}
    return known | ({Name.TODAY: on} if on else {})


def requirements_of(settlement: Settlement, *, at: datetime) -> list[RuleFinding]:
    """One finding for each rule that the call asks before it pays; nothing is stored."""
    account = settlement.account
    more = facts_at_payment(settlement)
    return findings_of(account.application, Phase.PAYMENT, at=at, more=more, found_since=account.sent_at)


def has_irregular_durc(settlement: Settlement, *, at: datetime) -> bool:
    """Whether the rules of the payment find the firm's contributions not in order."""
    found = requirements_of(settlement, at=at)
    return any(one.rule.kind == RuleKind.DURC and one.outcome == Outcome.NOT_MET for one in found)
