"""What the payments of an account prove about each of its invoices."""

from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO
from disbursement.domain.proving import Answer, Owed, Paid, left_to_prove, proved
from disbursement.models import Account, Invoice, ProvedPart


@dataclass(frozen=True)
class Payments:
    """An invoice with the parts of payments that are for it; `due` and `left` are what it owes and what is not proved, euro."""

    invoice: Invoice
    parts: tuple[ProvedPart, ...]

    @property
    def due(self) -> Decimal:
        """What the supplier is to receive, less the credit notes on the invoice."""
        credited = sum((abs(note.total) for note in self.invoice.credit_notes.all()), ZERO)
        return max(self.invoice.to_pay - credited, ZERO)

    @property
    def left(self) -> Decimal:
        return left_to_prove(self.due, sum((part.amount for part in self.parts), ZERO))

    @property
    def answers(self) -> list[Answer]:
        """How much, to whom, when; nothing where nothing is owed."""
        paid = [Paid(part.amount, part.proof.payee, part.proof.paid_on) for part in self.parts]
        return proved(Owed(self.invoice.supplier_name, self.invoice.issued_on, self.due), paid)


def payments_of(account: Account) -> dict[int, Payments]:
    """Invoice → its payments, in three queries whatever their number."""
    rows = account.invoices.prefetch_related("credit_notes", "proved_parts__proof")
    return {row.pk: Payments(row, tuple(row.proved_parts.all())) for row in rows}
