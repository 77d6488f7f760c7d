"""What was asked and answered."""

from applications.models.application import Application, Content, Document, Expense
from applications.models.arrival import Arrival, Receipt
from applications.models.asking import IntegrationItem, IntegrationTemplate
from applications.models.assignment import Assignment, AssignmentRun
from applications.models.change import ChangeDecision, ChangeRequest
from applications.models.conflict import ConflictDeclaration
from applications.models.decision import Grant, Ranking, RankingEntry
from applications.models.dialogue import Message, Observation, RejectionNotice
from applications.models.letter import GrantLetter
from applications.models.mandate import Mandate
from applications.models.notice import Notice, NoticeReading
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
from applications.models.sitting import Sitting, SittingFile, SittingMember, SpreadNote
from applications.models.snapshot import Snapshot

__all__ = [
    "Application",
    "Arrival",
    "Assignment",
    "AssignmentRun",
    "ChangeDecision",
    "ChangeRequest",
    "Confirmation",
    "ConflictDeclaration",
    "Content",
    "Document",
    "Evaluation",
    "Expense",
    "ExpenseCut",
    "Finding",
    "Grant",
    "GrantLetter",
    "IntegrationAnswer",
    "IntegrationItem",
    "IntegrationRequest",
    "IntegrationTemplate",
    "Mandate",
    "Message",
    "Notice",
    "NoticeReading",
    "Observation",
    "Ranking",
    "RankingEntry",
    "Receipt",
    "RejectionNotice",
    "Score",
    "ScoreSheet",
    "SignableForm",
    "Signature",
    "Sitting",
    "SittingFile",
    "SittingMember",
    "Snapshot",
    "SpreadNote",
    "Verdict",
]
