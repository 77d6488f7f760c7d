"""Which part of the draft mends what a rule finds."""

from applications.enums import Section
from bando.enums import RuleKind

SECTION_OF: dict[RuleKind, Section] = {
    RuleKind.SIZE: Section.REQUIREMENTS,
    RuleKind.CAPITAL: Section.REQUIREMENTS,
    RuleKind.AID_CEILING: Section.REQUIREMENTS,
    RuleKind.SINGLE: Section.REQUIREMENTS,
    RuleKind.SEAT: Section.SEAT,
    RuleKind.READINESS: Section.PROJECT,
    RuleKind.MINIMUM_SPEND: Section.EXPENSES,
    RuleKind.DECLARATION: Section.DECLARATIONS,
}

# The declaration that every application rests on (art. 46 and 47 DPR 445/2000), beside those that the call asks for.
TRUTH = "dpr-445-2000"
