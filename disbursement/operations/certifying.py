"""Certifies to each firm what a Chamber has withheld from it in a year that is over, and makes its PDF."""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from applications.domain.notice import typed
from core.adapters import pdf
from core.figures import ROME, in_italian
from core.locks import operation
from core.money import ZERO
from core.operations.drawing import draw_again, draw_once
from core.operations.recording import record
from core.queries.trying import to_make
from core.refusals import require
from disbursement.models import WithholdingCertificate
from disbursement.permissions import why_not_certify
from disbursement.queries.certificates import content_of, payouts_of, uncertified
from registry.models import Chamber, Firm

LANGUAGE, FOLDER, MAKING = "it", "certificates", "certifying.make"
# Banks say of December's payments in January; certificates are due by the middle of March.
FIRST_MONTH = 2


def sweep(*, at: datetime) -> int:
    """Issue what is missing for the year that is over, from February on; returns how many."""
    today = localtime(at, ROME)
    if today.month < FIRST_MONTH:
        return 0
    missing = uncertified(today.year - 1)
    for (chamber, firm), edition in sorted(missing.items()):
        _issue(chamber=chamber, firm=firm, year=today.year - 1, edition=edition, at=at)
    return len(missing)


@operation
def _issue(*, chamber: int, firm: int, year: int, edition: int, at: datetime) -> None:
    """Write down what the certificate says; whoever is overtaken leaves it as it is."""
    place, of = Chamber.objects.get(pk=chamber), Firm.objects.get(pk=firm)
    payouts = payouts_of(place, of, year)
    said = {
        "gross": sum((one.gross for one in payouts), ZERO), "withheld": sum((one.withheld for one in payouts), ZERO),
        "content": content_of(place, of, payouts), "asked_at": at,
    }  # fmt: skip
    row, is_new = WithholdingCertificate.objects.get_or_create(chamber=place, firm=of, year=year, edition=edition, defaults=said)
    if is_new:
        record(by=None, at=at, action="certifying.issue", subject=row, data={"year": year, "withheld": str(row.withheld)})


def due(*, at: datetime) -> list[int]:
    """The certificates to be made now, oldest first; what did not come out waits apart, ever longer."""
    return to_make(WithholdingCertificate.objects.filter(made_at=None), at=at)


def make(*, certificate_id: int, at: datetime) -> WithholdingCertificate:
    """The certificate with its file, or what was wrong. Whoever finds it made already, or is overtaken, leaves it as it is."""
    row = WithholdingCertificate.objects.get(pk=certificate_id)
    failed = _("La certificazione non è riuscita: avvisate l’assistenza.")
    draw_once(row=row, draw=lambda: _drawn(row), folder=FOLDER, action=MAKING, failed=failed, at=at)
    return row


@operation
def again(*, certificate: WithholdingCertificate, by: User, at: datetime) -> None:
    """Have the certificate that did not come out made at once. Raises Refused."""
    require(why_not_certify(by, certificate.chamber))
    draw_again(row=certificate, action=MAKING, by=by, at=at)


@in_italian
def _drawn(row: WithholdingCertificate) -> bytes:
    """The same bytes for the same certificate: from what was written down when it was issued, whose instant is its only date."""
    said: dict[str, Any] = typed(row.content)
    title = _("Certificazione delle ritenute, anno %(year)s") % {"year": row.year}
    context = {
        "title": title, "lang": LANGUAGE, "issuer": _("Camera di commercio di %(chamber)s") % {"chamber": said["chamber"]},
        "said": said, "rows": [typed(each) for each in said["rows"]], "certificate": row,
    }  # fmt: skip
    html = render_to_string("disbursement/certificate_pdf.html", context)
    return pdf.render(html=html, title=title, lang=LANGUAGE, created_at=row.asked_at)
