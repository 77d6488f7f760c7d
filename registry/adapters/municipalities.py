"""Reads the municipalities that the package python-codicefiscale carries: the archive of ANPR, past ones included.

Left out: 28 places without a cadastral code, and
those suppressed under a province that is gone (Pola, Fiume, Zara; Forlì and Pesaro by their former signs). The provinces of
Sardinia are those of the source, where the reform of 2025 has not arrived: Sud Sardegna is still one.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.adapters.packaged import content
from registry.domain.naming import as_written
from registry.domain.territory import PROVINCES

PACKAGE = "python-codicefiscale"
_FILE = "codicefiscale/data/municipalities.json"
_CODE = re.compile(r"[A-Z][0-9]{3}")


@dataclass(frozen=True)
class MunicipalityFact:
    """A municipality as its last entry in the archive has it; `until_on` is None while it exists."""

    cadastral_code: str
    name: str
    province: str
    since_on: date
    until_on: date | None


def municipalities() -> list[MunicipalityFact]:
    """Every municipality once, by cadastral code."""
    return list(facts(content(PACKAGE, _FILE)))


def facts(entries: Iterable[dict[str, Any]]) -> Iterator[MunicipalityFact]:
    """One fact per cadastral code: the archive has an entry for each name or province that a municipality has had."""
    histories: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        if _CODE.fullmatch(entry["code"]):
            histories.setdefault(entry["code"], []).append(entry)
    for code in sorted(histories):
        last = max(histories[code], key=lambda entry: (entry["active"], entry["date_deleted"], entry["date_created"]))
        if last["province"] in PROVINCES:
            first = min(entry["date_created"] for entry in histories[code])
            until = None if last["active"] else _day(last["date_deleted"])
            yield MunicipalityFact(code, as_written(last["name"], code), last["province"], _day(first), until)


def _day(written: str) -> date:
    return date.fromisoformat(written[:10])
