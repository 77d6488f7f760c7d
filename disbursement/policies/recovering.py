"""When a paid grant may be taken back: notice, observations, decision, instalments, sums that come in."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from core.figures import ROME, day, euro, instant
from core.money import ZERO, cents
from disbursement.domain.interest import Payment
from disbursement.models import InterestRate, Payout, Recovery, RecoveryReceipt, RevocationNotice
from disbursement.policies.ordering import why_not_hold
from registry.adapters.identifiers import why_not_iban


def why_not_notice(payout: Payout, *, left: Decimal, amount: Decimal | None = None, reason: str | None = None) -> str | None:
    """Of what was paid and not taken back yet (`left`, euro), for a reason; one procedure at a time."""
    if RevocationNotice.objects.filter(payout=payout, recovery=None, dismissal=None).exists():
        return _("Una revoca di questo contributo è già avviata: prima va decisa o archiviata.")
    if left <= ZERO:
        return _("Il contributo è già stato revocato per intero: non resta nulla da recuperare.")
    if amount is not None and not ZERO < amount <= left:
        return _("Si può revocare al massimo quanto è stato pagato e non ancora revocato: %(left)s.") % {"left": euro(left)}
    if amount is not None and amount != cents(amount):
        return _("Inserite un importo in euro, con due decimali.")
    if reason is not None and not reason.strip():
        return _("Scrivete i motivi della revoca: l’impresa li legge e può rispondere.")
    return None


def why_not_observe(notice: RevocationNotice | None, *, at: datetime, text: str | None = None) -> str | None:
    """Once, within the term, its last moment included."""
    if notice is None or is_decided(notice):
        return _("Non c’è una revoca avviata a cui rispondere.")
    if hasattr(notice, "observation"):
        return _("Avete già presentato le vostre osservazioni: la Camera decide dopo averle lette.")
    if at > notice.due_at:
        return _("Il termine per le osservazioni è scaduto il %(due)s: non possono più essere accolte.") % {
            "due": instant(notice.due_at)
        }
    if text is not None and not text.strip():
        return _("Scrivete le vostre osservazioni: bastano poche parole.")
    return None


def is_decided(notice: RevocationNotice) -> bool:
    """Whether it has ended, in one way or the other."""
    return hasattr(notice, "recovery") or hasattr(notice, "dismissal")


def why_not_decide(notice: RevocationNotice, *, amount: Decimal | None = None, at: datetime) -> str | None:
    """When the firm was heard or its term is over; no more than it was told."""
    if is_decided(notice):
        return _("Questa revoca è già stata decisa.")
    if not hasattr(notice, "observation") and at <= notice.due_at:
        return _("L’impresa può presentare osservazioni fino al %(due)s: attendete le osservazioni o la scadenza.") % {
            "due": instant(notice.due_at)
        }
    if amount is not None and not (ZERO < amount <= notice.amount and amount == cents(amount)):
        return _("Si recupera al massimo quanto comunicato all’impresa: %(amount)s.") % {"amount": euro(notice.amount)}
    return None


def why_not_pay_by(pay_by_on: date, *, at: datetime) -> str | None:
    """The firm has a day at least, after it was told."""
    if pay_by_on > timezone.localdate(at, ROME):
        return None
    return _("Il termine per restituire segue il giorno della decisione: scegliete un giorno successivo.")


def why_not_return_to(holder: str, iban: str, instructions: str) -> str | None:
    """An account with its holder, instructions that do without one, or both."""
    if iban:
        return why_not_iban(iban) or why_not_hold(holder)
    if holder.strip():
        return _("Scrivete anche l’IBAN del conto, oppure lasciate vuoto l’intestatario.")
    return None if instructions.strip() else _("Scrivete il conto con il suo intestatario, oppure le istruzioni per pagare.")


def why_not_say(reason: str) -> str | None:
    """A decision is motivated (art. 3 L. 241/1990)."""
    return None if reason.strip() else _("Scrivete la motivazione: l’impresa la leggerà.")


def why_not_in_instalments(recovery: Recovery, parts: Sequence[tuple[date, Decimal]] | None = None) -> str | None:
    """A plan once, before anything came in; its parts follow each other in time and are the whole capital."""
    if recovery.instalments.exists():
        return _("Le rate sono già fissate: restano quelle.")
    if recovery.receipts.exists():
        return _("L’impresa ha già cominciato a restituire: le rate non si fissano più.")
    if parts is None:
        return None
    days, whole = [on for on, _amount in parts], sum((amount for _on, amount in parts), ZERO)
    if not parts or any(amount <= ZERO or amount != cents(amount) for _on, amount in parts) or days != sorted(set(days)):
        return _("Ogni rata ha un importo maggiore di zero e scade dopo quella che la precede.")
    if whole != recovery.amount:
        return _("Le rate fanno %(whole)s, il capitale da restituire è %(amount)s: correggetele.") % {
            "whole": euro(whole),
            "amount": euro(recovery.amount),
        }
    return None


def why_not_receive(
    recovery: Recovery, *, paid: Sequence[Payment], due: Decimal, amount: Decimal | None = None, on: date, at: datetime
) -> str | None:
    """No more than is `due` (euro) on the day of value, which has come and is not before what was `paid` already."""
    if sum((payment.capital for payment in paid), ZERO) >= recovery.amount:
        return _("L’impresa ha restituito tutto: non è più dovuto nulla.")
    if not recovery.interest_from_on <= on <= timezone.localdate(at, ROME):
        return _("La data dell’incasso segue il pagamento del contributo e non è nel futuro: verificate la data.")
    if paid and on < paid[-1].on:
        return _("C’è già un incasso con data successiva: registrate gli incassi in ordine di data.")
    if amount is not None and not (ZERO < amount <= due and amount == cents(amount)):
        return _("A quella data sono dovuti al massimo %(due)s, interessi compresi: verificate l’importo.") % {"due": euro(due)}
    return None


def why_not_reverse(receipt: RecoveryReceipt | None, *, last: RecoveryReceipt | None, reason: str | None = None) -> str | None:
    """The last sum that stands, for a reason: those after another were counted on it."""
    if receipt is None or last is None:
        return _("Non c’è un incasso da stornare.")
    if receipt.pk != last.pk:
        return _("Si storna prima l’incasso più recente: %(last)s.") % {"last": last}
    if reason is not None and not reason.strip():
        return _("Scrivete il motivo dello storno: resta accanto all’incasso.")
    return None


def why_not_rate(from_on: date, rate: Decimal, year_days: int, source: str) -> str | None:
    """One rate a day, a share of one, by a known day-count, by an act."""
    if reason := why_not_rate_from(from_on):
        return reason
    if not ZERO <= rate <= 1:
        return _("Il saggio va da 0 a 100 per cento.")
    if year_days not in (360, 365):
        return _("L’anno degli interessi è di 360 o di 365 giorni.")
    return None if source.strip() else _("Scrivete il decreto che fissa il saggio, con la Gazzetta Ufficiale.")


def why_not_rate_from(from_on: date) -> str | None:
    """One rate a day."""
    if not InterestRate.objects.filter(from_on=from_on).exists():
        return None
    return _("C’è già un saggio che decorre da quel giorno, e quelli registrati non si cambiano.")


def why_not_counted(receipt: RecoveryReceipt | None) -> str | None:
    """A rate is put on record before any sum is counted on a day that bears it (`receipt` was)."""
    if receipt is None:
        return None
    return _(
        "L’incasso %(receipt)s, del %(day)s, è stato calcolato con il saggio precedente: stornatelo, registrate il saggio, poi "
        "registrate di nuovo l’incasso."
    ) % {"receipt": receipt, "day": day(receipt.received_on)}


def why_not_owing(recovery: Recovery | None) -> str | None:
    """A firm that owes something (`queries.recoveries.recovery_open`) is paid nothing before it has given it back."""
    if recovery is None:
        return None
    return _(
        "L’impresa deve ancora restituire un contributo revocato (%(act)s): prima di pagarle altro registrate la restituzione."
    ) % {"act": recovery.act}
