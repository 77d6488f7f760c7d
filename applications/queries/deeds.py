"""Who did what in an application and in a firm, in words: read from the register of events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Membership
from applications.models import Application
from core.models import AuditEvent
from registry.models import Firm

LATEST, APPLICATION = 100, "applications.application"
WORDS = {
    "drafting.start": _("ha iniziato la bozza"),
    "drafting.save": _("ha modificato la bozza"),
    "drafting.add_expense": _("ha aggiunto una spesa"),
    "drafting.remove_expense": _("ha tolto una spesa"),
    "uploading.upload": _("ha caricato un documento"),
    "uploading.remove": _("ha tolto un documento"),
    "renewing.renew": _("ha aggiornato la bozza al bando in vigore"),
    "confirming.confirm": _("ha confermato il riepilogo"),
    "submitting.submit": _("ha inviato la domanda"),
    "reviewing.answer_integration": _("ha risposto alla richiesta di integrazione"),
    "accepting.accept": _("ha accettato il contributo"),
    "accepting.renounce": _("ha rinunciato al contributo"),
    "delegating.delegate": _("ha invitato un delegato per la domanda"),
    "registering.register": _("ha aggiunto l’impresa"),
    "editing.edit": _("ha modificato i dati dell’impresa"),
    "editing.relate": _("ha aggiunto un’impresa associata o collegata"),
    "editing.part": _("ha tolto un’impresa associata o collegata"),
    "editing.stand_alone": _("ha indicato che l’impresa è autonoma"),
    "inviting.invite": _("ha invitato una persona"),
    "inviting.withdraw": _("ha ritirato un invito"),
    "inviting.accept": _("ha accettato un invito"),
    "empowering.deposit": _("ha caricato una procura"),
    "appointing.dismiss": _("ha fatto cessare un incarico"),
    "asking.ask_to_join": _("ha chiesto di agire per l’impresa"),
}


@dataclass(frozen=True)
class Deed:
    """One thing that a person did; officers are not named to firms, nor firms' people by their address. `about`: the call."""

    at: datetime
    by: str
    what: str
    about: str = ""


def deeds_in(application: Application) -> list[Deed]:
    """The latest in one application, the newest first. One query."""
    return _told(Q(subject_type=APPLICATION, subject_id=application.pk), {})


def deeds_for(firm: Firm) -> list[Deed]:
    """The latest in all that is the firm's: its data, its people, its applications. Two queries."""
    calls = dict(Application.objects.filter(firm=firm).values_list("pk", "call__title"))
    mine = {
        "registry.firm": [firm.pk],
        APPLICATION: calls,
        "accounts.membership": Membership.objects.filter(firm=firm).values("pk"),
        "accounts.invitation": Invitation.objects.filter(firm=firm).values("pk"),
    }
    wanted = Q(pk__in=[])
    for kind, keys in mine.items():
        wanted |= Q(subject_type=kind, subject_id__in=keys)
    return _told(wanted, calls)


def _told(wanted: Q, calls: Mapping[int, str]) -> list[Deed]:
    rows: Iterable[AuditEvent] = AuditEvent.objects.filter(wanted, action__in=WORDS).order_by("-pk")[:LATEST]
    return [_deed(row, calls.get(row.subject_id, "") if row.subject_type == APPLICATION else "") for row in rows]


def _deed(row: AuditEvent, about: str) -> Deed:
    return Deed(row.at, row.by_label.partition(" <")[0], str(WORDS[row.action]), about)
