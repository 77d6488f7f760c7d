"""Opens PDFs that strangers send: whole, unprotected, with pages, without anything that runs or hides in them."""

import re
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pikepdf
from django.utils.translation import gettext as _

from core.adapters.foreign import Unacceptable, archive, live_text
from core.adapters.inflating import Bomb, expanded, expanded_size

BLANK = b"\xef\xbb\xbf \t\r\n\x0c\x00"
# A stream may hold a scanned A3 page; all of them together what a ten-megabyte file of honest scans expands to.
LARGEST_STREAM, LARGEST_SUM = 256_000_000, 1_000_000_000
LARGEST_ATTACHMENT = 20_000_000
STREAM = re.compile(rb"(?<!end)stream[ \t]*\r?\n")
# Whether a stream is part of the file's own structure, and how it is packed, must be told where the stream stands: what is
# told elsewhere could not be measured before the file is opened.
EVASIVE = re.compile(rb"/(?:Type|Filter)\s+\d+\s+\d+\s+R\b[^<>]{0,400}>>\s*stream[ \t]*\r?\n")
STRUCTURE = re.compile(
    rb"/(?:ObjStm|XRef)\b[^>]{0,400}/(?:LZW|LZWDecode|RL|RunLengthDecode)\b"
    rb"|/(?:LZW|LZWDecode|RL|RunLengthDecode)\b[^>]{0,400}/(?:ObjStm|XRef)\b"
)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
NAMES = re.compile(rb"/[^\s/<>\[\]()%{}]*#[0-9A-Fa-f]{2}[^\s/<>\[\]()%{}]*")
WORTH_A_LOOK = re.compile(
    rb"/(JavaScript|JS|Launch|ImportData|SubmitForm|GoToE|Rendition|RichMedia|Movie|Sound|XFA|EF|ByteRange)\b"
)
ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Movie", "/Sound"})
PLAYERS = frozenset({"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})

Judge = Callable[[bytes], object]


def read_pdf(content: bytes, judge: Judge) -> bool:
    """Whether it carries a signature (good or not); raises Unacceptable. `judge` is asked about each file attached inside."""
    bare = content.strip(BLANK)
    _whole(bare)
    _nothing_hidden(bare)
    _measured(bare)
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise pikepdf.PasswordError
            _pages(pdf)
            return [_looked_at(found, judge) for found in _containers(pdf)].count(True) > 0
    except pikepdf.PasswordError as error:
        raise _protected() from error
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError) as error:
        raise _damaged() from error


def _protected() -> Unacceptable:
    return Unacceptable(
        _(
            "Il PDF è protetto da una password o da restrizioni: salvatelo senza protezione, per esempio con «Stampa in PDF», "
            "e caricatelo di nuovo."
        )
    )


def _damaged() -> Unacceptable:
    return Unacceptable(_("Il PDF è danneggiato e non si apre: salvatelo di nuovo e ricaricatelo."))


def _whole(bare: bytes) -> None:
    """It ends where a PDF ends: no half download, nothing appended."""
    end = bare.rfind(b"%%EOF")
    if end < 0:
        raise _damaged()
    if bare[end + 5 :].strip(BLANK):
        raise Unacceptable(
            _("Dopo la fine del PDF c’è altro contenuto: salvatelo di nuovo con «Stampa in PDF» e caricate la copia.")
        )


def _nothing_hidden(bare: bytes) -> None:
    if archive(bare):
        raise Unacceptable(_("Nel PDF è nascosto un archivio: salvatelo di nuovo con «Stampa in PDF» e caricate la copia."))
    if live_text(bare[:1024]) or live_text(_without_streams(bare)):
        raise Unacceptable(
            _("Nel PDF è nascosta una pagina web o uno script: salvatelo di nuovo con «Stampa in PDF» e caricate la copia.")
        )


def _without_streams(bare: bytes) -> bytes:
    """What is written between the streams; in one pass, however they are nested."""
    parts, at = [], 0
    while found := STREAM.search(bare, at):
        parts.append(bare[at : found.end()])
        end = bare.find(b"endstream", found.end())
        at = end if end >= 0 else len(bare)
    return b"".join([*parts, bare[at:]])


def _measured(bare: bytes) -> None:
    """Before the library expands anything: a protected file is not measurable, a bomb is not opened."""
    plain = NAMES.sub(lambda name: ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), name[0]), _without_streams(bare))
    if re.search(rb"/Encrypt\b", plain):
        raise _protected()
    if EVASIVE.search(plain) or STRUCTURE.search(plain):
        raise _damaged()
    total, view = 0, memoryview(bare)
    try:
        for start in STREAM.finditer(bare):
            total += expanded_size(view[start.end() :], LARGEST_STREAM)
            if total > LARGEST_SUM:
                raise Bomb
    except Bomb as bomb:
        raise Unacceptable(
            _(
                "Il PDF, aperto, diventa enorme: salvatelo di nuovo con «Stampa in PDF», o a una risoluzione più bassa, e "
                "ricaricatelo."
            )
        ) from bomb


def _pages(pdf: pikepdf.Pdf) -> None:
    if not len(pdf.pages):
        raise Unacceptable(_("Il PDF non ha pagine: salvatelo di nuovo e ricaricatelo."))


def _containers(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """The dictionaries that could carry something alive: the library writes each object out, names in plain letters."""
    for thing in [pdf.trailer, *pdf.objects]:
        if isinstance(thing, pikepdf.Stream):
            thing = thing.stream_dict
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Array) and WORTH_A_LOOK.search(thing.unparse(resolved=True)):
            yield from _dictionaries(thing)


def _dictionaries(thing: Any) -> Iterator[Any]:
    """`thing` and what is written inside it; what it refers to comes by itself."""
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        inside = one.as_list() if isinstance(one, pikepdf.Array) else [value for _key, value in one.items()]
        if isinstance(one, pikepdf.Dictionary):
            yield one
        waiting += [each for each in inside if isinstance(each, pikepdf.Dictionary | pikepdf.Array) and not each.is_indirect]


def _looked_at(found: Any, judge: Judge) -> bool:
    """Whether this is a signature; raises Unacceptable when it is something alive."""
    _still(found)
    for name, data in _attached(found):
        _harmless(name, data, judge)
    return "/ByteRange" in found and "/Contents" in found


def _still(found: Any) -> None:
    """Nothing runs, plays, sends or asks another program."""
    if "/XFA" in found:
        raise Unacceptable(
            _("Il PDF è un modulo XFA, che molti programmi non mostrano: stampatelo con «Stampa in PDF» e caricate la copia.")
        )
    if "/JS" in found or str(found.get("/S", "")) in ACTIONS or str(found.get("/Subtype", "")) in PLAYERS:
        raise Unacceptable(
            _(
                "Il PDF contiene azioni automatiche (JavaScript, avvio di programmi, invio di dati, filmati): stampatelo con "
                "«Stampa in PDF» e caricate la copia."
            )
        )


def _attached(found: Any) -> Iterator[tuple[str, bytes]]:
    """Files carried inside, with their names."""
    carried = found.get("/EF")
    if not isinstance(carried, pikepdf.Dictionary):
        return
    name = str(found.get("/UF", found.get("/F", "?")))
    for _key, stream in carried.items():
        if isinstance(stream, pikepdf.Stream):
            yield name, _bytes_of(name, stream)


def _bytes_of(name: str, stream: pikepdf.Stream) -> bytes:
    packed = stream.get("/Filter")
    names = [str(one) for one in packed.as_list()] if isinstance(packed, pikepdf.Array) else [str(packed)] if packed else []
    raw = bytes(stream.read_raw_bytes())
    try:
        if names == ["/FlateDecode"] and "/DecodeParms" not in stream:
            return expanded(raw, LARGEST_ATTACHMENT)
    except (Bomb, zlib.error) as error:
        raise _unwanted(name) from error
    if names:
        raise _unwanted(name)
    return raw


def _unwanted(name: str) -> Unacceptable:
    return Unacceptable(
        _("Il PDF ha un allegato che non si accetta («%(name)s»): toglietelo, oppure caricate l’allegato da solo.")
        % {"name": name[:80]}
    )


def _harmless(name: str, data: bytes, judge: Judge) -> None:
    """An attachment is a document of its own, or plain text."""
    if not data or _is_text(data):
        return
    try:
        judge(data)
    except Unacceptable as refusal:
        raise _unwanted(name) from refusal


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return (
        not text.startswith(("<", "#!", "%!", "%PDF"))
        and not live_text(data)
        and all(c.isprintable() or c in "\t\r\n\ufeff" for c in text)
    )
