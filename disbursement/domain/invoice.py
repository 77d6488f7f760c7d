"""An electronic invoice as the portal understands it: who, whom, when, what, how much without VAT, which project code.

Amounts stand as in the file, in the invoice's currency; `sign` says whether they add to the spend or take from it.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

CUP_FORM = re.compile(r"[A-Z]\d{2}[A-Z]\d{11}")
# A code written in a sentence may be broken by spaces, hyphens or full stops: they are not part of it.
SEPARATORS = re.compile(r"[\s.\-–/:]+")
CREDIT_NOTES = frozenset({"TD04", "TD08"})
# Written by the buyer himself for purchases from abroad or by reverse charge; the supplier is who sold.
SELF_INVOICES = frozenset({"TD16", "TD17", "TD18", "TD19", "TD20", "TD21", "TD22", "TD23", "TD26", "TD27", "TD28", "TD29"})


@dataclass(frozen=True)
class Party:
    """A supplier or a buyer: `vat_number` without its country, "" for what the file does not say."""

    name: str
    tax_code: str
    vat_country: str
    vat_number: str


@dataclass(frozen=True)
class InvoiceLine:
    """A line of the invoice: `net` without VAT (in simplified invoices taken out of the gross amount)."""

    number: int
    description: str
    net: Decimal
    vat_rate: Decimal


@dataclass(frozen=True)
class VatSummary:
    """What the invoice sums up by VAT rate: `taxable` + `tax`; `rounding` and `accessory` are already inside `taxable`."""

    rate: Decimal
    nature: str
    taxable: Decimal
    tax: Decimal
    rounding: Decimal = Decimal(0)
    accessory: Decimal = Decimal(0)


@dataclass(frozen=True)
class CodeMention:
    """A project or tender code (CUP, CIG) with the place of the file where it stands."""

    code: str
    place: str


@dataclass(frozen=True)
class Payment:
    """How the supplier asks to be paid: method as in the official table (MP05 is a bank transfer)."""

    method: str
    amount: Decimal
    iban: str


@dataclass(frozen=True)
class Invoice:
    """One invoice; a file that carries several (a "lotto") gives several, told apart by `position`.

    `fund_contributions`: what professionals add for their pension fund, part of the taxable amount but of no line.
    `total`: ImportoTotaleDocumento, None where the supplier left it out (the law lets him).
    `texts`: every free text of the invoice, where a project code may stand too.
    `file_digest`: SHA-256 of the file as received, the same for all the invoices of a lotto.
    """

    format: str
    document_type: str
    number: str
    day: date
    currency: str
    supplier: Party
    buyer: Party
    lines: tuple[InvoiceLine, ...]
    vat_summaries: tuple[VatSummary, ...]
    fund_contributions: Decimal
    total: Decimal | None
    stamp_duty: Decimal
    rounding: Decimal
    withheld: Decimal
    cups: tuple[CodeMention, ...]
    cigs: tuple[CodeMention, ...]
    texts: tuple[str, ...]
    payments: tuple[Payment, ...]
    position: int
    file_digest: str

    @property
    def is_credit_note(self) -> bool:
        return self.document_type in CREDIT_NOTES

    @property
    def is_self_invoice(self) -> bool:
        return self.document_type in SELF_INVOICES

    @property
    def sign(self) -> int:
        return -1 if self.is_credit_note else 1

    @property
    def taxable(self) -> Decimal:
        """The sum without VAT, as it stands in the file."""
        return sum((each.taxable for each in self.vat_summaries), Decimal(0))

    @property
    def tax(self) -> Decimal:
        return sum((each.tax for each in self.vat_summaries), Decimal(0))

    @property
    def claimable(self) -> Decimal:
        """What may be reported as spend: without VAT; negative for a credit note, however its amounts are written."""
        return -abs(self.taxable) if self.is_credit_note else self.taxable

    @property
    def identity(self) -> tuple[str, str, str, date]:
        """Two files with the same identity are the same invoice: seller, type, number, day."""
        seller = f"{self.supplier.vat_country}{self.supplier.vat_number}" if self.supplier.vat_number else self.supplier.tax_code
        return seller, self.document_type, self.number, self.day

    def names_cup(self, cup: str) -> str | None:
        """The place where the invoice carries this project code, in a field of its own or in a text; None if nowhere."""
        for mention in self.cups:
            if SEPARATORS.sub("", mention.code).upper() == cup:
                return mention.place
        return "testo" if any(cup in SEPARATORS.sub("", text).upper() for text in self.texts) else None
