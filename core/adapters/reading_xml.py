"""Reads XML that strangers send: no DOCTYPE, no entities, no network, no page or program in it, bounded."""

import re
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from core.adapters.foreign import Unacceptable

DEEPEST, MOST_ELEMENTS = 100, 500_000
BOM = b"\xef\xbb\xbf"
# Attributes are built before anybody can count them: their marks are counted in the bytes, in the encodings where a mark is the
# byte of ASCII. Nobody writes documents in others.
MOST_ATTRIBUTES = 100_000
ENCODING = re.compile(rb"\A<\?xml[^>]{0,80}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
COUNTABLE = re.compile(rb"utf-?8|utf-?16(le|be)?|(us-)?ascii|(iso-?8859-?|latin-?|(windows|cp)-?125)[0-9]{1,2}", re.IGNORECASE)
# Markup that a browser runs or shows as a page.
LIVE_NAMESPACES = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg", "http://www.w3.org/1999/XSL/Transform")
# Whatever comes first says what it is: a page may have drawings in it, and a drawing scripts.
LIVE = re.compile(
    rb"(?P<page><!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<script[\s>])|(?P<drawing><svg[\s>]|<!doctype\s+svg)",
    re.IGNORECASE,
)


def read_xml(content: bytes) -> None:
    """Raises Unacceptable with the reason."""
    beginning = content[:2048].replace(b"\x00", b"")
    live = LIVE.search(beginning)
    if live and live.lastgroup == "drawing":
        raise Unacceptable(_("Il file è un disegno SVG: salvatelo in PDF, PNG o JPG e caricatelo di nuovo."))
    if live:
        raise Unacceptable(_("Il file è una pagina web (HTML): apritela, stampatela con «Stampa in PDF» e caricate il PDF."))
    parser = etree.XMLParser(
        target=_Reader(), resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        attribute_defaults=False, huge_tree=False,
    )  # fmt: skip
    if encoding := uncountable(content):
        raise Unacceptable(
            _("L’XML è scritto con una codifica dei caratteri che non si accetta (%(name)s): caricate l’originale, o un PDF.")
            % {"name": encoding}
        )
    if flooded(content):
        raise Unacceptable(_("L’XML è troppo complesso per essere letto: caricate un PDF al suo posto."))
    try:
        etree.fromstring(bare(content), parser)
    except etree.XMLSyntaxError as error:
        raise Unacceptable(_("L’XML è danneggiato e non si legge: scaricate di nuovo l’originale e ricaricatelo.")) from error


def bare(content: bytes) -> bytes:
    """Without the blank lines that somebody has left before the declaration, with a byte order mark or without."""
    return BOM + content.removeprefix(BOM).lstrip() if content.startswith(BOM) else content.lstrip()


def uncountable(content: bytes) -> str:
    """The name of an encoding in which bytes do not tell what is in the file; "" for all that people use."""
    start = content[:400].replace(b"\x00", b"").removeprefix(BOM).lstrip(b"\xff\xfe \t\r\n")
    declared = ENCODING.match(start)
    return "" if declared is None or COUNTABLE.fullmatch(declared[1]) else declared[1].decode()


def flooded(content: bytes) -> bool:
    """Whether it may have more attributes than any document has."""
    return len(content) > MOST_ATTRIBUTES and content.count(b"=") > MOST_ATTRIBUTES


class _Reader:
    """Looks at each thing as it comes and keeps none."""

    def __init__(self) -> None:
        self.depth = self.elements = 0

    def doctype(self, *_about: object) -> None:
        raise Unacceptable(
            _("Il file XML contiene una dichiarazione DOCTYPE e non è stato aperto: caricate l’originale, senza DOCTYPE.")
        )

    def start(self, tag: Any, attrib: Any) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > DEEPEST or self.elements > MOST_ELEMENTS:
            raise Unacceptable(_("L’XML è troppo complesso per essere letto: caricate un PDF al suo posto."))
        if tag.startswith(tuple(f"{{{namespace}}}" for namespace in LIVE_NAMESPACES)):
            raise Unacceptable(_("L’XML contiene una pagina web, un disegno o un programma: caricate un PDF al suo posto."))

    def end(self, tag: Any) -> None:
        self.depth -= 1

    def data(self, data: Any) -> None:
        """Text is harmless."""

    def comment(self, text: Any) -> None:
        """Nobody reads it."""

    def close(self) -> None:
        """Nothing was kept."""
