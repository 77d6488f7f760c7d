"""The trail, for whoever may read it: events, steps, messages. It lives in core, which knows no roles."""

from typing import Any

from django.contrib.admin import EmptyFieldListFilter
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from core.admin import PortalModelAdmin, moment, site
from core.models import AuditEvent, OutgoingMessage, Transition


class TrailAdmin(PortalModelAdmin):
    """Everything of one kind, to read."""

    read_permission = Permission.READ_TRAIL

    def visible(self, request: Any) -> QuerySet[Any]:
        return self.model._default_manager.all()


class AuditEventAdmin(TrailAdmin):
    list_display = ["pk", moment("at", _("quando")), "by_label", "action", "subject_type", "subject_id"]
    list_filter = ["action", "subject_type"]
    search_fields = ["=subject_id", "by_label", "action"]


class TransitionAdmin(TrailAdmin):
    list_display = ["pk", moment("at", _("quando")), "by_label", "subject_type", "subject_id", "source", "target"]
    list_filter = ["subject_type", "target"]
    search_fields = ["=subject_id", "by_label"]


class OutgoingMessageAdmin(TrailAdmin):
    list_display = ["pk", "recipient", "subject", moment("queued_at", _("accodato")), moment("sent_at", _("inviato")), "attempts"]
    list_filter = [("sent_at", EmptyFieldListFilter)]
    search_fields = ["recipient", "subject"]


site.register(AuditEvent, AuditEventAdmin)
site.register(Transition, TransitionAdmin)
site.register(OutgoingMessage, OutgoingMessageAdmin)
