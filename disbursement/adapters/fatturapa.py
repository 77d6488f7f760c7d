"""A FatturaPA file in, invoices out: FPR12 (private), FPA12 (administration), FSM10 (simplified), one or several to a file.

The file comes from a stranger: no DOCTYPE, no entities, no network, five megabytes, thirty levels and so many elements at most;
what cannot be read is answered with a sentence that the firm can act upon. Before the file is parsed its size bounds the memory
that it can take. Amounts are not judged here (disbursement.domain.checking does).
Format: Agenzia delle Entrate, "Specifiche tecniche fatturazione elettronica", 1.2.x and 1.0.x for the simplified one.
"""

from hashlib import sha256

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lxml import etree

from core.adapters.reading_xml import BOM, bare, flooded, uncountable
from disbursement.adapters.fatturapa_fields import ordinary, simplified
from disbursement.adapters.fatturapa_records import TooDeep, Unreadable
from disbursement.domain.invoice import Invoice

LARGEST = 5 * 1024 * 1024
# Marks of elements, counted before anything is built of them: an element has one at least.
MOST_MARKS = 400_000
# One for all: to make it costs as much as to read a small file.
PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    huge_tree=False,
    recover=False,
    remove_comments=True,
    remove_pis=True,
)
READERS = {
    "{http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2}FatturaElettronica": ({"FPR12", "FPA12"}, ordinary),
    "{http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.0}FatturaElettronicaSemplificata": ({"FSM10"}, simplified),
}
NOT_XML = gettext_lazy(
    "Il file non è un XML leggibile: scaricate di nuovo la fattura dal portale «Fatture e Corrispettivi» "
    "e caricatela senza modificarla."
)
DOCTYPE = gettext_lazy(
    "Il file contiene una dichiarazione DOCTYPE, vietata nelle fatture elettroniche: non è stato aperto. Caricate l'originale."
)
DEEP = gettext_lazy("Il file ha troppi livelli annidati per essere una fattura elettronica: caricate il file originale.")
BEGINNINGS = {
    b"%PDF": gettext_lazy("Questo è un PDF: caricate il file XML della fattura elettronica, non la sua stampa."),
    b"PK\x03\x04": gettext_lazy("Questo è un archivio ZIP: caricate i file XML delle fatture uno per uno."),
}


class UnreadableInvoice(Exception):
    """The file is no electronic invoice; `message` says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def read(content: bytes) -> tuple[Invoice, ...]:
    """The invoices of the file, in its order; UnreadableInvoice when it is not one."""
    root = _parsed(content)
    found = READERS.get(str(root.tag))
    if found is None:
        raise UnreadableInvoice(
            _(
                "Il file XML non è una fattura elettronica italiana (FatturaPA 1.2 o semplificata 1.0): "
                "controllate di non aver caricato una ricevuta, una notifica o i metadati."
            )
        )
    formats, reader = found
    if root.get("versione") not in formats:
        raise UnreadableInvoice(
            _(
                "La fattura dichiara il formato «%(format)s»: sono ammessi FPR12, FPA12 e FSM10. "
                "Chiedete al fornitore il file trasmesso al Sistema di Interscambio."
            )
            % {"format": (root.get("versione") or "")[:10]}
        )
    try:
        return reader(root, sha256(content).hexdigest())
    except TooDeep as deep:
        raise UnreadableInvoice(str(DEEP)) from deep
    except Unreadable as missing:
        raise UnreadableInvoice(
            _(
                "La fattura è incompleta o scritta male: %(what)s. "
                "Chiedete al fornitore il file trasmesso al Sistema di Interscambio."
            )
            % {"what": missing}
        ) from missing


def _parsed(content: bytes) -> etree._Element:
    if len(content) > LARGEST:
        raise UnreadableInvoice(_("Il file supera i 5 MB ammessi: caricate la fattura senza allegati."))
    if encoding := uncountable(content):
        raise UnreadableInvoice(
            _("Il file è scritto con una codifica dei caratteri che le fatture non usano (%(name)s): caricate l'originale.")
            % {"name": encoding}
        )
    # A file shorter than the bound need not be counted.
    if (len(content) > MOST_MARKS and content.count(b"<") > MOST_MARKS) or flooded(content):
        raise UnreadableInvoice(_("Il file ha troppi elementi per essere una fattura elettronica: caricate il file originale."))
    return _walled(bare(content))


def _walled(content: bytes) -> etree._Element:
    try:
        root = etree.fromstring(content, PARSER)
    except (etree.XMLSyntaxError, ValueError, LookupError) as broken:
        raise UnreadableInvoice(_why_broken(content, broken)) from broken
    # To ask for the document costs more than to see that no mark of a declaration is in it, in any encoding that is let in.
    if b"!" in content and root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableInvoice(str(DOCTYPE))
    return root


def _why_broken(content: bytes, broken: Exception) -> str:
    """What is dangerous is said to be so even where the parser gave up before it; what is something else, what it is."""
    start = content.removeprefix(BOM).lstrip()
    if not start:
        return _("Il file è vuoto: caricate il file XML della fattura.")
    for beginning, sentence in BEGINNINGS.items():
        if start.startswith(beginning):
            return str(sentence)
    if b"<!DOCTYPE" in content.replace(b"\x00", b"").upper():
        return str(DOCTYPE)
    return str(DEEP) if "depth" in str(broken) else str(NOT_XML)
