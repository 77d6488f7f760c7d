"""The annexes of reports for the people of the Chamber that each is of: seen, taken, and counted; nobody else's."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin import display
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from accounts.admin.chambers import ChamberFilter
from accounts.enums import Permission
from core.admin import Panel, PortalModelAdmin, moment, site
from core.figures import instant
from reports import permissions, policies
from reports.models import ReportFile
from reports.queries.downloads import times_taken
from reports.queries.editions import given


class AnnexAdmin(PortalModelAdmin):
    """The annexes of the reader's Chambers, of the latest report first."""

    read_permission = Permission.READ_REPORTS
    other_readers = (Permission.CHECK_FILES, Permission.ASSIGN_FILES)
    list_display = ["__str__", "chamber", moment("run__as_of_at", _("dati alla data")), "is_sent"]
    list_filter = ["run__call", ("chamber", ChamberFilter)]
    ordering = ["-run", "part"]
    fields = ["run", "chamber", "as_of", "is_sent", "weight", "sha256"]

    @display(description=_("dati alla data"))
    def as_of(self, file: ReportFile) -> str:
        """The instant whose data it tells."""
        return instant(file.run.as_of_at)

    @display(description=_("inviato a Regione"))
    def is_sent(self, file: ReportFile) -> str:
        """Whether its report was sent, or is a draft still."""
        if file in file.run.not_sent:
            return file.not_as_sent
        return str(_("sì") if file.run.evidence_id else _("no"))

    @display(description=_("dimensione"))
    def weight(self, file: ReportFile) -> str:
        """How much is taken."""
        return str(filesizeformat(file.size))

    def visible(self, request: Any) -> QuerySet[ReportFile]:
        mine = permissions.visible_annexes(request.user).select_related("run__call", "run__evidence", "chamber")
        return given(mine).prefetch_related("run__files")

    def get_object(self, request: Any, object_id: str, from_field: str | None = None) -> ReportFile | None:
        """The address of an edition leads to the one that is given now."""
        mine = permissions.visible_annexes(request.user).filter(pk=int(object_id) if object_id.isdigit() else 0).first()
        return super().get_object(request, str(mine.run.given[mine.which].pk) if mine else object_id, from_field)

    def panels(self, obj: ReportFile, request: Any) -> Sequence[Panel]:
        reason = policies.why_not_download(obj)
        return [Panel(_("File"), "reports/annex.html", {"file": obj, "reason": reason, "count": times_taken(obj)})]


site.register(ReportFile, AnnexAdmin)
