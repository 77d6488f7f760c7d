"""The first pages of a report before anybody asks for it: read and drawn as the report would be, and nothing is kept."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from bando.models import Call
from core.adapters import bounded
from core.refusals import Refused, require
from reports import policies
from reports.adapters import pdf
from reports.domain.table import Report
from reports.enums import Texts
from reports.permissions import why_not_make
from reports.queries import chapters
from reports.queries.catalogue import compute
from reports.queries.snapshot import TooLong, each_within, one_snapshot


def first_pages(*, call: Call, kind: str, as_of_at: datetime, texts: str, by: User, at: datetime) -> bytes:
    """The PDF of the first pages, each statement and the drawing within bounds. Raises Refused."""
    try:
        with one_snapshot(), each_within(settings.PORTAL_LOOK_SECONDS):
            report = _read(call=call, kind=kind, as_of_at=as_of_at, texts=texts, by=by, at=at)
    except TooLong:
        raise Refused(
            _("I dati del bando non si leggono nel tempo di un’anteprima: richiedete il rapporto, si produce in sottofondo.")
        ) from None
    try:
        return pdf.look(report=report, created_at=at)
    except (bounded.OverLimit, bounded.NotDrawn):
        raise Refused(_("L’anteprima non è riuscita nel tempo concesso: richiedete il rapporto.")) from None


def _read(*, call: Call, kind: str, as_of_at: datetime, texts: str, by: User, at: datetime) -> Report:
    require(why_not_make(by))
    require(policies.why_not_request(call, kind=kind, as_of_at=as_of_at, at=at))
    carried = chapters.counting(call, kind, as_of_at if texts == Texts.THEN else at)
    return compute(call=call, kind=kind, as_of=as_of_at, texts=carried)
