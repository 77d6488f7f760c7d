"""What accounts still lack before they can be sent: in a sentence each, with the place of the page where it is mended."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.figures import euro
from core.models import Scan
from core.money import ZERO
from disbursement.enums import CheckOutcome
from disbursement.models import Account, Invoice


@dataclass(frozen=True)
class Unproved:
    """An invoice with what is not proved as paid of it, in euro."""

    invoice: Invoice
    left: Decimal

    @property
    def place(self) -> str:
        """Where its proof is uploaded."""
        return f"prova-{self.invoice.pk}"


@dataclass(frozen=True)
class Lack:
    """Something that is missing: `place` is the element of the page that mends it; `unproved` are the invoices it is about."""

    sentence: str
    place: str
    unproved: Sequence[Unproved] = ()

    def __str__(self) -> str:
        return self.sentence


def what_is_missing(account: Account, *, left: Mapping[int, Decimal]) -> list[Lack]:
    """Everything that has to be done before the accounts can be sent.

    `left`: invoice → what is not proved as paid of it, in euro.
    """
    invoices = list(account.invoices.prefetch_related("findings", "proved_parts__proof"))
    if not invoices:
        first = Lack(_("Caricate almeno una fattura elettronica (file XML o .p7m)."), "id_invoices")
        return [first, *_data(account)]
    wrong = [lack for invoice in invoices for lack in _wrong(invoice)]
    return [*wrong, *_proofs(invoices, left), *_items(account), *_data(account), *_spend(account)]


def _wrong(invoice: Invoice) -> Iterator[Lack]:
    place = f"fattura-{invoice.pk}"
    for one in invoice.findings.all():
        if one.outcome == CheckOutcome.NOT_MET:
            said = _("Fattura n. %(number)s: %(why)s") % {"number": invoice.number, "why": one.explanation}
            yield Lack(said, place)
    text = _("«%(document)s» è stato messo da parte dall’antivirus: toglietelo, poi caricatene una copia pulita.")
    for file in (invoice, *(part.proof for part in invoice.proved_parts.all())):
        if file.scan == Scan.INFECTED:
            yield Lack(text % {"document": file.name}, place)


def _proofs(invoices: Sequence[Invoice], left: Mapping[int, Decimal]) -> Iterator[Lack]:
    """One sentence for all invoices: which they are stands below it."""
    unproved = [Unproved(invoice, left[invoice.pk]) for invoice in invoices if left[invoice.pk]]
    if unproved:
        one = _("Caricate la prova del pagamento della fattura n. %(number)s: mancano %(left)s.")
        many = _("Caricate la prova del pagamento di %(count)s fatture: in tutto mancano %(left)s.")
        said = one if len(unproved) == 1 else many
        whole = sum((each.left for each in unproved), ZERO)
        known = {"number": unproved[0].invoice.number, "count": len(unproved), "left": euro(whole)}
        yield Lack(said % known, unproved[0].place, unproved)


def _items(account: Account) -> Iterator[Lack]:
    without = list(account.spendings.filter(item=None).order_by("pk").values_list("invoice_id", flat=True))
    if without:
        said = _("Scegliete la voce di spesa di ogni riga: ne mancano %(count)s.") % {"count": len(without)}
        yield Lack(said, f"fattura-{without[0]}")


def _data(account: Account) -> Iterator[Lack]:
    yield from _sales(account)
    if not account.iban:
        yield Lack(_("Inserite l’IBAN su cui ricevere il contributo."), "id_iban")
    if not account.report.strip():
        yield Lack(_("Scrivete la relazione sul progetto realizzato."), "id_report")


def _sales(account: Account) -> Iterator[Lack]:
    if account.sales_started and not account.sales_url and not account.sales_proofs.exists():
        said = _("Indicate l’indirizzo dove vendete online, oppure caricate una schermata che mostra le vendite avviate.")
        yield Lack(said, "id_sales_url")
    if not account.sales_started and not account.sales_exception.strip():
        said = _("Indicate se le vendite online sono avviate; se non lo sono, scrivete perché: la Camera valuta il motivo.")
        yield Lack(said, "id_sales_started")


def _spend(account: Account) -> Iterator[Lack]:
    minimum = account.application.measure.minimum_spend
    if account.claimed < minimum:
        said = _(
            "La spesa rendicontata è %(claimed)s: sotto il minimo di %(minimum)s nessun contributo è dovuto. Aggiungete fatture."
        )
        yield Lack(said % {"claimed": euro(account.claimed), "minimum": euro(minimum)}, "id_invoices")
