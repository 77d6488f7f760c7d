"""The published list of who was granted what: for people a page at a time, for any program as CSV and JSON."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from bando.models import Call
from bando.views.opendata import as_schema
from bando.views.scope import published, received_at
from core.adapters.recent import recent
from reports.adapters import packaged
from reports.queries.transparency import COLUMNS, NAMES, Whole, grants_of, of_call, pieces, rows_of, whole
from reports.views import openly
from reports.views.openly import OpenList

PAGE = 50


@require_safe
def shown(request: HttpRequest, slug: str) -> HttpResponse:
    """The list a page at a time, and where to take it whole."""
    at = received_at(request)
    call = _of(slug, at)
    sums: Whole = recent(f"reports.beneficiaries.1:{call.pk}", at, lambda: whole(of_call(call, at), at)).value
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
    keys = of_call(call, at).values_list("pk", flat=True)[(number - 1) * PAGE : number * PAGE]
    return [dict(zip(NAMES, row, strict=True)) for row in rows_of(grants_of(list(keys)), at)]


@require_safe
def as_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The whole list as CSV, as the reports write it."""
    return openly.as_csv(_whole(request, slug))


@require_safe
def as_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The whole list as JSON, as its schema describes it."""
    return openly.as_json(_whole(request, slug))


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The JSON schema of the list."""
    return as_schema(request, packaged.schema("beneficiaries.v1"))


def _whole(request: HttpRequest, slug: str) -> OpenList:
    at = received_at(request).replace(second=0, microsecond=0)
    call = _of(slug, received_at(request))
    head = {"format": "portale-bandi beneficiaries 1", "call": call.code, "title": call.title, "as_of": at.isoformat()}
    return OpenList(f"beneficiari-{call.slug}", head, COLUMNS, pieces(call, at, page_of))


def page_of(call: Call) -> str:
    """Where a call has its page, as any program can open it."""
    return f"{settings.SITE_ADDRESS}{reverse('call', args=[call.slug])}"
