"""What a call promises and asks, read once for the pages that compute with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bando.domain.caps import Cap
from bando.domain.rules.engine import Rule
from bando.enums import Phase
from bando.models import Call, Component, ExpenseItem, Measure
from bando.queries.terms import caps_of, items_of, measures_of, rules_for


@dataclass(frozen=True)
class Promise:
    """Measures with their components, items with their caps, and the rules asked before log-in (none where not wanted)."""

    call: Call
    measures: Sequence[Measure]
    items: Sequence[ExpenseItem]
    caps: Sequence[Cap]
    rules: Sequence[Rule]

    @property
    def bonuses(self) -> dict[str, Component]:
        """The components that a firm gets by a declaration, by the code of the declaration."""
        return {part.condition: part for measure in self.measures for part in measure.components.all() if part.condition}


def promise_of(call: Call, *, with_rules: bool = True) -> Promise:
    """Five queries; four without the rules."""
    rules = rules_for(call, Phase.PRECHECK) if with_rules else []
    return Promise(call, list(measures_of(call)), list(items_of(call)), caps_of(call), rules)
