"""Why an act cannot be recorded, or made public, as asked."""

from datetime import date, datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from bando.enums import ActKind
from bando.models import Act, Call, Publication
from core.figures import day


def why_not_adopt(call: Call, *, kind: str, number: str, issued_on: date, issuer: str, at: datetime) -> str | None:
    """The reason why an act with this number and date cannot be recorded on the call."""
    if not number.strip() or not issuer.strip():
        return _("Un atto si riconosce da ente, numero e data: inseriteli tutti.")
    if reason := why_not_dated(issued_on, at=at):
        return reason
    if kind != ActKind.PUBLICATION and call.published_at is None:
        return _("Il bando non è ancora pubblicato: gli altri atti vengono dopo la pubblicazione.")
    if Act.objects.filter(call=call, issuer=issuer, number=number, issued_on=issued_on).exists():
        return _("L’atto n. %(number)s del %(day)s è già registrato: verificate numero e data.") % {
            "number": number,
            "day": day(issued_on),
        }
    return None


def why_not_dated(issued_on: date, *, at: datetime) -> str | None:
    """An act is recorded once it is adopted."""
    if issued_on <= localdate(at):
        return None
    return _("La data dell’atto (%(day)s) è nel futuro: inserite quella con cui l’atto è stato adottato.") % {
        "day": day(issued_on)
    }


def why_not_at(address: str) -> str | None:
    """Where an act is made public: a page that nobody can forge on its way to the reader."""
    if address.startswith("https://"):
        return None
    return _("L’indirizzo della pubblicazione comincia con https://: copiate quello della pagina in cui si legge l’atto.")


def why_not_make_public(act: Act, *, published_on: date, at: datetime) -> str | None:
    """The reason why the publication of the act cannot be recorded with this day."""
    if Publication.objects.filter(act=act).exists():
        return _("La pubblicazione di questo atto è già registrata.")
    if published_on < act.issued_on or published_on > localdate(at):
        return _("L’atto è del %(day)s: la pubblicazione è di quel giorno o dopo, e non nel futuro.") % {
            "day": day(act.issued_on)
        }
    return None
