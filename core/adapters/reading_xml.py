"""Reads XML that strangers send: no DOCTYPE, no entities, no network, no page or program in it, bounded."""

import re
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from core.adapters.foreign import Unacceptable

DEEPEST, MOST_ELEMENTS = 100, 500_000
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
    try:
        etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Unacceptable(_("L’XML è danneggiato e non si legge: scaricate di nuovo l’originale e ricaricatelo.")) from error


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
