"""How a supplier hangs together with the firm that he bills: what the registry and the firm itself have said."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from applications.models import Application
from applications.queries.firm import firm_of
from core.figures import in_italian, percent
from disbursement.domain.invoice import Party
from disbursement.domain.matching import same_name
from registry.enums import Tie
from registry.models import Firm

COLUMNS = ("name", "country", "tax_code", "tie", "share")


@in_italian
def tie_of(application: Application, supplier: Party) -> str:
    """In words that go on «the supplier N …», "" for none known. At most five queries."""
    firm = application.firm
    known = _firm_of(supplier, firm)
    codes = _codes(supplier) | ({known.tax_code, known.vat_number} if known else set())
    if codes & {firm.tax_code, firm.vat_number}:
        return _("è la vostra stessa impresa")
    then = firm_of(application)
    if codes & {firm.representative_tax_code, then.representative_tax_code}:
        return _("è il vostro legale rappresentante")
    if told := _among(_relatives(firm, then), supplier, codes):
        return told
    return _said_by(known, firm) if known else ""


def _codes(supplier: Party) -> set[str]:
    """By which the registry knows Italian firms and persons."""
    vat = supplier.vat_number if supplier.vat_country in ("", "IT") else ""
    return {code for code in (supplier.tax_code, vat) if code}


def _firm_of(supplier: Party, firm: Firm) -> Firm | None:
    codes = _codes(supplier)
    return Firm.objects.filter(Q(tax_code__in=codes) | Q(vat_number__in=codes)).exclude(pk=firm.pk).first()


def _relatives(firm: Firm, then: Any) -> list[dict[str, Any]]:
    """Those that the firm names now, and those that it named when it applied."""
    return [*firm.relatives.values(*COLUMNS), *then.relatives]


def _among(relatives: Iterable[dict[str, Any]], supplier: Party, codes: set[str]) -> str:
    for row in relatives:
        by_code = bool(row["tax_code"]) and row["tax_code"] in codes
        abroad = row["country"] != "IT" and row["country"] == supplier.vat_country and same_name(row["name"], supplier.name)
        if by_code or abroad:
            return _("risulta fra le vostre imprese collegate o associate (%(name)s, %(tie)s, quota %(share)s)") % {
                "name": row["name"],
                "tie": Tie(row["tie"]).label,
                "share": percent(Decimal(str(row["share"]))),
            }
    return ""


def _said_by(other: Firm, firm: Firm) -> str:
    """What another firm of the registry has said of itself."""
    if other.representative_tax_code == firm.representative_tax_code:
        return _("ha il vostro stesso legale rappresentante")
    if other.relatives.filter(tax_code__in=(firm.tax_code, firm.vat_number)).exists():
        return _("indica la vostra fra le sue imprese collegate o associate")
    return ""
