"""Compares what the database says of its files with what lies in the storage; a few rows in memory, however many there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice

from django.apps import apps
from django.db.models import FileField, Model, QuerySet

from core.adapters import storage
from core.queries.descent import file_fields

AT_ONCE = 500


@dataclass(frozen=True)
class Named:
    """A file that a row names: which row, where it lies, the digest kept beside it (empty: none is kept)."""

    row: str
    path: str
    sha256: str

    @property
    def trouble(self) -> str:
        """«missing», «changed», or empty when all is well."""
        found = storage.digest_of(self.path)
        if not found:
            return "missing"
        return "changed" if self.sha256 and found != self.sha256 else ""


def named() -> Iterator[Named]:
    """Every file that must be there. A model says with `with_bytes()` which of its rows have bytes, if not all."""
    for model, field in _fields():
        digest = ["sha256"] if _is_digested(model, field) else []
        rows: QuerySet = model.with_bytes() if hasattr(model, "with_bytes") else model._base_manager.all()
        values = rows.exclude(**{field: ""}).order_by("pk").values_list("pk", field, *digest)
        for pk, path, *kept in values.iterator(chunk_size=AT_ONCE):
            yield Named(f"{model._meta.label} {pk}", path, kept[0] if kept else "")


def orphans(before: datetime) -> Iterator[str]:
    """Paths that no row names, written before that instant: what is being uploaded just now has no row yet."""
    paths = storage.stored()
    while some := tuple(islice(paths, AT_ONCE)):
        known = set(chain.from_iterable(_naming(model, field, some) for model, field in _fields()))
        yield from (path for path in some if path not in known and storage.written_at(path) < before)


def _naming(model: type[Model], field: str, paths: tuple[str, ...]) -> Iterator[str]:
    yield from model._base_manager.filter(**{f"{field}__in": paths}).values_list(field, flat=True)


def _fields() -> Iterator[tuple[type[Model], str]]:
    return ((model, field) for model in apps.get_models() for field in file_fields(model))


def _is_digested(model: type[Model], field: str) -> bool:
    """The digest `sha256` is that of the one file of its row."""
    files = [one for one in model._meta.concrete_fields if isinstance(one, FileField)]
    return len(files) == 1 and any(one.name == "sha256" for one in model._meta.concrete_fields)
