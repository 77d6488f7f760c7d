"""Home, the page of a call, its questions and its files."""

import mimetypes
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from bando.models import Call, Measure
from bando.queries.calls import visible_calls
from bando.queries.pages import page_of, where
from bando.queries.questions import questions_on
from bando.views.scope import published, received_at
from core.adapters.recent import recent
from core.views.files import private_file


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Open calls first, then those to come, then those that take no application now, then those that have closed."""
    cards = _cards(received_at(request))
    groups = {
        "open_calls": [card for card in cards if card["is_open"]],
        "coming_calls": [card for card in cards if card["is_announced"]],
        "halted_calls": [card for card in cards if card["is_suspended"] or card["is_exhausted"]],
        "closed_calls": [card for card in cards if card["is_over"]],
    }
    return render(request, "bando/home.html", groups)


def _cards(at: datetime) -> list[dict[str, Any]]:
    calls = list(visible_calls().filter(published_at__lte=at).annotate(endowment=Sum("funds__amount")))
    measures: dict[int, list[Measure]] = {call.pk: [] for call in calls}
    for measure in Measure.objects.filter(call__in=calls).order_by("order", "pk"):
        measures[measure.call_id].append(measure)
    return [where(call, at) | {"measures": _now(measures[call.pk], call.version)} for call in calls]


def _now(measures: list[Measure], version: int) -> list[Measure]:
    """Those in force at a version, of rows read already for many calls."""
    return [each for each in measures if each.since <= version and (each.until is None or each.until >= version)]


@require_safe
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """What to do now, to the instant; and the parts of the page: who, how much, what, when, with which money."""
    at = received_at(request)
    found = published(slug, at)
    return shown(request, "bando/call.html", where(found, at) | {"parts": _parts(found, at)})


def _parts(call: Call, at: datetime) -> SafeString:
    """The parts of the page, as they were some seconds ago at most; they say when. A new version of the call is seen at once."""
    key = f"bando.call.1:{call.pk}:{call.version}:{get_language()}"
    made = recent(key, at, lambda: render_to_string("bando/call_parts.html", page_of(call, at) | {"server_time": at}))
    return made.value


@require_safe
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """All frequent questions on the call, or those that speak of what is searched."""
    at = received_at(request)
    words = request.GET.get("cerca", "").strip()[:100]
    found = published(slug, at)
    return shown(request, "bando/questions.html", where(found, at) | {"words": words, "questions": questions_on(found, words)})


@require_safe
def attachment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A file that the call's page offers."""
    row = get_object_or_404(published(slug, received_at(request)).attachments, pk=pk)
    return private_file(row.file, row.name, row.media_type)


@require_safe
def template(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The form to fill for a required document."""
    documents = published(slug, received_at(request)).requireddocuments.exclude(template="")
    row = get_object_or_404(documents, pk=pk)
    media_type = mimetypes.guess_type(row.template_name)[0] or "application/octet-stream"
    return private_file(row.template, row.template_name or "modello", media_type)


def shown(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """The page; that of a rehearsal asks search engines to stay away."""
    response = render(request, name, context)
    if context["call"].rehearsal:
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response
