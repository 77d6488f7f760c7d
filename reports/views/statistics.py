"""The public figures of a call: funnel, Chambers, arrivals, money, payments, each chart with its table."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bando.views.scope import published, received_at
from reports.domain.suppression import hidden_in, without_small
from reports.policies import why_not_count
from reports.queries.cockpit import in_public

# What the received are made of.
PARTS = ("under_review", "rejected", "admitted")


@require_safe
def shown(request: HttpRequest, slug: str) -> HttpResponse:
    """How many have applied is told after the closing; the money always, as the page of the call has it."""
    at = received_at(request)
    call = published(slug, at)
    if call.rehearsal:
        raise Http404
    figures, as_of = in_public(call, at)
    context = {"call": call, "figures": figures, "as_of": as_of, "why_not": why_not_count(call, at=at)}
    small = {
        "small_funnel": hidden_in(figures.funnel),
        "small_chambers": hidden_in(figures.chambers, PARTS),
        "small_sizes": hidden_in(figures.sizes, PARTS),
    }
    # What a firm wrote is told where others wrote the same.
    sold = [without_small(table, "count") for table in figures.sold]
    return render(request, "reports/statistics.html", context | small | {"sold": sold})
