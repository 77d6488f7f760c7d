"""Tells the firm that its application has arrived."""

from datetime import datetime

from django.utils.translation import gettext as _

from applications.models import Application, Arrival
from applications.notifications.audience import tell_firm
from core.figures import in_italian, instant_exact


@in_italian
def arrived(application: Application, arrival: Arrival, *, at: datetime) -> None:
    """Number, instant and digest, as on the receipt."""
    body = _(
        "La domanda di %(firm)s per «%(call)s» è arrivata.\n\n"
        "Numero di arrivo: %(number)s\nRicevuta: %(received)s\nArrivata: %(at)s\nImpronta del contenuto (SHA-256): %(digest)s\n\n"
        "La ricevuta in PDF, lo stato della pratica e ogni comunicazione della Camera si trovano qui:"
    ) % {
        "firm": application.firm.name,
        "call": application.call.title,
        "number": arrival.number,
        "received": instant_exact(arrival.received_at),
        "at": instant_exact(arrival.at),
        "digest": arrival.digest,
    }
    subject = _("Domanda inviata: numero di arrivo %(number)s") % {"number": arrival.number}
    tell_firm(application, event="arrived", subject=subject, body=body, at=at)
