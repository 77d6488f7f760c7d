"""What an invoice lets a firm claim, line by line, so that the lines add up to the invoice's spend without VAT, to the cent."""

from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO, cents
from disbursement.domain.checking import Code, Finding, Outcome
from disbursement.domain.invoice import Invoice

CENT = Decimal("0.01")
OTHER_AMOUNTS = "Altri importi imponibili della fattura (cassa previdenziale, spese accessorie, arrotondamenti)"
# A missing project code can be mended (a declaration, an electronic integration): the Chamber looks, the firm is not stopped.
CURABLE = frozenset({Code.CUP})


@dataclass(frozen=True)
class ClaimedLine:
    """A line of the invoice as spend: euro without VAT, negative where it takes away."""

    number: int
    description: str
    amount: Decimal


def claimed_lines(invoice: Invoice) -> list[ClaimedLine]:
    """The lines that carry money; their sum is `cents(invoice.claimable)`, the spend that the invoice proves.

    Lines are written with up to eight decimals: what rounding makes of them goes to the largest line; a real difference
    (a pension fund's contribution stands in no line) becomes a line of its own.
    """
    sign = -1 if invoice.is_credit_note and invoice.taxable > 0 else 1
    lines = [
        ClaimedLine(number, line.description[:1000], cents(line.net) * sign)
        for number, line in enumerate(invoice.lines, start=1)
        if cents(line.net)
    ]
    return _completed(lines, cents(invoice.claimable), beyond=len(invoice.lines))


def _completed(lines: list[ClaimedLine], whole: Decimal, *, beyond: int) -> list[ClaimedLine]:
    left = whole - sum((line.amount for line in lines), ZERO)
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
