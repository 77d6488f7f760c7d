"""The questions asked of the invoices of the tests, with the firm and the project that the builders write into them."""

from datetime import date

from disbursement.domain.checking import ExpectedBuyer, Finding, check
from disbursement.domain.claims import ClaimedLine, claimed_lines
from disbursement.domain.invoice import Invoice
from tests.disbursement.invoices import BUYER_CODE, BUYER_VAT, CUP

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)


def findings_of(invoice: Invoice) -> list[Finding]:
    return check(invoice, expected_buyer=ExpectedBuyer(BUYER_CODE, BUYER_VAT), cup=CUP, spend_from=FIRST, spend_until=LAST)


def judge(invoice: Invoice) -> tuple[list[Finding], list[ClaimedLine]]:
    """All that is computed of an invoice before it is kept."""
    return findings_of(invoice), claimed_lines(invoice)
