"""Who opens the pages of `bando` in the admin: who works on files, and who reads reports."""

from typing import Any

from accounts.enums import Permission
from core.admin import PortalModelAdmin


class ReadByWorkersAndFunders(PortalModelAdmin):
    """Open to officers, Unioncamere, auditors and the Region; which rows, `visible` says."""

    read_permission = Permission.READ_FILES

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return bool(request.user.holds(Permission.READ_FILES) or request.user.holds(Permission.READ_REPORTS))
