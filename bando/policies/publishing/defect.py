"""What is wrong with a call: a code for the tests, a sentence that says how to mend it, the part of the editor where."""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """The parts of a call's editor, by their address."""

    CALL = "call"
    WINDOWS = "windows"
    MEASURES = "measures"
    COMPONENTS = "components"
    ITEMS = "items"
    CAPS = "caps"
    RULES = "rules"
    DOCUMENTS = "documents"
    CRITERIA = "criteria"
    POTS = "pots"
    FUNDS = "funds"
    QUESTIONS = "questions"
    ATTACHMENTS = "attachments"


@dataclass(frozen=True)
class Defect:
    """One thing to mend before publication."""

    code: str
    sentence: str
    section: Part

    def __str__(self) -> str:
        return self.sentence
