"""Honest files, as firms have them: each is taken, under the name that its owner gave it, and comes back byte for byte."""

import unicodedata
from base64 import encodebytes
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest

from applications.operations import uploading
from core.adapters import storage
from core.adapters.pdf import Attachment
from tests import papers as p
from tests.factories import NOON, a_draft, a_representative

pytestmark = pytest.mark.django_db

INVOICE = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<?xml-stylesheet type="text/xsl" href="fatturapa.xsl"?>\n'
    b'<p:FatturaElettronica xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2" versione="FPR12"/>'
)


def form(made: pikepdf.Pdf) -> None:
    """A form to fill in, with a field that nothing acts on."""
    field = made.make_indirect(
        p.Dictionary(Type=p.Name.Annot, Subtype=p.Name.Widget, FT=p.Name.Tx, T=p.String("nome"), Rect=[0, 0, 9, 9])
    )
    made.pages[0].Annots = p.Array([field])
    made.Root.AcroForm = p.Dictionary(Fields=p.Array([field]))


def chapters(made: pikepdf.Pdf) -> None:
    with made.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Perché", 0))


def revised() -> bytes:
    """A second revision appended, as programs do that save quickly."""
    first = p.a_pdf()
    more = b"4 0 obj\n<<>>\nendobj\n"
    place = len(first)
    previous = first.rpartition(b"startxref")[2].split()[0]
    with pikepdf.open(BytesIO(first)) as made:
        size = int(made.trailer.Size)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer<</Size %d/Root 1 0 R/Prev %s>>\n" % (size, place, size + 1, previous)
    return first + more.replace(b"4 0", b"%d 0" % size) + table + b"startxref\n%d\n%%%%EOF\n" % (place + len(more))


def padded(content: bytes, size: int) -> bytes:
    return content + b"\x00" * (size - len(content))


HONEST: dict[str, tuple[Callable[[], bytes], str]] = {
    "a blank page": (p.a_pdf, "pdf"),
    "thirty pages": (lambda: p.a_pdf(pages=30), "pdf"),
    "PDF/A": (p.archival, "pdf"),
    "PDF/A-3 with its data": (
        lambda: p.archival([Attachment("fattura.xml", INVOICE, "application/xml", "Fattura"),
                            Attachment("dati.json", b'{"importo": "12.00"}', "application/json", "Dati")]), "pdf"),
    "a PDF with a table attached": (lambda: p.a_pdf(p.carrying("spese.csv", "voce;€\ncaffè;1\n".encode())), "pdf"),
    "a PDF with a PDF attached": (lambda: p.a_pdf(p.carrying("allegato.pdf", p.a_pdf())), "pdf"),
    "a PDF with a signed file attached": (lambda: p.a_pdf(p.carrying("a.pdf.p7m", p.enveloped(p.a_pdf()))), "pdf"),
    "a signed PDF": (lambda: p.signed_inside(p.archival()), "pdf"),
    "a PDF signed twice": (lambda: p.signed_inside(p.signed_inside(p.archival()), "Firma2"), "pdf"),
    "a scan in grey": (p.scanned, "pdf"),
    "a scan in colours": (lambda: p.scanned("RGB"), "pdf"),
    "a scan in black and white": (lambda: p.scanned("1"), "pdf"),
    "a PDF for the web": (lambda: p.a_pdf(linearize=True), "pdf"),
    "a PDF with tables of objects": (lambda: p.a_pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate), "pdf"),
    "an old PDF": (lambda: p.a_pdf(force_version="1.3", object_stream_mode=pikepdf.ObjectStreamMode.disable), "pdf"),
    "a PDF saved twice": (revised, "pdf"),
    "a PDF with a form": (lambda: p.a_pdf(form), "pdf"),
    "a PDF with chapters": (lambda: p.a_pdf(chapters), "pdf"),
    "a PDF behind an empty line": (lambda: b"\r\n" + p.a_pdf(), "pdf"),
    "a PDF with zeros behind it": (lambda: p.a_pdf() + b"\x00" * 512, "pdf"),
    "a PDF of exactly ten megabytes": (lambda: padded(p.a_pdf(), 10_000_000), "pdf"),
    "a photo": (p.a_picture, "jpg"),
    "a photo in grey": (lambda: p.a_picture(mode="L"), "jpg"),
    "a photo for the press": (lambda: p.a_picture(mode="CMYK"), "jpg"),
    "a photo that comes little by little": (lambda: p.a_picture(progressive=True, quality=95), "jpg"),
    "two photos in one": (p.two_in_one, "jpg"),
    "a photo with a film": (lambda: p.a_picture() + b"\x00\x00\x00\x18ftypmp42" + b"\x01" * 5000, "jpg"),
    "a PNG": (lambda: p.a_picture("PNG"), "png"),
    "a PNG that one sees through": (lambda: p.a_picture("PNG", "RGBA"), "png"),
    "a PNG with few colours": (lambda: p.a_picture("PNG", "P"), "png"),
    "a page at six hundred dots an inch": (lambda: p.a_picture("PNG", "1", (4960, 7016)), "png"),
    "an invoice": (lambda: INVOICE, "xml"),
    "XML with a mark at the beginning": (lambda: "\ufeff<città>è</città>".encode(), "xml"),
    "XML in wide letters": (lambda: '<?xml version="1.0" encoding="UTF-16"?><a>è</a>'.encode("utf-16"), "xml"),
    "XML in western letters": (lambda: '<?xml version="1.0" encoding="ISO-8859-1"?><a>è</a>'.encode("latin-1"), "xml"),
    "a PDF in a signed envelope": (lambda: p.enveloped(p.a_pdf()), "p7m"),
    "an envelope written in pieces": (lambda: p.in_pieces(p.a_pdf(pages=40)), "p7m"),
    "an envelope in letters": (lambda: p.enveloped(p.a_pdf(), armour=True), "p7m"),
    "an envelope in letters alone": (lambda: encodebytes(p.enveloped(p.a_pdf())), "p7m"),
    "an envelope in an envelope": (lambda: p.enveloped(p.enveloped(p.a_pdf())), "p7m"),
    "an invoice in a signed envelope": (lambda: p.enveloped(INVOICE), "p7m"),
    "a signed PDF in a signed envelope": (lambda: p.enveloped(p.signed_inside(p.archival())), "p7m"),
}  # fmt: skip


def taken(content: bytes, name: str = "Visura.pdf"):
    draft = a_draft()
    by = a_representative(draft.firm)
    return uploading.upload(application=draft, requirement=None, name=name, content=content, by=by, at=NOON)


@pytest.mark.parametrize("what", HONEST)
def test_it_is_taken_for_what_it_is(what: str) -> None:
    make, kind = HONEST[what]
    content = make()
    document = taken(content)
    assert document.media_type == uploading.filetypes.MEDIA_TYPES[kind]
    assert storage.kept(document.file.name) == content
    assert (document.size, document.sha256) == (len(content), sha256(content).hexdigest())


def test_they_are_twenty_five_at_least() -> None:
    assert len(HONEST) >= 25


NAMES = {
    "Visura camerale.pdf": "Visura camerale.pdf",
    "Attività già svolte – città è perché.pdf": "Attività già svolte – città è perché.pdf",
    unicodedata.normalize("NFD", "Società.pdf"): "Società.pdf",
    "C:\\Users\\Maria\\Desktop\\preventivo.pdf": "preventivo.pdf",
    "../../etc/passwd": "passwd",
    "/var/lib/portal/media/x.pdf": "x.pdf",
    "..": "documento",
    "": "documento",
    "a\r\nSet-Cookie: sessionid=1.pdf": "aSet-Cookie: sessionid=1.pdf",
    "vi\u202efdp.exe": "vifdp.exe",
    "zero\x00byte.pdf": "zerobyte.pdf",
    "<script>alert(1)<\\script>.pdf": "script>.pdf",
    "a" * 300 + ".pdf": "a" * 116 + ".pdf",
    "合同 договор.pdf": "合同 договор.pdf",
}


@pytest.mark.parametrize("given", NAMES, ids=range(len(NAMES)))
def test_a_name_is_text_and_never_a_path(given: str) -> None:
    document = taken(p.a_pdf(), given)
    assert document.name == NAMES[given]
    folder, first, last = document.file.name.split("/")
    assert (folder, first) == ("applications", last[:2])
    assert len(last) == len("32 hexadecimal figures, and .pdf") + 4
    assert last.endswith(".pdf")
