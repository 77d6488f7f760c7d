"""Tells those who answer for it that the term of the aid register ends, or is over; in the language of who reads it."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from applications.domain.terms import register_due
from applications.queries.register import AwaitsRegister
from core.figures import instant
from core.operations.mailing import enqueue


def register_term(waits: AwaitsRegister, reader: User, *, days: int, at: datetime) -> None:
    """One e-mail for each reminder (`days` before the end, 0: it is over), whatever is swept again."""
    place = f"{waits.call.pk}:{waits.chamber_id or 0}:{waits.financed_on.isoformat()}"
    with translation.override(reader.language):
        due = instant(register_due(waits.financed_on))
        count = ngettext(
            "%(n)s domanda finanziata del bando «%(call)s» attende COR, CUP e concessione.",
            "%(n)s domande finanziate del bando «%(call)s» attendono COR, CUP e concessione.",
            waits.count,
        ) % {"n": waits.count, "call": waits.call}
        over = _("Il termine del Registro nazionale aiuti è finito il %(due)s: controllate se le registrazioni valgono ancora.")
        when = _("Il termine del Registro nazionale aiuti finisce il %(due)s.") if days else over
        where = settings.SITE_ADDRESS + reverse("admin:applications_application_codes")
        text = "\n\n".join((count, when % {"due": due}, _("Il modello da compilare è qui: %(page)s") % {"page": where}))
        subject = _("Registro aiuti: termine il %(due)s") if days else _("Registro aiuti: termine passato il %(due)s")
    key = f"register:{place}:{days}:{reader.pk}"
    enqueue(key=key, recipient=reader.email, subject=subject % {"due": due}, body=f"{text}\n\nPortale Bandi", at=at)
