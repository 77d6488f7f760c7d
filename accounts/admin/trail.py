"""The trail, for whoever may read it: events, steps, messages. It lives in core, which knows no roles."""

from typing import Any, ClassVar

from django.contrib.admin import EmptyFieldListFilter, display
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from core.admin import PortalModelAdmin, moment, site
from core.admin.filters import FirstColumnFilter
from core.models import AuditEvent, OutgoingMessage, Transition
from core.queries.jumping import first_values
from core.queries.words import ADDRESS, words_in


class TrailAdmin(PortalModelAdmin):
    """Everything of one kind, to read, newest first."""

    read_permission = Permission.READ_TRAIL
    ordering = ("-pk",)
    is_ordering_total = True

    def visible(self, request: Any) -> QuerySet[Any]:
        return self.model._default_manager.all()

    def may_estimate(self, request: Any) -> bool:
        """Whoever reads the trail reads all of it."""
        return True

    @display(description=_("n."), ordering="pk")
    def number(self, row: Any) -> int:
        """The row's own."""
        return row.pk


class HappeningAdmin(TrailAdmin):
    """What happened, found by the thing it happened to.

    A row is added at every write of the portal, so it has one index, by its thing; words are met by reading back from the newest.
    """

    list_filter: ClassVar[list[Any]] = [("subject_type", FirstColumnFilter)]
    search_fields: ClassVar[list[str]] = ["pk"]
    search_help_text = _("Numero dell’oggetto, o per intero: chi ha agito, l’azione, lo stato raggiunto")
    words: ClassVar[tuple[str, ...]] = ("by_label",)

    def matching(self, term: str, request: Any) -> Q | None:
        if term.isdecimal():
            return Q(subject_type__in=first_values(self.model, "subject_type"), subject_id=int(term))
        return Q.create([Q(**{word: term}) for word in self.words], connector=Q.OR)


class AuditEventAdmin(HappeningAdmin):
    list_display = ["number", moment("at", _("quando")), "by_label", "action", "subject_type", "subject_id"]
    words = ("by_label", "action")


class TransitionAdmin(HappeningAdmin):
    list_display = ["number", moment("at", _("quando")), "by_label", "subject_type", "subject_id", "source", "target"]
    words = ("by_label", "target")


class OutgoingMessageAdmin(TrailAdmin):
    list_display = [
        "number",
        "recipient",
        "subject",
        moment("queued_at", _("accodato")),
        moment("sent_at", _("inviato")),
        "attempts",
    ]
    list_filter = [("sent_at", EmptyFieldListFilter)]
    search_fields: ClassVar[list[str]] = ["pk"]
    search_help_text = _("Destinatario od oggetto, o una loro parte")

    def matching(self, term: str, request: Any) -> Q | None:
        """All to a whole address, else those with the words: each where they lie that have left, and where they lie that wait.

        What is said of the ones and of the others is written differently on purpose: of two equal conditions the database would
        make one, about all messages, which no index answers. Those that wait have none of words: they are written in a queue.
        """
        left, waiting = Q(Exact(Lower("recipient"), term.lower())), Q(recipient__iexact=term)
        if not (ADDRESS.fullmatch(term) and OutgoingMessage.objects.filter(left, sent_at__isnull=False).exists()):
            left, waiting = words_in(term, "recipient", "subject"), words_in(term, "subject", "recipient")
        return Q(sent_at__isnull=False) & left | Q(sent_at__isnull=True) & waiting


site.register(AuditEvent, AuditEventAdmin)
site.register(Transition, TransitionAdmin)
site.register(OutgoingMessage, OutgoingMessageAdmin)
