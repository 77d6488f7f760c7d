"""What changed between two configurations of a call, in words: section by section, row by row (by code), field by field.

Compares snapshots (`bando.queries.snapshot`); what only identifies them (code, address, number of the version) is no change.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bando.domain.fields import COMPONENTS, OF_CALL, SECTIONS, Field, Kind, Section
from core.domain.wording import gettext_noop

Data = Mapping[str, Any]
ADDED = Field(gettext_noop("aggiunto"), Kind.NAME)
REMOVED = Field(gettext_noop("tolto"), Kind.NAME)


@dataclass(frozen=True)
class Difference:
    """One change. `path` is «section/code/field» («call//title», «rules/durc» for a whole row), `what` an Italian msgid.

    `before` and `after` are the values as the snapshots have them (None: was not, is not there), of a `kind` that says
    how to write them (a CHOICE in the words of the enumeration `choices`); `row` is the name of the row, empty for the call.
    """

    path: str
    what: str
    before: Any
    after: Any
    kind: Kind
    row: str = ""
    choices: str = ""

    @property
    def section(self) -> str:
        """Where in the configuration: «call», «measures», «rules», …"""
        return self.path.split("/", 1)[0]


def differences(before: Data, after: Data) -> list[Difference]:
    """All that changed, in the order of the configuration; empty when both promise the same."""
    found = list(_fields("call", "", "", OF_CALL, before, after))
    for section in SECTIONS:
        found += _rows(section, before.get(section.name, ()), after.get(section.name, ()))
    return found


def _rows(section: Section, before: Sequence[Data], after: Sequence[Data]) -> Iterator[Difference]:
    old, new = ({section.key(row): row for row in rows} for rows in (before, after))
    for code in [*old, *(code for code in new if code not in old)]:
        yield from _row(section, code, old.get(code), new.get(code))


def _row(section: Section, code: str, before: Data | None, after: Data | None) -> Iterator[Difference]:
    name = str((after or before or {}).get("label", ""))
    path = f"{section.name}/{code}"
    if before is None or after is None:
        what = ADDED if before is None else REMOVED
        yield Difference(path, what.label, before and name, after and name, what.kind, name)
        return
    yield from _fields(section.name, code, name, section.fields, before, after)
    if section.name == "measures":
        yield from _rows(COMPONENTS, before["components"], after["components"])


def _fields(section: str, code: str, row: str, fields: Mapping[str, Field], before: Data, after: Data) -> Iterator[Difference]:
    for name, field in fields.items():
        old, new = before.get(name), after.get(name)
        if old != new:
            path, kind = f"{section}/{code}/{name}", field.kind_in(after)
            yield Difference(path, field.label, old, new, kind, row, field.choices)
