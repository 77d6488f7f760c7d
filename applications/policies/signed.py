"""Whether what is sent has to be signed, and is."""

from django.utils.translation import gettext as _

from applications.models import Application, Signature
from bando.enums import SignaturePolicy
from core.models import Scan


def asks_for_signature(application: Application) -> bool:
    """Whether the call wants the form signed."""
    return application.call.signature_policy != SignaturePolicy.NONE


def is_signed(application: Application) -> bool:
    """Whether a signature of the content confirmed last was accepted."""
    if application.snapshot_id is None:
        return False
    accepted = Signature.objects.filter(form__snapshot=application.snapshot_id, accepted=True)
    return accepted.exclude(scan=Scan.INFECTED).exists()


def why_not_signed(application: Application) -> str | None:
    """What the call asks to be signed is sent signed; a signature is of one confirmed content only."""
    if not asks_for_signature(application) or is_signed(application):
        return None
    if application.snapshot_id is None:
        return _("Il bando chiede la domanda firmata: confermate il riepilogo, poi firmate il modulo che il portale prepara.")
    accepted = Signature.objects.filter(form__snapshot__application=application.pk, accepted=True)
    signed = set(accepted.values_list("form__snapshot", flat=True))
    if application.snapshot_id in signed:
        return _(
            "Il file firmato è stato messo da parte dall’antivirus e non vale più: controllate il vostro computer, firmate di "
            "nuovo il modulo e caricatelo, poi inviate."
        )
    if signed:
        return _(
            "La domanda è cambiata dopo la firma, che vale solo per i dati di prima: scaricate il nuovo modulo, firmatelo e "
            "caricatelo, poi inviate."
        )
    return _(
        "Il bando chiede la domanda firmata: scaricate il modulo, firmatelo con il vostro programma e caricatelo, poi inviate."
    )
