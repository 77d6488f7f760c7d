"""What the rules of the payment answer about settled accounts."""

from collections.abc import Sequence
from datetime import date, datetime

from applications.queries.asked_together import Question
from applications.queries.findings import findings_of
from bando.domain.rules.engine import RuleFinding
from bando.domain.rules.facts import Name, Value
from bando.enums import Outcome, Phase, RuleKind
from bando.queries import limits
from disbursement.models import Settlement
from disbursement.queries.worth import counted_in


def facts_at_payment(settlements: Sequence[Settlement], *, on: date | None = None) -> dict[int, dict[str, Value]]:
    """Settlement → what its accounts have made of the project: the spend that counts, under the caps, and the final grant.

    With `on`, the rules are asked as of that day, on which the bank is to pay: what runs out before it has run out.
    """
    counted = counted_in([one.account for one in settlements])
    when: dict[str, Value] = {Name.TODAY: on} if on else {}
    return {
        one.pk: limits.facts_of(*counted[one.account_id]) | {Name.SPEND: one.admitted_spend, Name.GRANT: one.final_grant} | when
        for one in settlements
    }


def questions_at_payment(settlements: Sequence[Settlement], *, on: date) -> list[Question]:
    """What is asked of each when it is to be paid on a day.

    What officers found when they admitted an application counts no more: it is looked up again once the accounts are in.
    """
    more = facts_at_payment(settlements, on=on)
    return [Question(one.account.application, more[one.pk], one.account.sent_at) for one in settlements]


def requirements_of(settlement: Settlement, *, at: datetime) -> list[RuleFinding]:
    """One finding for each rule that the call asks before it pays; nothing is stored."""
    account = settlement.account
    more = facts_at_payment([settlement])[settlement.pk]
    return findings_of(account.application, Phase.PAYMENT, at=at, more=more, found_since=account.sent_at)


def has_irregular_durc(settlement: Settlement, *, at: datetime) -> bool:
    """Whether the rules of the payment find the firm's contributions not in order."""
    found = requirements_of(settlement, at=at)
    return any(one.rule.kind == RuleKind.DURC and one.outcome == Outcome.NOT_MET for one in found)
