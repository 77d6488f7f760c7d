"""When checked accounts may be settled, and when the grant must be revoked instead."""

from decimal import Decimal

from django.utils.translation import gettext as _

from applications.enums import State
from applications.models import Application, Verdict
from core.figures import euro, percent
from disbursement.domain.settlement import least_spend
from disbursement.enums import AccountState
from disbursement.models import Account


def why_not_settle(account: Account, *, admitted: Decimal, share: Decimal) -> str | None:
    """Checked, and enough of the project realised: under the call's share or the minimum spend the grant is revoked.

    `admitted` is the spend that counts, after the officer's cuts and the caps of the call, in euro; `share` the least part
    of the project that the call wants to see realised.
    """
    if account.state == AccountState.SETTLED:
        return _("Il rendiconto è già approvato.")
    if account.state != AccountState.CHECKED:
        return _("Prima concludete il controllo del rendiconto.")
    if account.application.state != State.ACCOUNTED:
        return _("La domanda è «%(state)s»: il rendiconto non si approva.") % {"state": account.application.get_state_display()}
    return _why_too_little(account.application, admitted, share)


def _why_too_little(application: Application, admitted: Decimal, share: Decimal) -> str | None:
    minimum = application.measure.minimum_spend
    if admitted < minimum:
        return _(
            "La spesa ammessa è %(admitted)s, sotto il minimo di %(minimum)s: non c’è contributo da liquidare. "
            "Proponete la revoca."
        ) % {"admitted": euro(admitted), "minimum": euro(minimum)}
    granted_spend = Verdict.objects.values_list("admitted_spend", flat=True).get(application=application)
    if admitted >= least_spend(granted_spend, share):
        return None
    return _(
        "È stato realizzato meno del %(share)s del progetto: %(admitted)s su %(granted)s ammessi alla concessione. "
        "Proponete la revoca."
    ) % {"share": percent(share), "admitted": euro(admitted), "granted": euro(granted_spend)}
