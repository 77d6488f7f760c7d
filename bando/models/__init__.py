"""What was promised."""

from bando.models.call import Act, Call, Publication
from bando.models.money import BudgetLine, Fund, Movement, Pot, PotProvince, TrancheRule
from bando.models.terms import EligibilityRule, ExpenseItem, Measure, RequiredDocument, ScoringCriterion

__all__ = [
    "Act",
    "BudgetLine",
    "Call",
    "EligibilityRule",
    "ExpenseItem",
    "Fund",
    "Measure",
    "Movement",
    "Pot",
    "PotProvince",
    "Publication",
    "RequiredDocument",
    "ScoringCriterion",
    "TrancheRule",
]
