"""When a settled grant may be paid: once, and after the act that grants it was made public."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from applications.enums import State
from applications.policies.requirements import why_not_fulfilled, why_not_verified
from bando.domain.rules.engine import RuleFinding
from bando.models import Publication
from core.figures import ROME, day
from disbursement.models import Payout, Settlement
from registry.adapters.identifiers import why_not_iban


def why_not_pay(settlement: Settlement, *, at: datetime, paid_on: date | None = None) -> str | None:
    """Not yet paid, grant published before the day of payment (D.Lgs. 33/2013, art. 26), an IBAN to pay on."""
    application = settlement.account.application
    if Payout.objects.filter(settlement=settlement).exists():
        return _("Il contributo è già stato pagato: non si paga due volte.")
    if application.state != State.SETTLED:
        return _("La domanda è «%(state)s»: si paga dopo l’approvazione del rendiconto.") % {
            "state": application.get_state_display()
        }
    if not settlement.account.iban or why_not_iban(settlement.account.iban):
        return _("Manca un IBAN valido: chiedete all’impresa su quale conto pagare.")
    return why_not_published(settlement, paid_on=paid_on) or _why_not_on(paid_on, at)


def why_not_fit(findings: Sequence[RuleFinding], confirmed: Mapping[str, bool | None]) -> str | None:
    """The requirements of the payment hold, and an officer has looked up what the call leaves to the Chamber."""
    return why_not_fulfilled(findings) or why_not_verified(findings, confirmed)


def why_not_published(settlement: Settlement, *, paid_on: date | None) -> str | None:
    """The publication of the grant's act is a condition of its effects: no payment before it."""
    act = settlement.account.application.grant.act
    published_on = Publication.objects.filter(act=act).values_list("published_on", flat=True).first()
    if published_on is None:
        return _(
            "La %(act)s non risulta pubblicata: prima della pubblicazione non si paga (D.Lgs. 33/2013, art. 26). Chiedete a "
            "Unioncamere di pubblicare l’atto e di registrarne la data, poi tornate qui."
        ) % {"act": act}
    if paid_on is not None and paid_on < published_on:
        return _(
            "Il pagamento del %(paid)s precede la pubblicazione della concessione, avvenuta il %(published)s: inserite una data "
            "uguale o successiva."
        ) % {"paid": day(paid_on), "published": day(published_on)}
    return None


def _why_not_on(paid_on: date | None, at: datetime) -> str | None:
    if paid_on is not None and paid_on > timezone.localdate(at, ROME):
        return _("La data di pagamento è nel futuro: registrate il pagamento quando è stato eseguito.")
    return None
