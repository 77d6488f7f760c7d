"""The life of an application as a page for readers, printed from its table."""

from applications.domain.workflow import WORKFLOW
from applications.enums import Move, State

HEAD = """# The life of an application

Printed from `applications/domain/workflow.py` by `./portal manage print_workflow > docs/workflow.md`; a test compares the two.
The database lets the column `state` move along these arrows only, whoever writes it. The accounts have a table of their own in
`disbursement/domain/workflow.py`.

"""


def page() -> str:
    """The whole of docs/workflow.md: diagram, then the words of states and moves."""
    diagram = f"```mermaid\n{WORKFLOW.diagram()}```\n\n"
    states = [f"| `{state.value}` | {state.label} |" for state in State]
    moves = [
        f"| `{Move(move).value}` | {Move(move).label} | {', '.join(f'`{source}`' for source in sorted(sources))} | `{target}` |"
        for move, (sources, target) in WORKFLOW.moves.items()
    ]
    tables = [_table("| state | in the interface |", states), _table("| move | in the interface | from | to |", moves)]
    return HEAD + diagram + "\n".join(tables)


def _table(head: str, rows: list[str]) -> str:
    rule = "|" + "---|" * (head.count("|") - 1)
    return "\n".join([head, rule, *rows]) + "\n"
