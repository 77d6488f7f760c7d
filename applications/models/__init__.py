"""What was asked and answered."""

from applications.models.application import Application, Content, Document, Expense
from applications.models.arrival import Arrival, Receipt
from applications.models.decision import Grant, Ranking, RankingEntry
from applications.models.mandate import Mandate
from applications.models.notice import Notice
from applications.models.review import (
    Confirmation,
    Evaluation,
    ExpenseCut,
    Finding,
    IntegrationAnswer,
    IntegrationRequest,
    Score,
    ScoreSheet,
    Verdict,
)
from applications.models.signing import SignableForm, Signature
from applications.models.snapshot import Snapshot

__all__ = [
    "Application",
    "Arrival",
    "Confirmation",
    "Content",
    "Document",
    "Evaluation",
    "Expense",
    "ExpenseCut",
    "Finding",
    "Grant",
    "IntegrationAnswer",
    "IntegrationRequest",
    "Mandate",
    "Notice",
    "Ranking",
    "RankingEntry",
    "Receipt",
    "Score",
    "ScoreSheet",
    "SignableForm",
    "Signature",
    "Snapshot",
    "Verdict",
]
