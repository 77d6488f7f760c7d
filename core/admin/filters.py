"""Filters of lists that name only what the reader may see, and ask for their choices small tables alone."""

from typing import Any

from django.contrib.admin import AllValuesFieldListFilter, RelatedFieldListFilter
from django.contrib.admin.utils import get_model_from_relation

from core.queries.jumping import first_values


class ScopedRelatedFilter(RelatedFieldListFilter):
    """Offers the rows that the related model's own page offers its reader; never asks a long list which of them occur in it."""

    def field_choices(self, field: Any, request: Any, model_admin: Any) -> list[Any]:
        return [(row.pk, str(row)) for row in self.offered(get_model_from_relation(field), request, model_admin)]

    def offered(self, model: Any, request: Any, model_admin: Any) -> Any:
        """The rows to choose from. A model without a page of its own needs a filter that says which."""
        return model_admin.admin_site.get_model_admin(model).choices(request)


class FirstColumnFilter(AllValuesFieldListFilter):
    """Offers the values that occur in the first column of an index, for long tables without a list of what it may hold."""

    def __init__(self, field: Any, request: Any, params: Any, model: Any, model_admin: Any, field_path: str) -> None:
        super().__init__(field, request, params, model, model_admin, field_path)
        self.lookup_choices: Any = first_values(model, field.column)
