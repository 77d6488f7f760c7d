"""Accounts for officers, payments for directors, the regional money for Unioncamere."""

from applications.policies.revoking import HOLDS
from applications.queries.duplicates import FINDERS
from bando.models import Pot
from core.admin import site
from disbursement.admin.cash import CashAdmin
from disbursement.admin.certificates import CertificateAdmin
from disbursement.admin.controls import ControlAdmin
from disbursement.admin.day import waiting
from disbursement.admin.files import AccountAdmin, PayoutAdmin, SettlementAdmin
from disbursement.admin.order_lines import OrderLineAdmin
from disbursement.admin.orders import PaymentOrderAdmin
from disbursement.admin.rates import InterestRateAdmin
from disbursement.admin.recoveries import RecoveryAdmin, RevocationNoticeAdmin
from disbursement.admin.regional import EvidenceAdmin, TrancheAdmin
from disbursement.admin.samples import ControlPlanAdmin, ControlSampleAdmin
from disbursement.models import (
    Account,
    Control,
    ControlPlan,
    ControlSample,
    Evidence,
    InterestRate,
    OrderLine,
    PaymentOrder,
    Payout,
    Recovery,
    RevocationNotice,
    Settlement,
    Tranche,
    WithholdingCertificate,
)
from disbursement.policies.ordering import why_not_revoke
from disbursement.queries.duplicates import by_accounts

FINDERS.append(by_accounts)
HOLDS.append(why_not_revoke)
site.register(Account, AccountAdmin)
site.register(Settlement, SettlementAdmin)
site.register(PaymentOrder, PaymentOrderAdmin)
site.register(OrderLine, OrderLineAdmin)
site.register(Payout, PayoutAdmin)
site.register(WithholdingCertificate, CertificateAdmin)
site.register(RevocationNotice, RevocationNoticeAdmin)
site.register(Recovery, RecoveryAdmin)
site.register(InterestRate, InterestRateAdmin)
site.register(ControlPlan, ControlPlanAdmin)
site.register(ControlSample, ControlSampleAdmin)
site.register(Control, ControlAdmin)
site.register(Tranche, TrancheAdmin)
site.register(Evidence, EvidenceAdmin)
site.register(Pot, CashAdmin)
site.register_waiting(waiting)
