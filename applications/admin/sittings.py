"""The evaluators' sittings: put on record by a button, with the PDF of their minutes."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from accounts.permissions import why_not
from applications.enums import FormState
from applications.forms.sitting import SittingForm
from applications.models import Sitting
from applications.operations import minuting
from applications.queries.sittings import visible_sittings
from applications.tasks import hurry_minutes
from core.admin import ListAction, PageLink, Panel, PortalModelAdmin, again, day, moment, site
from core.queries.trying import trouble
from core.views.files import private_file

NAME = "applications_sitting_minutes"


def _why_not_read(sitting: Sitting, user: Any, at: Any) -> str | None:
    if sitting.state == FormState.MADE:
        return None
    return trouble(sitting) or str(_("Il verbale è in preparazione: ricaricate la pagina tra poco."))


class SittingAdmin(PortalModelAdmin):
    """Read by Unioncamere and auditors, and by who was present."""

    read_permission = Permission.SCORE
    other_readers = (Permission.SIGN_ACTS, Permission.CONFIGURE, Permission.READ_TRAIL)
    list_display = [day("held_on", _("tenuta il")), "call", "place", "state", moment("recorded_at", _("verbalizzata il"))]
    list_select_related = ["call"]
    ordering = ["-held_on", "-pk"]
    fields = ["call", "held_on", "place", "text", "recorded_at", "by", "state", "made_at", "sha256"]
    list_actions = [
        ListAction(
            name="verbalizza",
            label=_("Verbalizza una seduta"),
            description=_("Vi entrano tutti i progetti del bando che hanno il punteggio e non stanno ancora in un verbale."),
            permission=Permission.SCORE,
            form_class=SittingForm,
            initial=lambda subject, user, at: {"held_on": at.date(), "people": [user.pk]},
            run=lambda data, *, by, at: minuting.record_sitting(**data | {"people": list(data["people"])}, by=by, at=at),
            success=lambda sitting: _("Seduta verbalizzata: %(count)s domande esaminate.") % {"count": sitting.files.count()},
            go_to=lambda sitting: reverse("admin:applications_sitting_change", args=[sitting.pk]),
        ),
    ]  # fmt: skip
    object_actions = [
        PageLink(
            name="verbale", label=_("Scarica il verbale (PDF)"), why_not=_why_not_read,
            href=lambda sitting: reverse(f"admin:{NAME}", args=[sitting.pk]),
        ),
        again(
            lambda sitting, by, at: minuting.again(sitting=sitting, by=by, at=at), hurry=hurry_minutes,
            permission=Permission.SCORE, why_not=lambda user, sitting: why_not(user, Permission.SCORE),
        ),
    ]  # fmt: skip

    def visible(self, request: Any) -> QuerySet[Sitting]:
        return visible_sittings(request.user).select_related("call", "by")

    def panels(self, obj: Sitting, request: Any) -> Sequence[Panel]:
        files = obj.files.select_related("application__firm_version", "application__arrival", "application__call")
        context = {
            "people": obj.members.select_related("person").order_by("person__name", "pk"),
            "files": files.order_by("application__arrival__number"),
        }
        return [Panel(_("Presenti e domande esaminate"), "admin/applications/sitting.html", context)]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.minutes_view)
        return [path("<int:object_id>/verbale/", view, name=NAME), *super().get_urls()]

    def minutes_view(self, request: Any, object_id: int) -> HttpResponse:
        """The PDF, once it is made."""
        sitting = self._found(request, str(object_id))
        if sitting.state != FormState.MADE:
            raise Http404
        return private_file(sitting.file, f"verbale-{sitting.held_on}-{sitting.pk}.pdf", "application/pdf")

    def list_action_view(self, request: Any, name: str) -> HttpResponse:
        """The minutes of a sitting that was just recorded are asked for at once."""
        response = super().list_action_view(request, name)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            hurry_minutes()
        return response


site.register(Sitting, SittingAdmin)
