"""The published list of a call's arrivals: number, instant, leaf, hash; nobody's name. For people, and for any program."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from itertools import islice

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from applications.models import Arrival
from applications.policies.listing import why_not_list
from applications.queries.arrivals import published_rows
from bando.models import Call
from bando.views.opendata import FOR_A_MINUTE, to_all
from bando.views.public import shown
from bando.views.scope import published, received_at

PAGE = 100
PIECE = 1000
COLUMNS = ("call", "number", "at", "leaf", "hash")
Row = tuple[int, str, str, str]


@require_safe
def listed(request: HttpRequest, slug: str) -> HttpResponse:
    """The list a page at a time, and where to take it whole; before the closing, from when."""
    at = received_at(request)
    call = published(slug, at)
    reason = why_not_list(call, at=at)
    if reason:
        response = shown(request, "applications/arrivals.html", {"call": call, "reason": reason})
        response.status_code = 404
        return response
    rows = Arrival.objects.filter(call=call).order_by("number").only("number", "at", "leaf", "hash")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return shown(request, "applications/arrivals.html", {"call": call, "page": page})


@require_safe
def as_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The whole list as CSV."""
    return _whole(request, slug, "text/csv", "csv", _csv)


@require_safe
def as_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The whole list as JSON."""
    return _whole(request, slug, "application/json", "json", _json)


def _whole(
    request: HttpRequest, slug: str, media_type: str, extension: str, written: Callable[[Call], Iterator[str]]
) -> HttpResponseBase:
    at = received_at(request)
    call = published(slug, at)
    reason = why_not_list(call, at=at)
    if reason:
        return HttpResponse(reason, status=404, content_type="text/plain; charset=utf-8")
    response = StreamingHttpResponse(written(call), content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="arrivi-{call.slug}.{extension}"'
    return to_all(response, FOR_A_MINUTE)


def _csv(call: Call) -> Iterator[str]:
    yield ",".join(COLUMNS) + "\n"
    for rows in _pieces(published_rows(call)):
        text = StringIO()
        csv.writer(text, lineterminator="\n").writerows((call.code, *row) for row in rows)
        yield text.getvalue()


def _json(call: Call) -> Iterator[str]:
    yield f'{{"format":"portale-bandi arrivals 1","call":{json.dumps(call.code)},"arrivals":['
    comma = ""
    for rows in _pieces(published_rows(call)):
        yield comma + ",\n".join(json.dumps(dict(zip(COLUMNS[1:], row, strict=True))) for row in rows)
        comma = ",\n"
    yield "]}\n"


def _pieces(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while piece := list(islice(left, PIECE)):
        yield piece
