"""The one way a private file leaves the portal: after the caller has asked permission, never as a page of our own."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from core.adapters import storage

# What a browser may show inside our page: kinds that run no code of ours.
SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg"})
SHUT = "default-src 'none'; sandbox"
# A sandbox would stop the browser's own PDF reader.
FRAMED = "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def private_file(field_file: FieldFile, name: str, media_type: str, *, inline: bool = False) -> HttpResponse:
    """The bytes of `field_file`, saved as `name`; `inline` lets PDFs and images be framed by the portal's own pages.

    With PORTAL_ACCEL_PREFIX set, nginx sends the bytes (X-Accel-Redirect); from a storage elsewhere they come through a
    piece at a time; otherwise Python reads them, a few megabytes at most: what may be uploaded is limited.
    """
    return _guarded(_answer(field_file), name, media_type, inline=inline)


def private_bytes(content: bytes, name: str, media_type: str, *, inline: bool = False) -> HttpResponse:
    """The same for bytes that lie in no file of their own: a document taken out of its signed envelope."""
    return _guarded(HttpResponse(content), name, media_type, inline=inline)


def _guarded(response: HttpResponse, name: str, media_type: str, *, inline: bool) -> HttpResponse:
    shown = inline and media_type in SHOWN
    response["Content-Type"] = media_type
    response["Content-Disposition"] = content_disposition_header(not shown, PurePosixPath(name).name) or "attachment"
    response["Content-Security-Policy"] = FRAMED if shown else SHUT
    response["X-Frame-Options"] = "SAMEORIGIN" if shown else "DENY"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def withheld_file(request: HttpRequest, reason: str) -> HttpResponse:
    """The answer when a file is not given to anybody, with the reason."""
    return render(request, "refused.html", {"reason": reason}, status=403)


def _answer(field_file: FieldFile) -> Any:
    prefix = getattr(settings, "PORTAL_ACCEL_PREFIX", "")
    if not storage.is_local():
        return StreamingHttpResponse(_pieces(field_file))
    if not prefix:
        with field_file.open("rb") as stored:
            return HttpResponse(stored.read())
    response = HttpResponse()
    response["X-Accel-Redirect"] = f"{prefix.rstrip('/')}/{quote(str(field_file.name))}"
    return response


def _pieces(field_file: FieldFile) -> Iterator[bytes]:
    with field_file.open("rb") as stored:
        yield from stored.chunks(storage.PIECE)
