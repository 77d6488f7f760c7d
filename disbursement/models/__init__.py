"""What was spent and paid."""

from disbursement.models.account import (
    Account,
    Invoice,
    InvoiceFinding,
    PaymentProof,
    Payout,
    Settlement,
    Spending,
    SpendingCut,
)
from disbursement.models.tranche import Evidence, Tranche, TrancheShare

__all__ = [
    "Account",
    "Evidence",
    "Invoice",
    "InvoiceFinding",
    "PaymentProof",
    "Payout",
    "Settlement",
    "Spending",
    "SpendingCut",
    "Tranche",
    "TrancheShare",
]
