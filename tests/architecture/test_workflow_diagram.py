"""The diagram in docs/ is the table's."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from applications.domain.workflow import WORKFLOW
from applications.enums import Move, State
from applications.queries import workflow

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "workflow.md"


def printed() -> str:
    out = StringIO()
    call_command("print_workflow", stdout=out)
    return out.getvalue()


def test_the_document_is_what_the_table_prints():
    assert DOCUMENT.read_text() == printed(), "print it anew: ./portal manage print_workflow > docs/workflow.md"


def test_another_table_prints_another_document(monkeypatch):
    moves = {**WORKFLOW.moves, Move.CLOSE: (frozenset([State.PAID]), State.REVOKED)}
    monkeypatch.setattr(workflow, "WORKFLOW", replace(WORKFLOW, moves=moves))
    assert DOCUMENT.read_text() != printed()
