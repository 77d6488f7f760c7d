"""A person enters her firm and declares that she is its legal representative; from then on she acts for it."""

from datetime import datetime
from typing import Any

from accounts.domain.declarations import CURRENT
from accounts.domain.roles import Representative
from accounts.enums import Basis
from accounts.models import Invitation, Membership, RepresentativeDeclaration, User
from accounts.operations.appointing import appoint
from accounts.policies.representing import why_not_declare, why_not_represent
from core.locks import operation
from core.refusals import require
from registry.models import Firm
from registry.operations.registering import register


@operation
def represent(*, firm: dict[str, Any], declares: bool, by: User, at: datetime) -> Membership:
    """Register the firm described by `firm` (the parameters of `registering.register`) and make `by` its representative.

    Raises Refused, and then neither the firm nor the role has come about: above all where she does not declare it.
    """
    require(why_not_declare(declares))
    require(why_not_represent(by, firm["representative_tax_code"]))
    return become_representative(firm=register(**firm, by=by, at=at), declares=declares, by=by, at=at)


@operation
def become_representative(
    *, firm: Firm, declares: bool, invitation: Invitation | None = None, by: User, at: datetime
) -> Membership:
    """The role on her own declaration, which is kept with its text and instant. Raises Refused where she makes none."""
    require(why_not_declare(declares))
    made = RepresentativeDeclaration.objects.create(user=by, firm=firm, basis=Basis.DECLARED, text_version=CURRENT, at=at, by=by)
    return appoint(user=by, role=Representative.code, firm=firm, declaration=made, invitation=invitation, by=by, at=at)
