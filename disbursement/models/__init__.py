"""What was spent and paid."""

from disbursement.models.account import Account, Settlement, Spending, SpendingCut
from disbursement.models.certificate import WithholdingCertificate
from disbursement.models.invoice import Invoice, InvoiceFinding, PaymentProof, ProvedPart, SalesProof
from disbursement.models.order import ChamberAccount, OrderLine, PaymentOrder, Payout, Substitution
from disbursement.models.recovery import (
    Instalment,
    InterestRate,
    Recovery,
    RecoveryReceipt,
    ReturnAccount,
    RevocationDismissal,
    RevocationNotice,
    RevocationObservation,
)
from disbursement.models.sampling import (
    Control,
    ControlAnswer,
    ControlOutcome,
    ControlPlan,
    ControlPoint,
    ControlSample,
    SampleMember,
)
from disbursement.models.tranche import Evidence, EvidenceApproval, Tranche, TrancheReceipt, TrancheShare

__all__ = [
    "Account",
    "ChamberAccount",
    "Control",
    "ControlAnswer",
    "ControlOutcome",
    "ControlPlan",
    "ControlPoint",
    "ControlSample",
    "Evidence",
    "EvidenceApproval",
    "Instalment",
    "InterestRate",
    "Invoice",
    "InvoiceFinding",
    "OrderLine",
    "PaymentOrder",
    "PaymentProof",
    "Payout",
    "ProvedPart",
    "Recovery",
    "RecoveryReceipt",
    "ReturnAccount",
    "RevocationDismissal",
    "RevocationNotice",
    "RevocationObservation",
    "SalesProof",
    "SampleMember",
    "Settlement",
    "Spending",
    "SpendingCut",
    "Substitution",
    "Tranche",
    "TrancheReceipt",
    "TrancheShare",
    "WithholdingCertificate",
]
