"""Home, the page of a call, and the pre-check without log-in."""

from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bando.enums import CallStatus, Phase
from bando.forms.public import PrecheckForm
from bando.models import Call
from bando.policies.opening import why_not_apply
from bando.queries.calls import status, visible_calls
from bando.queries.pots import Standing, standing, total
from bando.queries.prechecking import precheck
from bando.queries.terms import rule_of, rules_for, terms_of

TONES = {
    CallStatus.OPEN: "success",
    CallStatus.ANNOUNCED: "info",
    CallStatus.CLOSED: "warning",
    CallStatus.DECIDED: "neutral",
    CallStatus.PREPARED: "neutral",
}


def _published(slug: str, at: datetime) -> Call:
    call = visible_calls().filter(slug=slug, published_at__lte=at).first()
    if call is None:
        raise Http404
    return call


def _where(call: Call, at: datetime) -> dict[str, Any]:
    """The call with its status and what can be done about it now."""
    now = status(call, at)
    return {
        "call": call,
        "status": now,
        "tone": TONES[now],
        "is_open": now == CallStatus.OPEN,
        "is_announced": now == CallStatus.ANNOUNCED,
        "is_over": now in (CallStatus.CLOSED, CallStatus.DECIDED),
        "why_not": why_not_apply(call, at=at),
        "apply_url": reverse("application_start", args=[call.slug]),
    }


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Open calls first, then those to come, then those that have closed."""
    at = request.received_at  # type: ignore[attr-defined]
    calls = visible_calls().filter(published_at__lte=at).annotate(endowment=Sum("funds__amount"))
    cards = [_where(call, at) for call in calls.prefetch_related("measures")]
    groups = {
        "open_calls": [card for card in cards if card["is_open"]],
        "coming_calls": [card for card in cards if card["is_announced"]],
        "closed_calls": [card for card in cards if card["is_over"]],
    }
    return render(request, "bando/home.html", groups)


@require_safe
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """Who, how much, what, when, the pots as they stand, the rules with their articles, the acts."""
    at = request.received_at  # type: ignore[attr-defined]
    shown = _published(slug, at)
    rows = standing(shown)
    context = _where(shown, at) | _terms(shown) | {"rows": rows, "whole": total(rows), "provinces": _provinces(shown, rows)}
    bars = [(row.label, row.available) for row in rows]
    context |= {"bars": bars, "acts": shown.acts.select_related("publication")}
    return render(request, "bando/call.html", context)


def _terms(shown: Call) -> dict[str, Any]:
    rules = [rule_of(row) for row in shown.eligibilityrules.all()]
    return {
        "measures": list(shown.measures.all()),
        "items": list(shown.expenseitems.all()),
        "rules": rules,
        "documents": list(shown.requireddocuments.all()),
        "criteria": list(shown.scoringcriterions.all()),
    }


def _provinces(shown: Call, rows: list[Standing]) -> list[tuple[Standing, str]]:
    served: dict[int, list[str]] = {}
    for place in shown.pot_provinces.select_related("province"):
        served.setdefault(place.pot_id, []).append(place.province_id)
    return [(row, ", ".join(served.get(row.pot_id or 0, []))) for row in rows]


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether a firm could apply, and for how much; answers are posted so that no log keeps them, and stored nowhere."""
    at = request.received_at  # type: ignore[attr-defined]
    shown = _published(slug, at)
    rules, measure = rules_for(shown, Phase.PRECHECK), shown.measures.first()
    form = PrecheckForm(request.POST or None, call=shown, rules=rules)
    found = None
    if measure is not None and form.is_valid():
        found = precheck(shown, rules, terms_of(measure), form.answers(), at=at)
    return render(request, "bando/precheck.html", _where(shown, at) | {"form": form, "found": found})
