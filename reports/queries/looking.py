"""The first page of a report before anybody asks for it: read and drawn as the report would be, and nothing is kept."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from bando.models import Call
from core.adapters import bounded
from core.refusals import Refused, require
from reports import policies
from reports.adapters import pdf
from reports.enums import Texts
from reports.permissions import why_not_make
from reports.queries import chapters
from reports.queries.catalogue import compute


def first_page(*, call: Call, kind: str, as_of_at: datetime, texts: str, by: User, at: datetime) -> bytes:
    """The PDF of the first page, drawn within bounds of time and memory. Raises Refused."""
    require(why_not_make(by))
    require(policies.why_not_request(call, kind=kind, as_of_at=as_of_at, at=at))
    carried = chapters.counting(call, kind, as_of_at if texts == Texts.THEN else at)
    report = compute(call=call, kind=kind, as_of=as_of_at, texts=carried)
    try:
        return pdf.look(report=report, created_at=at)
    except (bounded.OverLimit, bounded.NotDrawn):
        raise Refused(_("L’anteprima non è riuscita nel tempo concesso: richiedete il rapporto.")) from None
