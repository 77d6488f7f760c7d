"""A life as a table: targets, steps and diagram say the same."""

from core.domain.workflow import Workflow, step

LIFE = Workflow("thing", "draft", {"send": step("draft", "sent"), "withdraw": step(("draft", "sent"), "gone")})


def test_a_move_leads_to_its_target_from_its_sources_only():
    assert LIFE.target("draft", "send") == "sent"
    assert LIFE.target("gone", "send") is None


def test_the_steps_are_the_pairs_of_the_table_once():
    assert LIFE.steps() == [("draft", "sent"), ("draft", "gone"), ("sent", "gone")]


def test_the_diagram_shows_every_step():
    lines = LIFE.diagram().splitlines()
    assert lines[:2] == ["stateDiagram-v2", "    [*] --> draft"]
    assert lines[2:] == ["    draft --> sent: send", "    draft --> gone: withdraw", "    sent --> gone: withdraw"]
