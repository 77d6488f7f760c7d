"""The versions of a call, and what changed between two of them or would change with a draft of an amendment, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext, pgettext

from bando import enums
from bando.domain.differences import Difference, differences
from bando.domain.fields import LABELS, Kind
from bando.domain.rules.facts import canonical_json
from bando.models import Call, Version
from bando.queries.snapshot import SCHEMA, snapshot
from core.figures import day, euro, instant, percent, points
from core.money import cents

NOTHING = "–"


def versions_of(call: Call) -> QuerySet[Version]:
    """The versions, first one first, each with its act; their contents stay where they are."""
    return Version.objects.filter(call=call).select_related("act", "amendment").defer("content").order_by("number")


def between(call: Call, first: int, last: int) -> list[Difference]:
    """What changed from one version to the other. Raises Version.DoesNotExist for a version never made.

    A version of before versions were kept has no content to compare: nothing is found.
    """
    kept = dict(Version.objects.filter(call=call, number__in=(first, last)).values_list("number", "content"))
    if {first, last} - set(kept):
        raise Version.DoesNotExist
    contents = [kept[first] or {}, kept[last] or {}]
    if any(content.get("schema") != SCHEMA for content in contents):
        return []
    return differences(*contents)


def of_amendment(draft: Call) -> list[Difference]:
    """What the draft of an amendment changes; funds that acts have added to the call are not part of it."""
    if draft.amends is None:
        return []
    before, after = snapshot(draft.amends), snapshot(draft)
    own = [fund for fund in before["funds"] if fund["since"] == 1]
    return differences(before | {"funds": own}, after)


@dataclass(frozen=True)
class Comparison:
    """Two versions of a call beside each other; `versions` are all of them, newest first, for who wants to choose others."""

    versions: list[Version]
    first: int
    last: int
    changes: list["Changes"]

    @property
    def is_possible(self) -> bool:
        """Whether there are two versions at all."""
        return len(self.versions) > 1


def comparison(call: Call, first: str | None, last: str | None) -> Comparison:
    """The versions whose numbers are asked for as texts; the last two where they are not numbers of versions."""
    versions = list(versions_of(call).reverse())
    known = {str(version.number): version.number for version in versions}
    newer = known.get(last or "", versions[0].number if versions else 1)
    older = known.get(first or "", max(newer - 1, 1))
    return Comparison(versions, older, newer, in_words(between(call, older, newer)) if versions else [])


@dataclass(frozen=True)
class Change:
    """A difference as people read it."""

    row: str
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Changes:
    """The differences of one section."""

    title: str
    rows: list[Change]


def in_words(found: Iterable[Difference]) -> list[Changes]:
    """The differences section by section, in the language of the page."""
    return [
        Changes(gettext(LABELS[section]), [_told(one) for one in ones])
        for section, ones in groupby(found, key=lambda one: one.section)
    ]


def _told(one: Difference) -> Change:
    return Change(one.row, gettext(one.what), _written(one, one.before), _written(one, one.after))


def _written(one: Difference, value: Any) -> str:
    if value in (None, "", []):
        return NOTHING
    writers = {
        Kind.AMOUNT: lambda: euro(cents(value)),
        Kind.SHARE: lambda: percent(Decimal(value)),
        Kind.POINTS: lambda: points(Decimal(value)),
        Kind.INSTANT: lambda: instant(parse_datetime(value)),
        Kind.DAY: lambda: day(parse_date(value)),
        Kind.YES_NO: lambda: pgettext("risposta", "sì") if value else pgettext("risposta", "no"),
        Kind.CHOICE: lambda: _labels(one, [value]),
        Kind.CHOICES: lambda: _labels(one, value),
        Kind.NAMES: lambda: ", ".join(map(str, value)),
        Kind.DATA: lambda: _data(value),
    }
    return writers.get(one.kind, lambda: str(value))()


def _labels(one: Difference, values: list[str]) -> str:
    words: type[TextChoices] = getattr(enums, one.choices)
    return ", ".join(str(words(value).label) for value in values)


def _data(value: Any) -> str:
    """Parameters and lists, one a line."""
    if isinstance(value, dict):
        return "\n".join(f"{name}: {_data(one)}" for name, one in value.items())
    if isinstance(value, list):
        return "\n".join(", ".join(map(str, one)) if isinstance(one, list) else _data(one) for one in value)
    return value if isinstance(value, str) else canonical_json(value)
