"""Writes the lists that packages carry into the tables: municipalities and economic activities.

Run again it writes only what has changed. A row that a newer package no longer has stays: something may point to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from core.locks import operation
from core.operations.recording import record
from registry.adapters import activities, municipalities
from registry.adapters.packaged import source
from registry.domain.naming import search_key
from registry.enums import Shipped
from registry.models import Activity, Dataset, Municipality

_BATCH = 2000


@dataclass(frozen=True)
class Loaded:
    """What loading one list did: rows it carries, rows that are new, rows that were otherwise."""

    dataset: Shipped
    source: str
    rows: int
    added: int
    changed: int


@operation
def load(*, by: Model | None, at: datetime) -> list[Loaded]:
    """Bring both lists to what the installed packages carry; an event is kept for each that was not so already."""
    return [
        _written(Shipped.MUNICIPALITIES, source(municipalities.PACKAGE), _municipalities(), ["cadastral_code"], by=by, at=at),
        _written(Shipped.ACTIVITIES, source(activities.PACKAGE), _activities(), ["version", "code"], by=by, at=at),
    ]


def _municipalities() -> list[Municipality]:
    return [
        Municipality(
            cadastral_code=fact.cadastral_code,
            name=fact.name,
            search_key=search_key(fact.name),
            province_id=fact.province,
            since_on=fact.since_on,
            until_on=fact.until_on,
        )
        for fact in municipalities.municipalities()
    ]


def _activities() -> list[Activity]:
    return [Activity(**vars(fact)) for fact in activities.activities()]


def _written(
    dataset: Shipped, package: str, rows: list[Municipality] | list[Activity], key: list[str], *, by: Model | None, at: datetime
) -> Loaded:
    added, changed = _upsert(rows, key)
    loaded = Loaded(dataset, package, len(rows), added, changed)
    known = {"source": package, "rows": len(rows)}
    if added or changed or not Dataset.objects.filter(code=dataset, **known).exists():
        row, _ = Dataset.objects.update_or_create(code=dataset, defaults={**known, "loaded_at": at})
        record(by=by, at=at, action="loading.load", subject=row, data={**known, "added": added, "changed": changed})
    return loaded


def _upsert(rows: Iterable[Model], key: list[str]) -> tuple[int, int]:
    """Insert the rows whose `key` is new, update those that differ; how many of each."""
    rows = list(rows)
    model = type(rows[0])
    others = [field.attname for field in model._meta.concrete_fields if field.attname not in {*key, "id"}]
    held = {line[: len(key)]: line[len(key) :] for line in model._default_manager.values_list(*key, *others)}
    new, other = [], []
    for row in rows:
        there = held.get(tuple(getattr(row, name) for name in key))
        if there is None:
            new.append(row)
        elif there != tuple(getattr(row, name) for name in others):
            other.append(row)
    if new or other:
        model._default_manager.bulk_create(
            [*new, *other],
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=key,
            update_fields=[name.removesuffix("_id") for name in others],
        )
    return len(new), len(other)
