"""When a settled grant may be ordered and paid: once, after the act that grants it was made public, while nothing holds it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from applications.enums import State
from applications.policies.requirements import why_not_fulfilled, why_not_verified
from bando.domain.rules.engine import RuleFinding
from bando.enums import RuleKind
from core.figures import ROME, day
from disbursement.enums import LIVE, LineState
from disbursement.models import OrderLine, Settlement
from registry.adapters.identifiers import why_not_iban


def why_not_pay(settlement: Settlement, *, paid_on: date | None = None, line: OrderLine | None = None) -> str | None:
    """Not yet paid and in no other order (than `line`), grant public before the day of payment, an IBAN to pay on.

    Its COR and its CUP are there: no grant is without them (`a_cor_has_five_to_ten_digits`, `a_cup_has_its_fifteen_characters`).
    """
    application = settlement.account.application
    if getattr(settlement, "payout", None) is not None:
        return _("Il contributo è già stato pagato: non si paga due volte.")
    if application.state != State.SETTLED:
        return _("La domanda è «%(state)s»: si paga dopo l’approvazione del rendiconto.") % {
            "state": application.get_state_display()
        }
    if not settlement.account.iban or why_not_iban(settlement.account.iban):
        return _("Manca un IBAN valido: chiedete all’impresa su quale conto pagare.")
    return _why_in_an_order(settlement, line) or why_not_published(settlement, paid_on=paid_on)


def _why_in_an_order(settlement: Settlement, own: OrderLine | None) -> str | None:
    for line in settlement.order_lines.all():
        if line.state in LIVE and (own is None or line.pk != own.pk):
            return _("È già in un mandato (%(order)s): aspettatene l’esito, o toglietelo da quella proposta.") % {
                "order": line.order
            }
    return None


def why_not_fit(
    findings: Sequence[RuleFinding], confirmed: Mapping[str, bool | None], *, substituted: bool = False
) -> str | None:
    """The requirements of the payment hold, and an officer has looked up what the call leaves to the Chamber.

    Where the bodies are paid in the firm's place (`substituted`), contributions that are not in order keep nobody from the rest.
    """
    asked = [one for one in findings if not (substituted and one.rule.kind == RuleKind.DURC)]
    return why_not_fulfilled(asked) or why_not_verified(asked, confirmed)


def why_not_published(settlement: Settlement, *, paid_on: date | None) -> str | None:
    """The publication of the grant's act is a condition of its effects: no payment before it."""
    act = settlement.account.application.grant.act
    publication = getattr(act, "publication", None)
    if publication is None:
        return _(
            "La %(act)s non risulta pubblicata: prima della pubblicazione non si paga (D.Lgs. 33/2013, art. 26). Chiedete a "
            "Unioncamere di pubblicare l’atto e di registrarne la data, poi tornate qui."
        ) % {"act": act}
    if paid_on is not None and paid_on < publication.published_on:
        return _(
            "Il pagamento del %(paid)s precede la pubblicazione della concessione, avvenuta il %(published)s: inserite una data "
            "uguale o successiva."
        ) % {"paid": day(paid_on), "published": day(publication.published_on)}
    return None


def why_not_paid_on(line: OrderLine, *, paid_on: date, at: datetime) -> str | None:
    """A payment has a value date that has come, not before its act nor before its grant was public."""
    if paid_on > timezone.localdate(at, ROME):
        return _("La data di pagamento è nel futuro: registrate il pagamento quando è stato eseguito.")
    act = line.order.act
    if act is not None and paid_on < act.issued_on:
        return _("Il pagamento del %(paid)s precede l’atto che lo ordina, del %(issued)s: verificate la data.") % {
            "paid": day(paid_on),
            "issued": day(act.issued_on),
        }
    return why_not_published(line.settlement, paid_on=paid_on)


def why_not_redirect(settlement: Settlement | None) -> str | None:
    """The firm names another account once its accounts are settled, while nothing is under way to the one it named before."""
    if settlement is None:
        return _("Il rendiconto non è ancora approvato: il conto si indica nel rendiconto.")
    if getattr(settlement, "payout", None) is not None:
        return _("Il contributo è già stato pagato: il conto non serve più.")
    if any(line.state in LIVE for line in settlement.order_lines.all()):
        return _("Il pagamento è già in un mandato: se la banca lo respinge vi scriviamo, e potrete indicare un altro conto.")
    return None


def why_not_redirect_to(settlement: Settlement, *, iban: str) -> str | None:
    """Another account than the one from which the bank has just sent the money back."""
    if refused := why_not_iban(iban) if iban else _("Scrivete l’IBAN su cui ricevere il contributo."):
        return refused
    sent_back = [line for line in settlement.order_lines.all() if line.state == LineState.REJECTED]
    if sent_back and max(sent_back, key=lambda line: line.pk).iban == iban:
        return _(
            "Su questo conto la banca ha già respinto il pagamento: indicatene un altro. Se il conto è giusto, scrivetelo alla "
            "Camera con un messaggio."
        )
    return None
