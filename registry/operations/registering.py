"""Enters a firm in the register."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Model

from core.locks import operation
from core.operations.recording import record
from core.refusals import require
from registry.adapters.identifiers import compact
from registry.enums import LegalForm
from registry.models import Firm, Province
from registry.policies import why_not_new, why_not_register


@operation
def register(
    *,
    tax_code: str,
    vat_number: str,
    name: str,
    representative_name: str,
    representative_tax_code: str,
    certified_email: str,
    address: str,
    municipality: str,
    province: Province,
    legal_form: str = LegalForm.COMPANY,
    by: Model | None,
    at: datetime,
) -> Firm:
    """A new firm, known by its tax code; identifiers are kept in capital letters without blanks. Raises Refused."""
    keys = {
        "tax_code": compact(tax_code),
        "vat_number": compact(vat_number),
        "representative_tax_code": compact(representative_tax_code),
    }
    require(why_not_register(legal_form=legal_form, **keys))
    facts = {"name": name.strip(), "representative_name": representative_name.strip(), "certified_email": certified_email.lower()}
    place = {"address": address.strip(), "municipality": municipality.strip(), "province": province}
    firm = _created(Firm(legal_form=legal_form, registered_at=at, **keys, **facts, **place))
    record(by=by, at=at, action="registering.register", subject=firm, data={"tax_code": firm.tax_code, "name": firm.name})
    return firm


def _created(firm: Firm) -> Firm:
    """The row, or the sentence that somebody else was faster by a moment."""
    try:
        with transaction.atomic():
            firm.save(force_insert=True)
    except IntegrityError:
        require(why_not_new(firm.tax_code, firm.vat_number))
        raise
    return firm
