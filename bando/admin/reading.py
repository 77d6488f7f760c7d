"""Who opens the pages of `bando` in the admin: who works on files, and who reads reports."""

from accounts.enums import Permission
from core.admin import PortalModelAdmin


class ReadByWorkersAndFunders(PortalModelAdmin):
    """Open to officers, Unioncamere, auditors and the Region; which rows, `visible` says."""

    read_permission = Permission.READ_FILES
    other_readers = (Permission.READ_REPORTS,)
