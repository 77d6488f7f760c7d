"""What was withheld from whom in a year, and the certificates that say so."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from applications.domain.notice import plain
from applications.models import Application
from core.figures import in_italian
from disbursement.models import Payout, WithholdingCertificate
from registry.models import Chamber, Firm

FILE = "settlement__account__application__"
Key = tuple[int, int]


def withheld_in(year: int) -> QuerySet[Payout]:
    """The payments of a year from which something was withheld."""
    return Payout.objects.filter(paid_on__year=year, withheld__gt=0)


def uncertified(year: int) -> dict[Key, int]:
    """(Chamber, firm) → the edition that is missing, where what was withheld is not what the latest certificate says."""
    sums: Any = withheld_in(year).order_by().values_list(f"{FILE}pot__chamber", f"{FILE}firm").annotate(all=Sum("withheld"))
    said: dict[Key, tuple[int, Decimal]] = {}
    for row in WithholdingCertificate.objects.filter(year=year).order_by("edition"):
        said[row.chamber_id, row.firm_id] = (row.edition, row.withheld)
    missing = {}
    for chamber, firm, withheld in sums:
        edition, known = said.get((chamber, firm), (0, None))
        if known != withheld:
            missing[chamber, firm] = edition + 1
    return missing


def payouts_of(chamber: Chamber, firm: Firm, year: int) -> list[Payout]:
    """What was paid less a withholding, in order of time."""
    mine = withheld_in(year).filter(**{f"{FILE}pot__chamber": chamber, f"{FILE}firm": firm})
    return list(mine.select_related("act", f"{FILE}call", f"{FILE}grant").order_by("paid_on", "pk"))


def content_of(chamber: Chamber, firm: Firm, payouts: Iterable[Payout]) -> dict[str, Any]:
    """Who withheld, from whom, on what: plain values as they stand now."""
    said = {"chamber": chamber.name, "firm": firm.name, "tax_code": firm.tax_code, "vat_number": firm.vat_number}
    seat = f"{firm.address}, {firm.municipality} ({firm.province_id})"
    return plain(**said, seat=seat, rows=[_row(one) for one in payouts])


def _row(payout: Payout) -> dict[str, Any]:
    application = payout.settlement.account.application
    return plain(
        call=application.call.title, reason=application.call.withholding_reason, cup=application.grant.cup,
        act=in_italian(str)(payout.act), paid_on=payout.paid_on, gross_eur=payout.gross, withheld_eur=payout.withheld,
    )  # fmt: skip


def certificates_for(application: Application) -> list[WithholdingCertificate]:
    """The latest edition of each year that the application's Chamber has certified to its firm, the latest year first."""
    chamber = application.pot.chamber_id if application.pot else None
    latest: dict[int, WithholdingCertificate] = {}
    for row in WithholdingCertificate.objects.filter(firm=application.firm_id, chamber=chamber).order_by("-year", "edition"):
        latest[row.year] = row
    return list(latest.values())
