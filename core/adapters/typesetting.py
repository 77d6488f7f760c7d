"""HTML drawn by WeasyPrint, closed to the network and the disk. Loading it takes a second: whoever draws nothing does not."""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import woff2
from PIL import ImageFile
from weasyprint import HTML
from weasyprint import Attachment as EmbeddedFile
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from core.adapters.kept import SHIPPED
from core.adapters.pdf import Attachment, finished

MEDIA_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2"}

# WeasyPrint tells Pillow, for the whole process, to take torn pictures for whole ones: not those that strangers send us.
ImageFile.LOAD_TRUNCATED_IMAGES = False

# Seven lines of progress a document, and fontTools' many more, say nothing; what cannot be drawn is a warning, and is kept.
for name in ("weasyprint.progress", "fontTools"):
    logging.getLogger(name).setLevel(logging.WARNING)


class ForeignResource(FatalURLFetchingError):
    """The document asked for something that is neither inline nor shipped with the portal."""


class ShippedFilesOnly(URLFetcher):
    """Answers `data:` and `asset:` addresses; refuses every other one, and every path that leaves the shipped files."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        scheme, _, rest = url.partition(":")
        if scheme == "asset":
            return _shipped(rest)
        if scheme.lower() != "data":
            raise ForeignResource(f"A document may not load {url[:120]}")
        return super().fetch(url, headers)


def render(
    *, html: str, title: str, lang: str, created_at: datetime, attachments: Iterable[Attachment] = (), to_sign: bool = False
) -> bytes:
    """What `core.adapters.pdf.render` gives, drawn in this process and without bounds. Raises ForeignResource, ValueError."""
    carried = list(attachments)
    raw, _pages = draw(html=html, title=title, lang=lang, created_at=created_at, attachments=carried)
    return finished(raw, carried, to_sign=to_sign)


def draw(*, html: str, title: str, lang: str, created_at: datetime, attachments: Iterable[Attachment] = ()) -> tuple[bytes, int]:
    """The PDF as WeasyPrint leaves it, not yet declared PDF/UA, and the number of its pages. Raises as `render` does."""
    if created_at.tzinfo is None:
        raise ValueError("created_at must be an aware instant")
    instant = created_at.astimezone(UTC).replace(microsecond=0)
    document = HTML(string=html, url_fetcher=ShippedFilesOnly()).render()
    facts = document.metadata
    facts.title, facts.lang, facts.generator = title, lang, "Portale Bandi"
    facts.created = facts.modified = instant.strftime("%Y-%m-%dT%H:%M:%SZ")
    raw: bytes = document.write_pdf(pdf_variant="pdf/a-3a", attachments=[_embedded(each, instant) for each in attachments])
    return raw, len(document.pages)


def _shipped(rest: str) -> URLFetcherResponse:
    path = (SHIPPED / rest).resolve()
    if not path.is_relative_to(SHIPPED) or path.suffix not in MEDIA_TYPES or not path.is_file():
        raise ForeignResource(f"The portal ships no file «{rest[:120]}»")
    content = _unpacked(path) if path.suffix == ".woff2" else path.read_bytes()
    return URLFetcherResponse(f"asset:{rest}", content, {"Content-Type": MEDIA_TYPES[path.suffix]})


@cache
def _unpacked(font: Path) -> bytes:
    """The font as WeasyPrint would unpack it for each document: a tenth of the time of one of five pages."""
    unpacked = BytesIO()
    woff2.decompress(BytesIO(font.read_bytes()), unpacked)
    return unpacked.getvalue()


def _embedded(attachment: Attachment, instant: datetime) -> EmbeddedFile:
    return EmbeddedFile(
        file_obj=BytesIO(attachment.content),
        name=attachment.name,
        description=attachment.description,
        created=instant,
        modified=instant,
        relationship=attachment.relationship,
        url_fetcher=ShippedFilesOnly(),
    )
