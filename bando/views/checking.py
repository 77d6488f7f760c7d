"""The pre-check and the grant calculator: without log-in, without cookie; nothing typed is kept until the visitor continues."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from bando.forms.public import PrecheckForm, SpendForm
from bando.models import Call
from bando.queries.calculating import calculate
from bando.queries.pages import where
from bando.queries.prechecking import SESSION_KEY, Precheck, answers_to_session, precheck
from bando.queries.promises import promise_of
from bando.views.public import shown
from bando.views.scope import published, received_at
from core.figures import ROME
from core.views.stateless import from_this_site


@from_this_site
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether a firm could apply, and for how much; answers are posted so that no log keeps them, and stored nowhere."""
    at = received_at(request)
    call = published(slug, at)
    form = _form(call, request.POST or None, at)
    return _page(request, call, form, _found(form, at), at)


@from_this_site
@require_POST
def carry(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the answers along into an application: from here on, and not before, the session knows them."""
    at = received_at(request)
    call = published(slug, at)
    form = _form(call, request.POST, at)
    found = _found(form, at)
    if found is None:
        return _page(request, call, form, None, at)
    request.session[SESSION_KEY] = answers_to_session(slug, form.answers(), found.chosen.measure.code, at)
    return redirect("application_start", slug)


@from_this_site
@require_http_methods(["GET", "HEAD", "POST"])
def calculator(request: HttpRequest, slug: str) -> HttpResponse:
    """What a spending plan would give; as a whole page, or as the part that changes while somebody types."""
    at = received_at(request)
    call = published(slug, at)
    form = SpendForm(request.POST or None, promise=promise_of(call, with_rules=False))
    done = calculate(form.promise, form.answers()) if form.is_valid() else None
    name = "bando/calculator_result.html" if getattr(request, "htmx", False) else "bando/calculator.html"
    return shown(request, name, where(call, at) | {"form": form, "done": done})


def _form(call: Call, data: Any, at: datetime) -> PrecheckForm:
    return PrecheckForm(data, promise=promise_of(call), today=timezone.localdate(at, ROME))


def _found(form: PrecheckForm, at: datetime) -> Precheck | None:
    if not form.is_valid():
        return None
    asked = form.promise
    return precheck(asked.call, asked.rules, asked.measures, asked.caps, form.answers(), at=at)


def _page(request: HttpRequest, call: Call, form: PrecheckForm, found: Precheck | None, at: datetime) -> HttpResponse:
    return shown(request, "bando/precheck.html", where(call, at) | {"form": form, "found": found})
