"""Acts, and the recording of their publication."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from bando import permissions
from bando.admin.reading import ReadByWorkersAndFunders
from bando.forms.acts import PublicationForm
from bando.models import Act, Publication
from bando.operations import acts, in_bulk
from bando.policies.adopting import why_not_make_public
from core.admin import BulkAction, ObjectAction, day
from core.domain.bulk import Proposed
from core.refusals import require


def _why_not(act: Act, user: Any, at: datetime) -> str | None:
    return permissions.why_not_make_public(user) or why_not_make_public(act, published_on=localdate(at), at=at)


MAKE_PUBLIC = ObjectAction(
    name="pubblica",
    label=_("Registra la pubblicazione"),
    description=_("Dove e quando l’atto è stato pubblicato (D.Lgs. 33/2013, art. 26 e 27): prima di allora non si paga."),
    permission=Permission.READ_FILES,
    form_class=PublicationForm,
    initial=lambda act, user, at: {"published_on": localdate(at)},
    run=lambda act, data, *, by, at: acts.publish(act=act, **data, by=by, at=at),
    why_not=_why_not,
    success=_("Pubblicazione registrata."),
)


def _to_publish(chosen: QuerySet[Act], user: Any, at: datetime) -> list[Proposed]:
    """Each; of those whose publication is recorded, that it is. Raises Refused for who may not record any."""
    require(permissions.why_not_make_public(user))
    rows = chosen.select_related("call").annotate(published=Exists(Publication.objects.filter(act=OuterRef("pk")))).order_by("pk")
    known = _("Già registrata.")
    return [
        Proposed(label=f"{act.call.code} · {act}", subject_id=act.pk, already=str(known) if act.published else "") for act in rows
    ]


PUBLISH_CHOSEN = BulkAction(
    act=in_bulk.MAKE_PUBLIC,
    label=_("Registra la pubblicazione"),
    permission=Permission.READ_FILES,
    form_class=PublicationForm,
    initial=lambda user, at: {"published_on": localdate(at)},
    rows=_to_publish,
)


class ActAdmin(ReadByWorkersAndFunders):
    """Decisions with number, date and signer; never changed."""

    list_display = ["kind", "number", day("issued_on", _("data")), "issuer", "subject", "call"]
    list_filter = ["kind", "call"]
    list_select_related = ["call"]
    search_fields = ["number", "subject"]
    fields = ["call", "kind", "number", "issued_on", "issuer", "signer", "subject", "publication", "recorded_at", "recorded_by"]
    object_actions = [MAKE_PUBLIC]
    bulk_actions = [PUBLISH_CHOSEN]

    def visible(self, request: Any) -> QuerySet[Act]:
        return permissions.visible_acts(request.user)
