"""Keeps who a person is: her name and her tax code, as she gives them until somebody bears them out."""

from datetime import datetime

from accounts.models import User
from accounts.policies.identifying import why_not_identify
from core.locks import operation
from core.operations.recording import record
from core.refusals import require
from registry.adapters.identifiers import compact


@operation
def identify(*, user: User, name: str, tax_code: str, by: User, at: datetime) -> User:
    """Write name and tax code (none: ""), unless they were verified. Raises Refused."""
    code = compact(tax_code)
    require(why_not_identify(user, name, code))
    if (user.name, user.tax_code) == (name.strip(), code):
        return user
    user.name, user.tax_code = name.strip(), code
    user.save(update_fields=["name", "tax_code"])
    record(by=by, at=at, action="identifying.identify", subject=user, data={"name": user.name, "tax_code": user.tax_code})
    return user
