"""Which part of the draft mends what a rule finds."""

from applications.enums import Section
from bando.enums import RuleKind

SECTION_OF: dict[RuleKind, Section] = {
    RuleKind.SIZE: Section.REQUIREMENTS,
    RuleKind.ATECO: Section.REQUIREMENTS,
    RuleKind.CAPITAL: Section.REQUIREMENTS,
    RuleKind.DURC: Section.REQUIREMENTS,
    RuleKind.ANTIMAFIA: Section.REQUIREMENTS,
    RuleKind.AID_CEILING: Section.REQUIREMENTS,
    RuleKind.YEARLY_CEILING: Section.REQUIREMENTS,
    RuleKind.SINGLE: Section.REQUIREMENTS,
    RuleKind.LINKED_FIRMS: Section.REQUIREMENTS,
    RuleKind.SEAT: Section.SEAT,
    RuleKind.READINESS: Section.PROJECT,
    RuleKind.MINIMUM_SPEND: Section.EXPENSES,
    RuleKind.MAXIMUM_SPEND: Section.EXPENSES,
    RuleKind.ITEM_CAPS: Section.EXPENSES,
    RuleKind.EARLIER_CALLS: Section.DECLARATIONS,
    RuleKind.INSOLVENCY: Section.DECLARATIONS,
    RuleKind.ANNUAL_FEE: Section.DECLARATIONS,
    RuleKind.SUPPLIES: Section.DECLARATIONS,
    RuleKind.DECLARATION: Section.DECLARATIONS,
}

# The fields of that part, in the order in which they are asked.
FIELDS_OF: dict[RuleKind, tuple[str, ...]] = {
    RuleKind.SIZE: ("staff", "turnover", "balance_sheet"),
    RuleKind.ATECO: ("ateco_code", "ateco_version"),
    RuleKind.CAPITAL: ("subscribed_capital", "accumulated_losses"),
    RuleKind.DURC: ("durc_issued_on", "durc_expires_on"),
    RuleKind.ANTIMAFIA: ("persons", "persons_declared"),
    RuleKind.AID_CEILING: ("aid_received",),
    RuleKind.SEAT: ("seat_province",),
    RuleKind.READINESS: ("portfolio", "markets", "channels"),
    RuleKind.MINIMUM_SPEND: ("item",),
}

# The declaration that every application rests on (art. 46 and 47 DPR 445/2000), beside those that the call asks for.
TRUTH = "dpr-445-2000"
