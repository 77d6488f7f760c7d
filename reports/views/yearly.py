"""The published list of all acts of granting of a year, over all calls: a page at a time, and whole as CSV and JSON."""

from datetime import datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from bando.views.opendata import as_schema
from bando.views.scope import received_at
from core.adapters.recent import recent
from reports.adapters import packaged
from reports.domain.wording import ROME
from reports.queries.transparency import whole
from reports.queries.yearly import COLUMNS, of_year, pieces, years
from reports.queries.yearly import shown as shown_rows
from reports.views import openly
from reports.views.beneficiaries import PAGE, page_of
from reports.views.openly import OpenList


@require_safe
def shown(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The list a page at a time, the newest year with acts where none is named, and where to take it whole."""
    at = received_at(request)
    known: list[int] = recent("reports.years.1", at, lambda: years(at)).value
    chosen = _chosen(year, known, at)
    sums = recent(f"reports.year.1:{chosen}", at, lambda: whole(of_year(chosen, at), at)).value
    page = Paginator(range(sums.count), PAGE).get_page(request.GET.get("page"))
    start = (page.number - 1) * PAGE
    key = f"reports.year.2:{chosen}:{page.number}:{get_language()}"
    rows = recent(key, at, lambda: shown_rows(chosen, at, start, start + PAGE)).value
    # Years are written as they are, without the point of thousands.
    told = {"year": str(chosen), "years": [str(one) for one in sorted({*known, chosen}, reverse=True)]}
    context = told | {"sums": sums, "page": page, "rows": rows}
    return render(request, "reports/year.html", context)


def _chosen(year: int | None, known: list[int], at: datetime) -> int:
    """Where no year is named the newest that has acts. The year that runs has a list before its first act, others have none."""
    now = at.astimezone(ROME).year
    if year is None:
        return known[0] if known else now
    if year not in known and year != now:
        raise Http404
    return year


@require_safe
def as_csv(request: HttpRequest, year: int) -> HttpResponseBase:
    """The whole list as CSV, as the reports write it."""
    return openly.as_csv(_whole(request, year))


@require_safe
def as_json(request: HttpRequest, year: int) -> HttpResponseBase:
    """The whole list as JSON, as its schema describes it."""
    return openly.as_json(_whole(request, year))


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The JSON schema of the list."""
    return as_schema(request, packaged.schema("granting.v1"))


def _whole(request: HttpRequest, year: int) -> OpenList:
    received = received_at(request)
    _chosen(year, years(received), received)
    at = received.replace(second=0, microsecond=0)
    head = {"format": "portale-bandi granting 1", "year": year, "as_of": at.isoformat()}
    return OpenList(f"atti-di-concessione-{year}", head, COLUMNS, pieces(year, at, page_of))
