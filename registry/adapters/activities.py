"""Reads the economic activities that the package ateco carries: ISTAT's own files, with their titles.

ATECO 2007 is read with its update of 2022, because firms and calls go on calling it 2007: a code of both has the newer
title; a code of one is in force as long as that one was.
"""

from dataclasses import dataclass
from datetime import date

from registry.adapters.packaged import content
from registry.enums import AtecoLevel, AtecoVersion

PACKAGE = "ateco"
# Older first: what the newer says holds.
_EDITIONS = {AtecoVersion.ATECO_2007: ("2007", "2022"), AtecoVersion.ATECO_2025: ("2025",)}


@dataclass(frozen=True)
class ActivityFact:
    """A code of a version; `until_on` is None while it is in force, `parent` "" for a section."""

    version: AtecoVersion
    code: str
    title: str
    level: AtecoLevel
    parent: str
    since_on: date
    until_on: date | None


def activities() -> list[ActivityFact]:
    """Every code of both versions, of every level."""
    validity = {edition["key"]: edition for edition in content(PACKAGE, "ateco/data/editions.json")["editions"]}
    found: dict[tuple[str, str], ActivityFact] = {}
    for version, editions in _EDITIONS.items():
        for edition in editions:
            since, until = validity[edition]["valid_from"], validity[edition]["valid_to"]
            for node in content(PACKAGE, f"ateco/data/{edition}/nodes.json")["nodes"]:
                older = found.get((version, node["code"]))
                found[version, node["code"]] = ActivityFact(
                    version=version,
                    code=node["code"],
                    title=node["title"],
                    level=AtecoLevel(node["level"]),
                    parent=node["parent"] or "",
                    since_on=older.since_on if older else date.fromisoformat(since),
                    until_on=date.fromisoformat(until) if until else None,
                )
    return list(found.values())
