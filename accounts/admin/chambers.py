"""The filter of lists by Chamber: those that the reader works with."""

from typing import Any

from accounts.permissions import visible_chambers
from core.admin.filters import ScopedRelatedFilter


class PotFilter(ScopedRelatedFilter):
    """The reader's Chambers, and the common pool."""

    def offered(self, model: Any, request: Any, model_admin: Any) -> Any:
        return visible_chambers(request.user)


class ChamberFilter(PotFilter):
    """The reader's Chambers, where every row of the list has one."""

    include_empty_choice = False
