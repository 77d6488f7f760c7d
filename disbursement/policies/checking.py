"""When an officer may cut, ask and end the check of accounts."""

from decimal import Decimal

from django.utils.translation import gettext as _

from core.figures import euro
from core.money import ZERO
from disbursement.enums import AccountState
from disbursement.models import Account, Spending


def why_not_check(account: Account) -> str | None:
    """Accounts are checked after they were sent and before the check was ended."""
    if account.state == AccountState.SENT:
        return None
    if account.state == AccountState.INTEGRATION:
        return _("L’impresa sta integrando il rendiconto: si controlla quando lo invia di nuovo.")
    if account.state == AccountState.DRAFT:
        return _("Il rendiconto non è ancora stato inviato: si controlla quando l’impresa lo invia.")
    return _("Il controllo del rendiconto è già concluso.")


def why_not_cut(spending: Spending, *, admitted: Decimal, reason: str) -> str | None:
    """What is admitted lies between nothing and what was claimed, with a reason that the firm will read."""
    if spending.amount < ZERO:
        return _("Questa riga riduce la spesa (nota di credito): non si taglia.")
    if not ZERO <= admitted <= spending.amount:
        return _("L’importo ammesso deve essere tra zero e l’importo rendicontato, %(claimed)s.") % {
            "claimed": euro(spending.amount)
        }
    if not reason.strip():
        return _("Scrivete il motivo: l’impresa lo legge accanto alla spesa.")
    return why_not_check(spending.account)


def why_not_ask(account: Account, *, text: str) -> str | None:
    """A request for integration says what is missing."""
    return why_not_check(account) or (None if text.strip() else _("Scrivete che cosa deve integrare l’impresa."))
