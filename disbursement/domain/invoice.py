"""An electronic invoice as the portal understands it: who, whom, when, what, how much without VAT, which project code.

Amounts stand as in the file, in the invoice's currency; `sign` says whether they add to the spend or take from it.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)
CUP_FORM = re.compile(r"[A-Z]\d{2}[A-Z]\d{11}")
# A code written in a sentence may be broken by spaces, hyphens or full stops: they are not part of it.
SEPARATORS = re.compile(r"[\s.\-–/:]+")
CREDIT_NOTES = frozenset({"TD04", "TD08"})
# The format and the type of a paper invoice that the firm has typed.
TYPED, FOREIGN = "PDF", "EXT"
LONGEST_CODE = 28
# Written by the buyer himself for purchases from abroad or by reverse charge; the supplier is who sold.
SELF_INVOICES = frozenset({"TD16", "TD17", "TD18", "TD19", "TD20", "TD21", "TD22", "TD23", "TD26", "TD27", "TD28", "TD29"})


class Party(NamedTuple):
    """A supplier or a buyer: `vat_number` without its country, "" for what the file does not say."""

    name: str
    tax_code: str
    vat_country: str
    vat_number: str


class InvoiceLine(NamedTuple):
    """A line of the invoice: `net` without VAT (in simplified invoices taken out of the gross amount)."""

    number: int
    description: str
    net: Decimal
    vat_rate: Decimal


class VatSummary(NamedTuple):
    """What the invoice sums up by VAT rate: `taxable` + `tax`; `rounding` and `accessory` are already inside `taxable`.

    `split`: the buyer pays the tax to the State and not to the supplier (split payment, DPR 633/1972 art. 17-ter).
    """

    rate: Decimal
    nature: str
    taxable: Decimal
    tax: Decimal
    rounding: Decimal = ZERO
    accessory: Decimal = ZERO
    split: bool = False


class CodeMention(NamedTuple):
    """A project or tender code (CUP, CIG) with the place of the file where it stands."""

    code: str
    place: str


class Reference(NamedTuple):
    """An earlier invoice that this one names; `day` None where only its number is given."""

    number: str
    day: date | None


class Payment(NamedTuple):
    """How the supplier asks to be paid: method as in the official table (MP05 is a bank transfer)."""

    method: str
    amount: Decimal
    iban: str


@dataclass(frozen=True)
class Typed:
    """A paper invoice of a foreign supplier as the firm types it: `total` and `net` in euro, `foreign_total` in `currency`.

    `code`: VAT number or another number of the supplier, "" where the paper has none.
    """

    supplier: str
    country: str
    code: str
    number: str
    day: date
    currency: str
    foreign_total: Decimal | None
    total: Decimal
    net: Decimal
    description: str


@dataclass(frozen=True)
class Invoice:
    """One invoice; a file that carries several (a "lotto") gives several, told apart by `position`.

    `fund_contributions`: what professionals add for their pension fund, part of the taxable amount but of no line.
    `total`: ImportoTotaleDocumento, None where the supplier left it out (the law lets him).
    `discount`: what a discount on the whole document takes from its total; negative for a surcharge.
    `refers_to`: the invoices that it names as connected: for a credit note, those that it takes from.
    `texts`: every free text of the invoice, where a project code may stand too.
    `file_digest`: SHA-256 of the file as received, the same for all the invoices of a lotto.
    `taxable`: the sum without VAT, as it stands in the file; `tax`: the VAT.
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
    discount: Decimal = ZERO
    refers_to: tuple[Reference, ...] = ()
    # Asked for by almost every question: summed once, and not when first asked, which would take a lock.
    taxable: Decimal = field(init=False)
    tax: Decimal = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "taxable", sum([each.taxable for each in self.vat_summaries], ZERO))
        object.__setattr__(self, "tax", sum([each.tax for each in self.vat_summaries], ZERO))

    @property
    def is_typed(self) -> bool:
        """A paper invoice of a foreign supplier, typed by the firm: nothing in it was read by the portal."""
        return self.format == TYPED

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
    def claimable(self) -> Decimal:
        """What may be reported as spend: without VAT; negative for a credit note, however its amounts are written."""
        return -abs(self.taxable) if self.is_credit_note else self.taxable

    @property
    def signed_tax(self) -> Decimal:
        """The VAT as it adds to the spend; negative for a credit note, however its amounts are written."""
        return -abs(self.tax) if self.is_credit_note else self.tax

    @property
    def to_pay(self) -> Decimal:
        """What the supplier is to receive: the total without what is withheld and without split VAT; never below zero."""
        whole = self.taxable + self.tax + self.rounding - self.discount if self.total is None else self.total
        split = sum((each.tax for each in self.vat_summaries if each.split), ZERO)
        return ZERO if self.is_credit_note else max(whole - split - self.withheld, ZERO)

    @property
    def identity(self) -> tuple[str, str, str, date]:
        """Two files with the same identity are the same invoice: seller, type, number, day."""
        seller = f"{self.supplier.vat_country}{self.supplier.vat_number}" if self.supplier.vat_number else self.supplier.tax_code
        return seller, self.document_type, self.number, self.day

    def names_cup(self, cup: str) -> str | None:
        """The place where the invoice carries this project code, in a field of its own or in a text; None if nowhere."""
        for mention in self.cups:
            if mention.code == cup or SEPARATORS.sub("", mention.code).upper() == cup:
                return mention.place
        return "testo" if any(cup in SEPARATORS.sub("", text).upper() for text in self.texts) else None


def from_paper(typed: Typed, *, buyer: Party, digest: str) -> Invoice:
    """What was typed, as an invoice of one line; `digest` is of the PDF. Whatever VAT is in it is a foreign State's."""
    code = SEPARATORS.sub("", typed.code).upper() or "".join(typed.supplier.upper().split())
    tax = typed.total - typed.net
    return Invoice(
        format=TYPED,
        document_type=FOREIGN,
        number=typed.number,
        day=typed.day,
        currency=typed.currency,
        supplier=Party(typed.supplier, "", typed.country, code[:LONGEST_CODE]),
        buyer=buyer,
        lines=(InvoiceLine(1, typed.description, typed.net, tax * 100 / typed.net if typed.net else ZERO),),
        vat_summaries=(VatSummary(ZERO, "", typed.net, tax),),
        fund_contributions=ZERO,
        total=typed.total,
        stamp_duty=ZERO,
        rounding=ZERO,
        withheld=ZERO,
        cups=(),
        cigs=(),
        texts=(typed.description,),
        payments=(),
        position=1,
        file_digest=digest,
    )
