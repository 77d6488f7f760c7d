"""Filters of lists that name only what the reader may see."""

from typing import Any

from django.contrib.admin import RelatedFieldListFilter
from django.contrib.admin.utils import get_model_from_relation


class ScopedRelatedFilter(RelatedFieldListFilter):
    """Offers the related rows that occur in what the reader may see: a foreign Chamber's name never shows up."""

    def field_choices(self, field: Any, request: Any, model_admin: Any) -> list[Any]:
        seen = model_admin.get_queryset(request).order_by().values(self.field_path)
        rows = get_model_from_relation(field)._default_manager.filter(pk__in=seen)
        return [(row.pk, str(row)) for row in rows]


class NeverEmptyFilter(ScopedRelatedFilter):
    """For a relation that every row of the list has: «none» is not a choice."""

    include_empty_choice = False
