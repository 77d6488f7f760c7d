"""The values that a notice keeps as plain JSON, made typed again by the endings of their names."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

ENDINGS: dict[str, Callable[[str], Any]] = {
    "_at": datetime.fromisoformat,
    "_on": date.fromisoformat,
    "_eur": Decimal,
}


def plain(**values: Any) -> dict[str, Any]:
    """Instants, days and amounts as texts, the rest as it is; the names say what they were (`due_at`, `paid_on`, `net_eur`)."""
    return {name: _plain(name, value) for name, value in values.items()}


def _plain(name: str, value: Any) -> Any:
    if value is None or not name.endswith(tuple(ENDINGS)):
        return value
    return str(value) if isinstance(value, (Decimal, int)) else value.isoformat()


def typed(data: Mapping[str, Any]) -> dict[str, Any]:
    """What `plain` made plain, as it was."""
    return {name: _typed(name, value) for name, value in data.items()}


def _typed(name: str, value: Any) -> Any:
    made = next((make for ending, make in ENDINGS.items() if name.endswith(ending)), None)
    return made(value) if made and isinstance(value, str) else value
