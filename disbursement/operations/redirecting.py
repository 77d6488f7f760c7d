"""The firm names another account to be paid on, once the bank has sent its money back or before it is ordered."""

from datetime import datetime

from accounts.models import User
from core.locks import operation
from core.operations.recording import record
from core.refusals import require
from disbursement.domain.sepa import masked
from disbursement.models import Account, Settlement
from disbursement.permissions import why_not_act
from disbursement.policies import paying as policies
from disbursement.queries.locked import locked_account
from disbursement.queries.orders import to_order
from registry.adapters.identifiers import compact


@operation
def redirect(*, account: Account, iban: str, by: User, at: datetime) -> Account:
    """Pay on this account from now on; what was ordered to another one stays on record with it."""
    account = locked_account(account.pk)
    require(why_not_act(by, account))
    iban = compact(iban)
    settlement = to_order(Settlement.objects.filter(account=account)).first()
    require(policies.why_not_redirect(settlement))
    assert settlement is not None, "refused otherwise"
    require(policies.why_not_redirect_to(settlement, iban=iban))
    before, account.iban = account.iban, iban
    account.save(update_fields=["iban"])
    data = {"before": masked(before) if before else "", "after": masked(iban)}
    record(by=by, at=at, action="redirecting.redirect", subject=account, data=data)
    return account
