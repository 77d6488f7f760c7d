"""The texts that are ready for integration requests, as a list with its buttons."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from applications.forms.texting import TextForm
from applications.models import IntegrationTemplate
from applications.operations import texting
from applications.policies import texting as policies
from core.admin import ListAction, ObjectAction, PortalModelAdmin, site


def _why_not_retire(template: IntegrationTemplate, user: Any, at: datetime) -> str | None:
    return policies.why_not_retire(template)


class IntegrationTemplateAdmin(PortalModelAdmin):
    """Read by officers; added and retired by whoever configures the calls."""

    read_permission = Permission.CHECK_FILES
    other_readers = (Permission.CONFIGURE,)
    list_display = ["title", "words", "in_use"]
    fields = ["label", "text", "retired_at"]
    list_actions = [
        ListAction(
            name="aggiungi",
            label=_("Aggiungi un testo pronto"),
            permission=Permission.CONFIGURE,
            form_class=TextForm,
            run=lambda data, *, by, at: texting.add(label=data["label"], text=data["text"], by=by, at=at),
            success=_("Testo aggiunto: gli istruttori lo trovano nelle richieste di integrazione."),
        ),
    ]
    object_actions = [
        ObjectAction(
            name="ritira",
            label=_("Ritira il testo"),
            description=_("Non si offre più. Le richieste già fatte restano come sono."),
            permission=Permission.CONFIGURE,
            run=lambda it, data, *, by, at: texting.retire(template=it, by=by, at=at),
            why_not=_why_not_retire,
            success=_("Testo ritirato."),
        ),
    ]

    def visible(self, request: Any) -> QuerySet[IntegrationTemplate]:
        return IntegrationTemplate.objects.all()

    @admin.display(description=_("titolo"), ordering="label")
    def title(self, obj: IntegrationTemplate) -> str:
        return gettext(obj.label)

    @admin.display(description=_("testo"))
    def words(self, obj: IntegrationTemplate) -> str:
        """In the reader's language, where it is one of those that the portal brings; the firm reads the Italian one."""
        return gettext(obj.text)

    @admin.display(description=_("in uso"), boolean=True)
    def in_use(self, obj: IntegrationTemplate) -> bool:
        return obj.retired_at is None


site.register(IntegrationTemplate, IntegrationTemplateAdmin)
