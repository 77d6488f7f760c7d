"""Where each fact of an invoice stands in the XML of FatturaPA; names and paths are those of the official schema.

The tree is gone through once: an element becomes a mapping from the names of its children to what they are, in their order;
one without children becomes its text. Asking a tree for each field by its path takes five times as long.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from disbursement.domain.invoice import CodeMention, Invoice, InvoiceLine, Party, Payment, Reference, VatSummary

Element = etree._Element
Record = dict[str, list[Any]]
DEEPEST = 30
# Parts that nobody asks for here, files inside the file among them.
SKIPPED = frozenset({"Allegati", "DatiTrasmissione", "Sede", "StabileOrganizzazione", "RappresentanteFiscale", "DatiTrasporto"})
ZERO = Decimal(0)
# The schema allows eleven digits before the point.
NUMBER = re.compile(r"[-+]?[0-9]{1,11}(\.[0-9]{1,8})?")
LARGEST = Decimal(10) ** 11
DOCUMENT_TYPE = re.compile(r"TD[0-9]{2}")
CURRENCY = re.compile(r"[A-Z]{3}")
LONGEST_NUMBER, LONGEST_CODE, LONGEST_VAT, LENGTH_OF_COUNTRY = 20, 40, 28, 2
# What the stamp on an invoice costs (DPR 642/1972, tariff, art. 13), where the supplier says that there is one and not how much.
STAMP = Decimal("2.00")
LONGEST_LINE = 4
# The schema's dates may carry a time zone after the day ("2020-07-24+02:00"): the day is what counts.
DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(Z|[-+][0-9]{2}:[0-9]{2})?")
# The five blocks where the schema has CodiceCUP and CodiceCIG (DatiSAL, DatiDDT have none).
RELATED = ("DatiOrdineAcquisto", "DatiContratto", "DatiConvenzione", "DatiRicezione", "DatiFattureCollegate")
# Suppliers whose software has no field for a code write it where there is room: in the number of an order, as the code of an
# article, in the free "management" data of a line, in the reference for the buyer's administration.
IN_LINES = (
    "CodiceArticolo/CodiceValore",
    "AltriDatiGestionali/RiferimentoTesto",
    "AltriDatiGestionali/TipoDato",
    "RiferimentoAmministrazione",
)
WITH_ROOM = frozenset(path.partition("/")[0] for path in IN_LINES)
IN_RELATED = ("IdDocumento", "CodiceCommessaConvenzione", "NumItem")
GENERAL = "DatiGenerali/DatiGeneraliDocumento"


class Unreadable(Exception):
    """A field that every invoice has is missing or no value of its type; the text names it."""


class TooDeep(Exception):
    """Elements inside elements beyond what any invoice has."""


def ordinary(root: Element, digest: str) -> tuple[Invoice, ...]:
    """The invoices of a FatturaElettronica, one a body."""
    form, whole = str(root.get("versione")), _record(root)
    header = _child(whole, "FatturaElettronicaHeader")
    supplier = _seller(_party(_child(header, "CedentePrestatore"), "DatiAnagrafici", "DatiAnagrafici/Anagrafica"))
    buyer = _party(_child(header, "CessionarioCommittente"), "DatiAnagrafici", "DatiAnagrafici/Anagrafica")
    return tuple(
        _bounded(_ordinary_body(body, form, supplier, buyer, position, digest))
        for position, body in enumerate(_some(whole, "FatturaElettronicaBody"), start=1)
    )


def simplified(root: Element, digest: str) -> tuple[Invoice, ...]:
    """The invoices of a FatturaElettronicaSemplificata: amounts are gross, VAT is given or taken out by its rate."""
    form, whole = str(root.get("versione")), _record(root)
    header = _child(whole, "FatturaElettronicaHeader")
    supplier = _seller(_party(_child(header, "CedentePrestatore"), ".", "."))
    buyer = _party(_child(header, "CessionarioCommittente"), "IdentificativiFiscali", "AltriDatiIdentificativi")
    return tuple(
        _bounded(_simplified_body(body, form, supplier, buyer, position, digest))
        for position, body in enumerate(_some(whole, "FatturaElettronicaBody"), start=1)
    )


def _ordinary_body(body: Record, form: str, supplier: Party, buyer: Party, position: int, digest: str) -> Invoice:
    general = _child(body, GENERAL)
    lines = _every(body, "DatiBeniServizi/DettaglioLinee")
    around = _child(body, "DatiGenerali")
    related = [(block, node) for block in RELATED if block in around for node in _every(around, block)]
    summaries = tuple(_summary(each) for each in _some(body, "DatiBeniServizi/DatiRiepilogo"))
    return Invoice(
        format=form,
        **_named(general),
        supplier=supplier,
        buyer=buyer,
        lines=tuple(_line(each) for each in lines),
        vat_summaries=summaries,
        fund_contributions=_sum(general, "DatiCassaPrevidenziale/ImportoContributoCassa"),
        total=None if not _every(general, "ImportoTotaleDocumento") else _amount(general, "ImportoTotaleDocumento"),
        stamp_duty=_stamp(general, "DatiBollo", "DatiBollo/ImportoBollo"),
        rounding=_sum(general, "Arrotondamento"),
        discount=_discount(general, sum((each.taxable + each.tax for each in summaries), ZERO)),
        withheld=_sum(general, "DatiRitenuta/ImportoRitenuta"),
        cups=_mentions(related, "CodiceCUP"),
        cigs=_mentions(related, "CodiceCIG"),
        texts=(
            *_texts([general], "Causale"),
            *(_text(line, "Descrizione") for line in lines),
            *_texts((line for line in lines if not WITH_ROOM.isdisjoint(line)), *IN_LINES),
            *_texts([node for _block, node in related], *IN_RELATED),
        ),
        refers_to=tuple(
            Reference(_text(node, "IdDocumento"), _day(node, "Data") if _every(node, "Data") else None)
            for block, node in related
            if block == "DatiFattureCollegate"
        ),
        payments=tuple(_payment(each) for each in _every(body, "DatiPagamento/DettaglioPagamento")),
        position=position,
        file_digest=digest,
    )


def _simplified_body(body: Record, form: str, supplier: Party, buyer: Party, position: int, digest: str) -> Invoice:
    general = _child(body, GENERAL)
    goods = _some(body, "DatiBeniServizi")
    summaries = tuple(_taken_out(each) for each in goods)
    corrected = _every(body, "DatiGenerali/DatiFatturaRettificata")
    return Invoice(
        format=form,
        **_named(general),
        supplier=supplier,
        buyer=buyer,
        lines=tuple(
            InvoiceLine(number, _text(each, "Descrizione"), summary.taxable, summary.rate)
            for number, (each, summary) in enumerate(zip(goods, summaries, strict=True), start=1)
        ),
        vat_summaries=summaries,
        fund_contributions=ZERO,
        total=sum((_amount(each, "Importo") for each in goods), ZERO),
        stamp_duty=_stamp(general, "BolloVirtuale"),
        rounding=ZERO,
        withheld=ZERO,
        cups=(),
        cigs=(),
        texts=(*_texts(goods, "Descrizione"), *_texts(corrected, "NumeroFR", "ElementiRettificati")),
        refers_to=tuple(Reference(_text(each, "NumeroFR"), _day(each, "DataFR")) for each in corrected),
        payments=(),
        position=position,
        file_digest=digest,
    )


def _bounded(invoice: Invoice) -> Invoice:
    """Each amount has the size that the schema allows; so have their sums."""
    summed = sum((abs(each.taxable) + abs(each.tax) for each in invoice.vat_summaries), ZERO)
    if max(summed, sum((abs(line.net) for line in invoice.lines), ZERO)) >= LARGEST:
        raise Unreadable(_("gli importi sono troppo grandi"))
    return invoice


def _named(general: Record) -> dict[str, Any]:
    """Type, number, day and currency, each of the form that the schema gives it."""
    number = " ".join(_text(general, "Numero").split())
    if len(number) > LONGEST_NUMBER:
        raise Unreadable(_("«Numero» è più lungo di 20 caratteri"))
    return {
        "document_type": _of_form(general, "TipoDocumento", DOCUMENT_TYPE),
        "number": number,
        "day": _day(general, "Data"),
        "currency": _of_form(general, "Divisa", CURRENCY),
    }


def _of_form(node: Record, path: str, form: re.Pattern[str]) -> str:
    found = _text(node, path)
    if not form.fullmatch(found):
        raise Unreadable(_("«%(field)s» ha un valore che non esiste: «%(text)s»") % {"field": path, "text": found[:20]})
    return found


def _stamp(general: Record, present: str, amount: str = "") -> Decimal:
    """The stamp duty: as written, or what the law says where only its presence is."""
    if not _every(general, present):
        return ZERO
    return (_sum(general, amount) if amount else ZERO) or STAMP


def _discount(general: Record, whole: Decimal) -> Decimal:
    """What discounts on the document take from its total, in their order; negative: what surcharges add."""
    taken = ZERO
    for each in _every(general, "ScontoMaggiorazione"):
        sign = -1 if _text(each, "Tipo") == "MG" else 1
        share = (whole - taken) * _sum(each, "Percentuale") / 100
        taken += sign * (_sum(each, "Importo") or share).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return taken


def _taken_out(goods: Record) -> VatSummary:
    """Net and VAT of a gross amount: by the tax where it is given, else by the rate."""
    gross, rate = _amount(goods, "Importo"), _sum(goods, "DatiIVA/Aliquota")
    if rate < ZERO:
        raise Unreadable(_("«%(field)s» non è un importo: «%(text)s»") % {"field": "Aliquota", "text": rate})
    given = _optional(goods, "DatiIVA/Imposta")
    by_rate = (gross * rate / (100 + rate)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    tax = _amount(goods, "DatiIVA/Imposta") if given else by_rate
    return VatSummary(rate=rate, nature=_optional(goods, "Natura"), taxable=gross - tax, tax=tax)


def _party(node: Record, codes: str, names: str) -> Party:
    own, called = _inside(node, codes), _inside(node, names)
    vat = _inside(own, "IdFiscaleIVA")
    return Party(
        name=_optional(called, "Denominazione") or f"{_optional(called, 'Nome')} {_optional(called, 'Cognome')}".strip(),
        tax_code=_optional(own, "CodiceFiscale").upper(),
        vat_country=_optional(vat, "IdPaese").upper(),
        vat_number=_optional(vat, "IdCodice").upper(),
    )


def _inside(node: Record, path: str) -> Record:
    """The element at the path, "." for the node itself; nothing in it where there is none."""
    found = [node] if path == "." else _every(node, path)
    return found[0] if found else {}


def _seller(supplier: Party) -> Party:
    """Who sells has a VAT number, by the schema: by it his invoices are known."""
    if not supplier.vat_number or len(supplier.vat_number) > LONGEST_VAT or len(supplier.vat_country) > LENGTH_OF_COUNTRY:
        raise Unreadable(_("manca la partita IVA di «CedentePrestatore», o non ha la sua forma"))
    return supplier


def _line(node: Record) -> InvoiceLine:
    number = _text(node, "NumeroLinea")
    if not (len(number) <= LONGEST_LINE and number.isascii() and number.isdigit()):
        raise Unreadable(_("«NumeroLinea» non è un numero"))
    return InvoiceLine(int(number), _text(node, "Descrizione"), _amount(node, "PrezzoTotale"), _amount(node, "AliquotaIVA"))


def _summary(node: Record) -> VatSummary:
    return VatSummary(
        rate=_amount(node, "AliquotaIVA"),
        nature=_optional(node, "Natura"),
        taxable=_amount(node, "ImponibileImporto"),
        tax=_amount(node, "Imposta"),
        rounding=_sum(node, "Arrotondamento"),
        accessory=_sum(node, "SpeseAccessorie"),
        split=_optional(node, "EsigibilitaIVA") == "S",
    )


def _payment(node: Record) -> Payment:
    iban = _optional(node, "IBAN").replace(" ", "").upper()
    return Payment(_text(node, "ModalitaPagamento"), _amount(node, "ImportoPagamento"), iban)


def _mentions(related: Iterable[tuple[str, Record]], field: str) -> tuple[CodeMention, ...]:
    found = ((block, _optional(node, field).upper()) for block, node in related)
    return tuple(CodeMention(code[:LONGEST_CODE], f"{block}/{field}") for block, code in found if code)


def _texts(nodes: Iterable[Record], *paths: str) -> tuple[str, ...]:
    return tuple(text for node in nodes for path in paths for text in _values(node, path) if text)


def _record(node: Element, depth: int = 1) -> Record:
    if depth > DEEPEST:
        raise TooDeep
    found: Record = {}
    for child in node:
        tag = child.tag
        if tag not in SKIPPED:
            value = _record(child, depth + 1) if len(child) else (child.text or "").strip()
            found.setdefault(tag, []).append(value)
    return found


def _children(node: Record, path: str) -> Sequence[Any]:
    """What stands at the path, elements with children and texts alike."""
    found = node.get(path, ())
    if found or "/" not in path:
        return found
    first, _slash, rest = path.partition("/")
    return [each for child in node.get(first, ()) if isinstance(child, dict) for each in _children(child, rest)]


def _every(node: Record, path: str) -> list[Record]:
    """The elements at the path; an empty one has nothing in it."""
    return [each if isinstance(each, dict) else {} for each in _children(node, path)]


def _values(node: Record, path: str) -> Sequence[str]:
    """The texts at the path; an element with others in it has none."""
    found = _children(node, path)
    return found and ["" if isinstance(each, dict) else each for each in found]


def _some(node: Record, path: str) -> list[Record]:
    found = _every(node, path)
    if not found:
        raise Unreadable(_("manca «%(field)s»") % {"field": path.rsplit("/", 1)[-1]})
    return found


def _child(node: Record, path: str) -> Record:
    return _some(node, path)[0]


def _optional(node: Record, path: str) -> str:
    found = _children(node, path)
    return found[0] if found and not isinstance(found[0], dict) else ""


def _text(node: Record, path: str) -> str:
    # Most fields stand right here: the shortest way to them, for they are many.
    here = node.get(path)
    found = here[0] if here and isinstance(here[0], str) else _optional(node, path)
    if not found:
        raise Unreadable(_("manca «%(field)s»") % {"field": path.rsplit("/", 1)[-1]})
    return found


def _amount(node: Record, path: str) -> Decimal:
    return _number(_text(node, path), path)


def _sum(node: Record, path: str) -> Decimal:
    """The sum of every such field; zero when there is none."""
    found = _values(node, path)
    return sum((_number(text, path) for text in found), ZERO) if found else ZERO


def _number(text: str, path: str) -> Decimal:
    if not NUMBER.fullmatch(text):
        raise Unreadable(_("«%(field)s» non è un importo: «%(text)s»") % {"field": path.rsplit("/", 1)[-1], "text": text[:20]})
    return Decimal(text)


def _day(node: Record, path: str) -> date:
    text = _text(node, path)
    found = DAY.fullmatch(text)
    try:
        return date.fromisoformat(found[1] if found else "")
    except ValueError as wrong:
        raise Unreadable(_("«%(field)s» non è una data: «%(text)s»") % {"field": path, "text": text[:20]}) from wrong
