"""What was promised."""

from bando.models.call import Act, Attachment, Call, Publication, Question, Version
from bando.models.check import LedgerCheck
from bando.models.money import BudgetLine, Fund, Movement, Pot, PotProvince, TrancheRule, WaitingList
from bando.models.terms import (
    Cap,
    Component,
    EligibilityRule,
    ExpenseItem,
    Measure,
    RequiredDocument,
    ScoringCriterion,
    Term,
    Window,
)

__all__ = [
    "Act",
    "Attachment",
    "BudgetLine",
    "Call",
    "Cap",
    "Component",
    "EligibilityRule",
    "ExpenseItem",
    "Fund",
    "LedgerCheck",
    "Measure",
    "Movement",
    "Pot",
    "PotProvince",
    "Publication",
    "Question",
    "RequiredDocument",
    "ScoringCriterion",
    "Term",
    "TrancheRule",
    "Version",
    "WaitingList",
    "Window",
]
