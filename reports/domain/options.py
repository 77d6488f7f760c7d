"""What may be chosen of a report's files: how a CSV parts its cells, whether it begins with the mark of UTF-8, what is told.

`texts` names the versions of the chapters that the report carries, in their order: they are never changed, so the report made
again years later carries the same words, whatever was written since.
"""

from collections.abc import Mapping
from typing import Any

from reports.enums import Separator

SEPARATOR, MARK, TEXTS = "separator", "mark", "texts"
USUAL: dict[str, Any] = {SEPARATOR: Separator.SEMICOLON.value, MARK: True, TEXTS: []}


def options(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Every option with its value, the usual one where nothing was chosen; ValueError for what is no option or no value."""
    if unknown := set(chosen) - set(USUAL):
        raise ValueError(f"reports have no option {sorted(unknown)}")
    full = USUAL | dict(chosen)
    return {SEPARATOR: Separator(full[SEPARATOR]).value, MARK: bool(full[MARK]), TEXTS: [int(pk) for pk in full[TEXTS]]}
