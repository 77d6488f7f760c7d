"""When a firm may write, complete and send its accounts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.enums import State
from applications.models import Application
from applications.policies import papers
from applications.queries.deadlines import deadlines_of
from bando.enums import FileFormat
from bando.models import ExpenseItem
from core.figures import ROME, day
from core.money import ZERO
from disbursement.domain.invoice import Invoice as Read
from disbursement.domain.invoice import Typed
from disbursement.enums import AccountState, PaymentMeans
from disbursement.models import Account, Invoice, PaymentProof, Spending
from disbursement.policies.completing import what_is_missing
from registry.adapters.identifiers import why_not_iban


def day_in_rome(at: datetime) -> date:
    """The day of an instant on the clock of Rome, by which terms in days are judged."""
    return timezone.localdate(at, ROME)


def why_not_open(application: Application) -> str | None:
    """Accounts begin when the firm has accepted its grant."""
    if application.state in (State.ACCEPTED, State.ACCOUNTED, State.SETTLED, State.PAID, State.CLOSED):
        return None
    if application.state == State.GRANTED:
        return _("Prima di rendicontare accettate il contributo: trovate il pulsante nella pagina della domanda.")
    return _("Il rendiconto si apre quando il contributo è stato concesso e accettato; ora la domanda è «%(state)s».") % {
        "state": application.get_state_display()
    }


def why_not_change(account: Account) -> str | None:
    """A sent account is changed only to answer the Chamber."""
    if account.state in (AccountState.DRAFT, AccountState.INTEGRATION):
        return None
    return _("Il rendiconto è stato inviato e non si modifica più: se manca qualcosa, la Camera vi chiederà un’integrazione.")


def why_not_claim(account: Account, invoice: Read, *, total: Decimal) -> str | None:
    """An invoice is claimed once, in all calls of the portal: by supplier, number, year and total, and by its document."""
    seller, _type, number, issued_on = invoice.identity
    by_name = Q(supplier_vat=seller, number__iexact=number, issued_on__year=issued_on.year, total=total)
    same = Invoice.objects.filter(by_name | Q(content_sha256=invoice.file_digest, position=invoice.position))
    taken = same.values_list("account_id", flat=True).first()
    if taken is None:
        return None
    if taken == account.pk:
        return _("La fattura n. %(number)s del %(day)s è già in questo rendiconto: non serve caricarla di nuovo.") % {
            "number": number,
            "day": day(issued_on),
        }
    return already_claimed(number, issued_on)


def already_claimed(number: str, issued_on: date) -> str:
    """The sentence for an invoice that stands in somebody's other accounts; it does not say whose."""
    return _(
        "La fattura n. %(number)s del %(day)s è già stata rendicontata in un’altra domanda: la stessa spesa riceve un solo "
        "contributo. Toglietela da qui, oppure scrivete alla Camera se pensate a un errore."
    ) % {"number": number, "day": day(issued_on)}


def why_not_assign(spending: Spending, item: ExpenseItem) -> str | None:
    """A line goes to an expense item of its own call."""
    application = spending.account.application
    ended = item.until is not None and item.until < application.call_version
    if item.call_id == application.call_id and item.since <= application.call_version and not ended:
        return why_not_change(spending.account)
    return _("La voce di spesa scelta non è di questo bando: scegliete una voce dell’elenco.")


def why_not_size(size: int) -> str | None:
    """A file of accounts is no larger than one of an application."""
    return papers.why_not_size(None, size)


def why_not_kind(kind: str) -> str | None:
    """A proof is a PDF."""
    if kind == FileFormat.PDF:
        return None
    return _("La prova di pagamento deve essere un PDF: salvate come PDF la contabile del bonifico o l’estratto conto.")


def why_not_paper(kind: str) -> str | None:
    """A foreign invoice is typed from its PDF."""
    if kind == FileFormat.PDF:
        return None
    return _(
        "La fattura estera deve essere un PDF: le fatture elettroniche (XML o .p7m) si caricano qui sopra e si leggono da sole."
    )


def why_not_type(typed: Typed, *, at: datetime) -> str | None:
    """Only what no file tells is typed, and its amounts tie."""
    if typed.country == "IT":
        return _("Le fatture dei fornitori italiani non si inseriscono a mano: caricate il file XML o .p7m.")
    if typed.day > day_in_rome(at):
        return _("La data della fattura è nel futuro: controllate il giorno.")
    if not ZERO < typed.net <= typed.total:
        return _("L’imponibile deve essere maggiore di zero e non superare il totale in euro.")
    if typed.currency != "EUR" and not typed.foreign_total:
        return _("Inserite anche il totale nella valuta della fattura: si confronta con il controvalore in euro.")
    return None


class Lacking(Protocol):
    """An invoice with what is not proved yet of it."""

    @property
    def left(self) -> Decimal: ...


def why_not_prove(
    account: Account, proof: PaymentProof, *, complete: bool, lacking: Sequence[Lacking], at: datetime
) -> str | None:
    """A proof is of a payment made by traceable means in the days in which spending is admitted: the call's, or those of an
    extension; for invoices of the account (`complete`: all that were chosen are) of which something is not proved yet."""
    if reason := why_not_change(account):
        return reason
    if not complete or not lacking:
        return _("La fattura non è di questo rendiconto: scegliete una fattura dell’elenco.")
    if reason := why_not_by(proof.means):
        return reason
    if proof.amount <= ZERO:
        return _("Inserite l’importo pagato, maggiore di zero.")
    if not any(one.left for one in lacking):
        return _("Il pagamento di questa fattura è già provato per intero: se la prova è sbagliata, prima toglietela.")
    return why_not_paid_then(account, paid_on=proof.paid_on, at=at)


def why_not_by(means: str) -> str | None:
    """Cash leaves no trace."""
    if means != PaymentMeans.CASH:
        return None
    return _(
        "Un pagamento in contanti non è tracciabile e la spesa non è ammissibile: caricate la prova di un pagamento "
        "tracciabile, oppure togliete la fattura dal rendiconto."
    )


def why_not_paid_then(account: Account, *, paid_on: date, at: datetime) -> str | None:
    """The day has come, and is one of those in which spending is admitted."""
    first, last = account.application.call.spend_from_on, deadlines_of(account.application).spend_until_on
    if paid_on > day_in_rome(at):
        return _("La data di pagamento è nel futuro: inserite il giorno in cui il pagamento è stato eseguito.")
    if not first <= paid_on <= last:
        return _(
            "Il pagamento del %(paid)s è fuori dal periodo ammesso, dal %(start)s al %(end)s: correggete la data, oppure "
            "togliete la fattura dal rendiconto."
        ) % {"paid": day(paid_on), "start": day(first), "end": day(last)}
    return None


def why_not_overwrite(account: Account, *, seen: str | None) -> str | None:
    """What somebody else has written meanwhile is read before it is written over. `seen`: the mark of what the writer saw."""
    if seen in (None, account.described):
        return None
    return _(
        "Nel frattempo questi dati sono stati cambiati, in un’altra scheda o da un’altra persona: sotto «Conto e relazione» "
        "trovate che cosa è salvato. Le vostre parole sono ancora nei campi: se le inviate di nuovo, valgono quelle."
    )


def why_not_describe(account: Account, *, iban: str) -> str | None:
    """An IBAN may be left for later, never be wrong."""
    return why_not_change(account) or (why_not_iban(iban) if iban else None)


def why_not_screenshot(account: Account, kind: str) -> str | None:
    """What shows that sales have begun: a picture or a PDF, while the accounts are written."""
    if kind in (FileFormat.PDF, "jpg", "png"):
        return why_not_change(account)
    return _("La schermata deve essere un’immagine JPG o PNG, oppure un PDF.")


def why_not_send(account: Account, *, left: Mapping[int, Decimal], at: datetime) -> str | None:
    """Complete, in order, in time (the term is the call's; an answer to the Chamber is not bound to it)."""
    if reason := why_not_change(account):
        return reason
    if account.state == AccountState.DRAFT and account.application.state != State.ACCEPTED:
        return why_not_open(account.application) or _("La domanda non aspetta un rendiconto.")
    return why_too_late(account, at=at) or " ".join(map(str, what_is_missing(account, left=left))) or None


def why_too_late(account: Account, *, at: datetime) -> str | None:
    """The last day for the accounts is the call's, or a later one that the Chamber has granted."""
    due_on = deadlines_of(account.application).accounts_due_on
    if account.state != AccountState.DRAFT or day_in_rome(at) <= due_on:
        return None
    return _("Il termine per il rendiconto è scaduto il %(day)s: scrivete alla vostra Camera dalla pagina della domanda.") % {
        "day": day(due_on)
    }


def why_not_remove_proof(proof: PaymentProof) -> str | None:
    """Proofs come and go until the accounts are sent."""
    return why_not_change(proof.account)
