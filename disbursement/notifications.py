"""What happens to accounts, told to the firm's people by e-mail, once for each event."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from core.figures import day, euro, in_italian
from core.operations.mailing import enqueue
from disbursement.models import Account, Payout, Settlement
from disbursement.permissions import readers_of


def _tell(account: Account, *, event: str, subject: str, body: str, at: datetime) -> None:
    address = f"{settings.SITE_ADDRESS}/domande/{account.application_id}/rendiconto/"
    for person in readers_of(account):
        key = f"account:{account.pk}:{event}:{person.pk}"
        enqueue(key=key, recipient=person.email, subject=subject, body=f"{body}\n\n{address}\n", at=at)


@in_italian
def sent(account: Account, *, at: datetime) -> None:
    """The accounts have reached the Chamber."""
    body = _(
        "Il rendiconto di %(application)s è stato inviato: %(claimed)s in %(count)s fatture. Ora lo controlla la Camera."
    ) % {
        "application": account.application,
        "claimed": euro(account.claimed),
        "count": account.invoices.count(),
    }
    _tell(account, event=f"sent:{at:%Y%m%d%H%M%S}", subject=_("Rendiconto inviato"), body=body, at=at)


@in_italian
def asked(account: Account, *, text: str, at: datetime) -> None:
    """The Chamber asks to complete the accounts."""
    body = _("La Camera chiede di integrare il rendiconto di %(application)s:\n\n%(text)s") % {
        "application": account.application,
        "text": text,
    }
    _tell(account, event=f"asked:{at:%Y%m%d%H%M%S}", subject=_("Rendiconto: integrazione richiesta"), body=body, at=at)


@in_italian
def settled(settlement: Settlement, *, at: datetime) -> None:
    """The accounts are approved; what is due, and what is not."""
    account = settlement.account
    body = _("Il rendiconto di %(application)s è approvato: spesa ammessa %(admitted)s, contributo finale %(final)s.") % {
        "application": account.application,
        "admitted": euro(settlement.admitted_spend),
        "final": euro(settlement.final_grant),
    }
    _tell(account, event="settled", subject=_("Rendiconto approvato"), body=body, at=at)


@in_italian
def paid(payout: Payout, *, at: datetime) -> None:
    """The money has left, and why it is less than the grant."""
    account = payout.settlement.account
    body = _("Il %(day)s la Camera ha pagato %(net)s (contributo %(gross)s, ritenuta %(withheld)s) sul conto %(iban)s.") % {
        "day": day(payout.paid_on),
        "net": euro(payout.net),
        "gross": euro(payout.gross),
        "withheld": euro(payout.withheld),
        "iban": masked(payout.iban),
    }
    _tell(account, event="paid", subject=_("Contributo pagato"), body=body, at=at)


def masked(iban: str) -> str:
    """An account number as mail may carry it: country and last four digits."""
    return f"{iban[:2]}…{iban[-4:]}"
