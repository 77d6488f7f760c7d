"""The configuration of a call as open data, and the schema that describes it: for any program, from any site."""

from hashlib import sha256
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

from bando.adapters import packaged
from bando.domain.rules.facts import canonical_json
from bando.models import Call, Version
from bando.queries.snapshot import snapshot
from bando.views.scope import published, received_at

# A call changes by act only: a minute's delay harms nobody, and the address of what changed stays the same.
FOR_A_MINUTE = "public, max-age=60"
FOR_A_DAY = "public, max-age=86400"
Answer = TypeVar("Answer", bound=HttpResponseBase)


@require_safe
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """The call at its version in force. A rehearsal has no open data."""
    shown = published(slug, received_at(request))
    if shown.rehearsal:
        raise Http404
    kept = Version.objects.filter(call=shown, number=shown.version).exclude(content=None)
    tag = kept.values_list("sha256", flat=True).first()
    if tag and _knows(request, tag):
        return _open(HttpResponseNotModified(), tag, FOR_A_MINUTE)
    text = canonical_json(_content(shown, kept.first() if tag else None))
    return _answer(request, text, tag or _digest(text), FOR_A_MINUTE, "application/json")


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The JSON schema of the open data."""
    return as_schema(request, packaged.schema())


def as_schema(request: HttpRequest, text: str) -> HttpResponse:
    """A JSON schema, for whoever asks: it changes with the portal's code alone."""
    return _answer(request, text, _digest(text), FOR_A_DAY, "application/schema+json")


def to_all(response: Answer, lasting: str) -> Answer:
    """Let any site read the answer, and whoever stands between keep it so long."""
    response["Cache-Control"], response["Access-Control-Allow-Origin"] = lasting, "*"
    return response


def _content(call: Call, kept: Version | None) -> Any:
    """As the act of the version left it; as it stands, for a call older than its versions."""
    return kept.content if kept is not None else snapshot(call)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _knows(request: HttpRequest, tag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return quote_etag(tag) in known or f"W/{quote_etag(tag)}" in known or "*" in known


def _answer(request: HttpRequest, text: str, tag: str, lasting: str, media_type: str) -> HttpResponse:
    if _knows(request, tag):
        return _open(HttpResponseNotModified(), tag, lasting)
    return _open(HttpResponse(text, content_type=f"{media_type}; charset=utf-8"), tag, lasting)


def _open(response: HttpResponse, tag: str, lasting: str) -> HttpResponse:
    response["ETag"] = quote_etag(tag)
    return to_all(response, lasting)
