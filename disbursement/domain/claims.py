"""What an invoice lets a firm claim, line by line, so that the lines add up to the invoice's spend, to the cent."""

from decimal import Decimal
from typing import NamedTuple

from core.money import ZERO, cents
from disbursement.domain.checking import Code, Finding, Outcome
from disbursement.domain.invoice import Invoice

CENT = Decimal("0.01")
LONGEST_TEXT = 1000
OTHER_AMOUNTS = "Altri importi imponibili della fattura (cassa previdenziale, spese accessorie, arrotondamenti)"
# A missing project code can be mended (a declaration, an electronic integration), a tie explained: the Chamber looks, the firm
# is not stopped.
CURABLE = frozenset({Code.CUP, Code.SUPPLIER})


class ClaimedLine(NamedTuple):
    """A line of the invoice as spend: euro, without VAT unless the call admits it; negative where it takes away."""

    number: int
    description: str
    amount: Decimal


def spend_of(invoice: Invoice, *, vat_admitted: bool = False) -> Decimal:
    """The spend that the invoice proves, in euro and cents: without VAT unless the call admits it."""
    return cents(invoice.claimable + (invoice.signed_tax if vat_admitted else 0))


def claimed_lines(invoice: Invoice, *, vat_admitted: bool = False) -> list[ClaimedLine]:
    """The lines that carry money; their sum is `spend_of(invoice)`.

    Lines are written with up to eight decimals: what rounding makes of them goes to the largest line; a real difference
    (a pension fund's contribution stands in no line) becomes a line of its own.
    """
    nets = (
        [line.net * (1 + line.vat_rate / 100) for line in invoice.lines] if vat_admitted else [line.net for line in invoice.lines]
    )
    amounts = list(map(cents, nets))
    if invoice.is_credit_note and invoice.taxable > 0:
        amounts = [-amount for amount in amounts]
    texts = [line.description[:LONGEST_TEXT] for line in invoice.lines]
    lines = [line for line in map(ClaimedLine, range(1, len(texts) + 1), texts, amounts) if line.amount]
    return _completed(lines, spend_of(invoice, vat_admitted=vat_admitted), beyond=len(invoice.lines))


def _completed(lines: list[ClaimedLine], whole: Decimal, *, beyond: int) -> list[ClaimedLine]:
    left = whole - sum([line.amount for line in lines], ZERO)
    if not left:
        return lines
    if lines and abs(left) <= CENT * len(lines):
        at = max(range(len(lines)), key=lambda i: abs(lines[i].amount))
        rounded = ClaimedLine(lines[at].number, lines[at].description, lines[at].amount + left)
        return [*lines[:at], rounded, *lines[at + 1 :]]
    return [*lines, ClaimedLine(beyond + 1, OTHER_AMOUNTS, left)]


def outcome_for_the_firm(finding: Finding) -> Outcome:
    """The answer of a check as it counts here: what can be mended is for the Chamber to verify, the rest stops the sending."""
    if finding.outcome == Outcome.NOT_MET and finding.code in CURABLE:
        return Outcome.TO_VERIFY
    return finding.outcome
