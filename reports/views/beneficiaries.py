"""The published list of who was granted what: for people a page at a time, for any program as CSV and JSON."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from bando.models import Call
from bando.views.opendata import FOR_A_MINUTE, as_schema, to_all
from bando.views.scope import published, received_at
from core.adapters.recent import recent
from reports.adapters import csv, packaged
from reports.domain.table import Table
from reports.queries.catalogue import LANGUAGE
from reports.queries.transparency import COLUMNS, NAMES, Whole, listed, pieces, rows_of, whole

PAGE = 50


@require_safe
def shown(request: HttpRequest, slug: str) -> HttpResponse:
    """The list a page at a time, and where to take it whole."""
    at = received_at(request)
    call = _of(slug, at)
    sums: Whole = recent(f"reports.beneficiaries.1:{call.pk}", at, lambda: whole(call, at)).value
    page = Paginator(range(sums.count), PAGE).get_page(request.GET.get("page"))
    key = f"reports.beneficiaries.2:{call.pk}:{page.number}:{get_language()}"
    rows = recent(key, at, lambda: _page(call, at, page.number)).value
    return render(request, "reports/beneficiaries.html", {"call": call, "sums": sums, "page": page, "rows": rows})


def _of(slug: str, at: datetime) -> Call:
    """A rehearsal grants nothing."""
    call = published(slug, at)
    if call.rehearsal:
        raise Http404
    return call


def _page(call: Call, at: datetime, number: int) -> list[dict[str, Any]]:
    keys = listed(call, at).values_list("pk", flat=True)[(number - 1) * PAGE : number * PAGE]
    return [dict(zip(NAMES, row, strict=True)) for row in rows_of(call, at, list(keys))]


@require_safe
def as_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The whole list as CSV, as the reports write it."""
    return _whole(request, slug, "text/csv", "csv", _csv)


@require_safe
def as_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The whole list as JSON, as its schema describes it."""
    return _whole(request, slug, "application/json", "json", _json)


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The JSON schema of the list."""
    return as_schema(request, packaged.schema("beneficiaries.v1"))


Writes = Callable[[Call, datetime], Iterator[str | bytes]]


def _whole(request: HttpRequest, slug: str, media_type: str, extension: str, written: Writes) -> HttpResponseBase:
    at = received_at(request).replace(second=0, microsecond=0)
    call = _of(slug, received_at(request))
    response = StreamingHttpResponse(written(call, at), content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="beneficiari-{call.slug}.{extension}"'
    return to_all(response, FOR_A_MINUTE)


def _tables(call: Call, at: datetime) -> Iterator[Table]:
    """The list in pieces, each read in the language of the acts: who takes them may be of another."""
    left = pieces(call, at, f"{settings.SITE_ADDRESS}{reverse('call', args=[call.slug])}")
    while True:
        with translation.override(LANGUAGE):
            piece = next(left, None)
        if piece is None:
            return
        yield Table("beneficiari", call.title, COLUMNS, piece, has_totals=False)


def _csv(call: Call, at: datetime) -> Iterator[bytes]:
    return csv.streamed(COLUMNS, _tables(call, at))


def _json(call: Call, at: datetime) -> Iterator[str]:
    head = {"format": "portale-bandi beneficiaries 1", "call": call.code, "title": call.title, "as_of": at.isoformat()}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "beneficiaries": ['
    comma = "\n"
    for table in _tables(call, at):
        rows = (dict(zip(NAMES, row, strict=True)) for row in table.as_rows())
        yield comma + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        comma = ",\n"
    yield "]}\n"
