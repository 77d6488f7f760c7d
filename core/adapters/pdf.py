"""HTML in, archival PDF out: PDF/A-3a and PDF/UA-1, closed to the network and the disk, the same bytes for the same input.

"Closed": a document may draw only on `data:` addresses and on the files that the portal ships (`asset:pdf/print.css`,
`asset:fonts/…`); every other address, a redirect included, stops the rendering instead of leaving a hole in an act.

"The same bytes": dates come from `created_at`, the file's identifier from its content; nothing is taken from the clock, from
chance or from the hash seed (tests/golden). What still decides is the version of WeasyPrint, of its fonts and of its libraries.
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
from django.conf import settings

from core.adapters import bounded, joining
from core.adapters.bounded import Bounds, Page
from core.adapters.contents import Heading

# ISO 14289-1 asks for its own declaration, and ISO 19005-3 asks that a foreign namespace be described where it is used.
DECLARES_UA = b"""<rdf:Description rdf:about="" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


@dataclass(frozen=True)
class Attachment:
    """A file carried inside the PDF; `relationship` as in ISO 32000-2, 7.11.3 (`Data`: what the pages were made from)."""

    name: str
    content: bytes
    mime: str
    description: str
    relationship: str = "Data"


def render(
    *, html: str, title: str, lang: str, created_at: datetime, attachments: Iterable[Attachment] = (), to_sign: bool = False
) -> bytes:
    """The PDF of a whole HTML page, with the files embedded in it; `to_sign` prepares it to take signatures.

    `created_at` (aware) is the only date in the file. It is drawn in a process of its own within bounds (settings
    PORTAL_PDF_SECONDS, PORTAL_PDF_MEGABYTES): a document that grows too big ends alone. Raises OverLimit; NotDrawn, also when
    the page asks for a file from elsewhere; ValueError for a naive date.
    """
    if created_at.tzinfo is None:
        raise ValueError("created_at must be an aware instant")
    carried, bounds = list(attachments), Bounds(settings.PORTAL_PDF_SECONDS, settings.PORTAL_PDF_MEGABYTES)
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(html, encoding="utf-8")
        inside = [_laid(one, Path(folder, f"{place}.data")) for place, one in enumerate(carried)]
        bounded.draw([Page(str(source), str(target), title, lang, created_at.isoformat(), inside=inside)], bounds)
        return finished(target.read_bytes(), carried, to_sign=to_sign)


def _laid(one: Attachment, file: Path) -> tuple[str, str, str, str, str]:
    file.write_bytes(one.content)
    return one.name, str(file), one.mime, one.description, one.relationship


def join(
    parts: Sequence[Path],
    target: Path,
    *,
    stamps: Path | None,
    attachments: Iterable[joining.Carried],
    created_at: datetime,
    leads: Sequence[Heading] = (),
) -> None:
    """One document of those that `typesetting.draw` drew apart: pages, tags and bookmarks one after the other, files inside.

    `stamps` is a document with as many pages as all parts, whose pages are laid over theirs as artifacts (header and foot);
    `leads` is where the links of its contents lead.
    """
    with ExitStack() as opened:
        over = opened.enter_context(pikepdf.open(stamps)) if stamps else None
        whole, metadata = joining.Whole(opened.enter_context(target.open("wb")), over, list(leads)), b""
        for part in parts:
            with pikepdf.open(part) as added:
                metadata = metadata or _declared(added)
                whole.append(added)
        whole.close(metadata, attachments, created_at)


def finished(raw: bytes, attachments: list[Attachment], *, to_sign: bool) -> bytes:
    """What WeasyPrint drew, with the media type of each attachment as given, and what `_saved` adds."""
    with pikepdf.open(BytesIO(raw)) as pdf:
        names = {each.name: each.mime for each in attachments}
        for filespec in pdf.Root.get("/AF", []):
            filespec.EF.F.Subtype = pikepdf.Name("/" + names[str(filespec.UF)])
        return _saved(pdf, to_sign=to_sign)


def _saved(pdf: pikepdf.Pdf, *, to_sign: bool) -> bytes:
    """Declares PDF/UA-1, mends and names the tags, fixes the identifier."""
    target = BytesIO()
    stream = pikepdf.Stream(pdf, _declared(pdf))
    stream.Type, stream.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
    pdf.Root.Metadata = pdf.make_indirect(stream)
    _list_names(pdf, joining.mend_tags(pdf))
    if to_sign:
        # A list of fields that is there already is added to by who signs; one that is put in looks like another document.
        pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array()))
    # Tags are many small objects: packed together they take a quarter of the room.
    pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def _list_names(pdf: pikepdf.Pdf, heads: list[pikepdf.Dictionary]) -> None:
    """Where elements have names, they are listed (ISO 32000-2, 14.7.2): readers find by them the headers of a cell."""
    if heads:
        named = pikepdf.NameTree.new(pdf)
        for head in heads:
            named[str(head.ID)] = head
        pdf.Root.StructTreeRoot.IDTree = named.obj


def _declared(pdf: pikepdf.Pdf) -> bytes:
    """What the document says of itself, with PDF/UA-1."""
    # WeasyPrint appends foreign metadata as a second rdf:RDF, which validators do not read: it goes into the first.
    return re.sub(rb"(</(?:\w+):RDF>)", lambda end: DECLARES_UA + end[1], pdf.Root.Metadata.read_bytes(), count=1)
