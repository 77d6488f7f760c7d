"""What a file really is, told by its content and structure: each kind is opened by its library, names are not believed."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.adapters import antivirus
from core.adapters.foreign import Unacceptable
from core.adapters.reading_envelopes import envelope, unwrapped
from core.adapters.reading_pdf import BLANK, read_pdf
from core.adapters.reading_pictures import read_picture
from core.adapters.reading_xml import read_xml

__all__ = ["MEDIA_TYPES", "Judged", "Unacceptable", "judged", "kind_of", "media_type_of"]

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "xml": "application/xml",
    "p7m": "application/pkcs7-mime",
}
# A signed file may be signed again, and a PDF carry a PDF: so far and no further.
DEEPEST = 5
PICTURE_MARKS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
WIDE_TEXT = (b"\xff\xfe<\x00", b"\xfe\xff\x00<", b"<\x00?\x00", b"\x00<\x00?")
OFFICE = gettext_lazy("Il file è un archivio o un documento di Office: salvatelo in PDF e caricatelo di nuovo.")
PROGRAM = gettext_lazy("Il file è un programma e non si accetta: caricate il documento in PDF.")
PICTURE = gettext_lazy("Il file è un’immagine in un formato che non si accetta: salvatela in JPG o PNG e caricatela di nuovo.")
BEGINNINGS: tuple[tuple[int, bytes, str | Promise], ...] = (
    (0, b"PK\x03\x04", OFFICE), (0, b"PK\x05\x06", OFFICE), (0, b"\xd0\xcf\x11\xe0", OFFICE), (0, b"{\\rtf", OFFICE),
    (0, b"Rar!", OFFICE), (0, b"7z\xbc\xaf", OFFICE), (0, b"\x1f\x8b", OFFICE), (0, b"BZh", OFFICE), (0, b"\xfd7zXZ", OFFICE),
    (257, b"ustar", OFFICE),
    (0, b"MZ", PROGRAM), (0, b"\x7fELF", PROGRAM), (0, b"#!", PROGRAM), (0, b"\xca\xfe\xba\xbe", PROGRAM),
    (0, b"GIF8", PICTURE), (0, b"BM", PICTURE), (0, b"II*\x00", PICTURE), (0, b"MM\x00*", PICTURE), (8, b"WEBP", PICTURE),
    (4, b"ftyp", PICTURE),
)  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """The kind of a file, a key of MEDIA_TYPES, and whether it is signed; of an envelope the document inside with its kind."""

    kind: str
    inside: str
    document: bytes
    signed: bool = False


def kind_of(content: bytes) -> str:
    """The format, a key of MEDIA_TYPES, of a file that is kept at once: it is scanned too, where there is an antivirus.

    Raises Unacceptable for anything else, for what does not open, for what is infected or cannot be scanned now.
    """
    found = judged(content)
    try:
        infection = antivirus.finding_in(content, found.document) if antivirus.configured() else ""
    except antivirus.Silent as silence:
        raise Unacceptable(_("L’antivirus del portale non risponde: riprovate tra qualche minuto.")) from silence
    if infection:
        raise Unacceptable(antivirus.told(infection))
    return found.kind


def media_type_of(path: str) -> str:
    """The media type of a file that was kept under its kind."""
    return MEDIA_TYPES.get(path.rpartition(".")[2], "application/octet-stream")


def judged(content: bytes, depth: int = 1) -> Judged:
    """The file and what it is wrapped around. Raises Unacceptable with a sentence for the person who chose it."""
    if not content:
        raise Unacceptable(_("Il file è vuoto: scegliete quello giusto e caricatelo di nuovo."))
    if depth > DEEPEST:
        raise Unacceptable(_("Il file contiene troppi documenti uno dentro l’altro: caricate il documento da solo."))
    bare = content[:1024].lstrip(BLANK)
    if bare.startswith(b"%PDF-"):
        signed = read_pdf(content, lambda attached: judged(attached, depth + 1))
        return Judged("pdf", "pdf", content, signed)
    if content.startswith(PICTURE_MARKS):
        kind = read_picture(content)
        return Judged(kind, kind, content)
    if bare.startswith(b"<") or content.startswith(WIDE_TEXT):
        read_xml(content)
        return Judged("xml", "xml", content)
    if (binary := envelope(content)) is not None:
        inside = judged(unwrapped(binary), depth + 1)
        return Judged("p7m", inside.inside, inside.document, signed=True)
    raise Unacceptable(_why_nothing(content))


def _why_nothing(content: bytes) -> str:
    """What the person most likely has in her hands, and what to do with it."""
    if b"%PDF-" in content[:1024]:
        return _("Prima dell’inizio del PDF c’è altro contenuto: salvatelo di nuovo con «Stampa in PDF» e caricate la copia.")
    for at, mark, sentence in BEGINNINGS:
        if content[at : at + len(mark)] == mark:
            return str(sentence)
    return _(
        "Il file non è un PDF né un’immagine JPG o PNG, e neppure un XML o un documento firmato p7m: salvatelo in PDF e "
        "caricatelo di nuovo."
    )
