"""How each kind of rule judges: `(facts, parameters) → finding`, with a sentence that says what and why.

What is not known is either missing (the applicant can still say it: not met) or for the Chamber to find (to be verified).
"""

from collections.abc import Callable
from typing import Any

from bando.domain.rules.facts import Facts
from bando.domain.rules.findings import Finding
from bando.domain.rules.kinds import ceilings, firm, money, project, rivals, seat, standing
from bando.enums import RuleKind

Judge = Callable[[Facts, Any], Finding]

JUDGES: dict[RuleKind, Judge] = {
    RuleKind.SIZE: firm.size,
    RuleKind.SEAT: seat.seat,
    RuleKind.ATECO: firm.ateco,
    RuleKind.INSOLVENCY: standing.insolvency,
    RuleKind.CAPITAL: firm.capital,
    RuleKind.DURC: standing.durc,
    RuleKind.ANNUAL_FEE: standing.annual_fee,
    RuleKind.SUPPLIES: standing.supplies,
    RuleKind.ANTIMAFIA: standing.antimafia,
    RuleKind.SINGLE: rivals.single,
    RuleKind.LINKED_FIRMS: rivals.linked_firms,
    RuleKind.EARLIER_CALLS: rivals.earlier_calls,
    RuleKind.MINIMUM_SPEND: money.minimum_spend,
    RuleKind.MAXIMUM_SPEND: money.maximum_spend,
    RuleKind.ITEM_CAPS: money.item_caps,
    RuleKind.READINESS: project.readiness,
    RuleKind.AID_CEILING: ceilings.aid_ceiling,
    RuleKind.YEARLY_CEILING: ceilings.yearly_ceiling,
    RuleKind.DECLARATION: standing.made,
}
