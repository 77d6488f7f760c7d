"""A life as one table: move → (states it may start from, state it ends in)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Workflow:
    """The whole life of one kind of thing; diagrams, checks and the database's trigger are printed from it."""

    name: str
    start: str
    moves: Mapping[str, tuple[frozenset[str], str]]

    def target(self, state: str, move: str) -> str | None:
        """The state that `move` leads to from `state`; None where the table has no such step."""
        sources, target = self.moves[move]
        return target if state in sources else None

    def steps(self) -> list[tuple[str, str]]:
        """Every (from, to) pair once, in the order of the table: what the database lets happen."""
        pairs = ((str(source), str(target)) for sources, target in self.moves.values() for source in sorted(sources))
        return list(dict.fromkeys(pairs))

    def diagram(self) -> str:
        """The table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start}"]
        for move, (sources, target) in self.moves.items():
            lines += [f"    {source} --> {target}: {move}" for source in sorted(sources)]
        return "\n".join(lines) + "\n"


def step(sources: Iterable[str] | str, target: str) -> tuple[frozenset[str], str]:
    """One line of a table; a single source may stand without brackets."""
    return (frozenset([sources]) if isinstance(sources, str) else frozenset(sources)), target
