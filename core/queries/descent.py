"""Everything that hangs on a row, whatever app it lives in: found through the foreign keys that lead to it."""

from collections.abc import Iterable

from django.db.models import FileField, Model

Rows = dict[type[Model], set[int]]


def hanging_on(root: Model) -> Rows:
    """Primary keys by model of `root` and of all rows that name it, or name one that does, by a foreign key."""
    found: Rows = {type(root): {root.pk}}
    fresh: Rows = dict(found)
    while fresh:
        fresh = _next(fresh, found)
        for model, keys in fresh.items():
            found.setdefault(model, set()).update(keys)
    return found


def _next(fresh: Rows, found: Rows) -> Rows:
    """The rows one foreign key further on that are not known yet."""
    further: Rows = {}
    for model, keys in fresh.items():
        for relation in model._meta.related_objects:
            rows = relation.related_model
            if relation.many_to_many or relation.field.column is None:
                continue
            named = rows._base_manager.filter(**{f"{relation.field.name}__in": keys}).values_list("pk", flat=True)
            further.setdefault(rows, set()).update(set(named) - found.get(rows, set()))
    return {model: keys for model, keys in further.items() if keys}


def files_of(rows: Rows) -> set[str]:
    """The paths of the files that `rows` alone name: those that a row outside them names too stay out."""
    paths: set[str] = set()
    for model, keys in rows.items():
        for field in file_fields(model):
            named = set(model._base_manager.filter(pk__in=keys).exclude(**{field: ""}).values_list(field, flat=True))
            others = model._base_manager.exclude(pk__in=keys).filter(**{f"{field}__in": named})
            paths |= named - set(others.values_list(field, flat=True))
    return paths


def file_fields(model: type[Model]) -> Iterable[str]:
    """The fields of a model that name a file."""
    return [field.name for field in model._meta.concrete_fields if isinstance(field, FileField)]
