"""Where each fact of an invoice stands in the XML of FatturaPA; names and paths are those of the official schema."""

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _

from disbursement.adapters.fatturapa_records import (
    NUMBER,
    Element,
    Record,
    Unreadable,
    amount_of,
    child_of,
    day_of,
    every,
    optional_text,
    rate,
    record_of,
    some,
    sum_of,
    text_of,
    values_of,
)
from disbursement.domain.invoice import CodeMention, Invoice, InvoiceLine, Party, Payment, Reference, VatSummary

ZERO = Decimal(0)
LARGEST = Decimal(10) ** 11
DOCUMENT_TYPE = re.compile(r"TD[0-9]{2}")
CURRENCY = re.compile(r"[A-Z]{3}")
LONGEST_NUMBER, LONGEST_CODE, LONGEST_VAT, LENGTH_OF_COUNTRY = 20, 40, 28, 2
# What the stamp on an invoice costs (DPR 642/1972, tariff, art. 13), where the supplier says that there is one and not how much.
STAMP = Decimal("2.00")
LINE_NUMBER = re.compile(r"[0-9]{1,4}").fullmatch
OF_A_LINE = itemgetter("NumeroLinea", "Descrizione", "PrezzoTotale", "AliquotaIVA")
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


def ordinary(root: Element, digest: str) -> tuple[Invoice, ...]:
    """The invoices of a FatturaElettronica, one a body."""
    form, whole = str(root.get("versione")), record_of(root)
    header = child_of(whole, "FatturaElettronicaHeader")
    supplier = _seller(_party(child_of(header, "CedentePrestatore"), "DatiAnagrafici", "DatiAnagrafici/Anagrafica"))
    buyer = _party(child_of(header, "CessionarioCommittente"), "DatiAnagrafici", "DatiAnagrafici/Anagrafica")
    return tuple(
        _bounded(_ordinary_body(body, form, supplier, buyer, position, digest))
        for position, body in enumerate(some(whole, "FatturaElettronicaBody"), start=1)
    )


def simplified(root: Element, digest: str) -> tuple[Invoice, ...]:
    """The invoices of a FatturaElettronicaSemplificata: amounts are gross, VAT is given or taken out by its rate."""
    form, whole = str(root.get("versione")), record_of(root)
    header = child_of(whole, "FatturaElettronicaHeader")
    supplier = _seller(_party(child_of(header, "CedentePrestatore"), ".", "."))
    buyer = _party(child_of(header, "CessionarioCommittente"), "IdentificativiFiscali", "AltriDatiIdentificativi")
    return tuple(
        _bounded(_simplified_body(body, form, supplier, buyer, position, digest))
        for position, body in enumerate(some(whole, "FatturaElettronicaBody"), start=1)
    )


def _ordinary_body(body: Record, form: str, supplier: Party, buyer: Party, position: int, digest: str) -> Invoice:
    general = child_of(body, GENERAL)
    written = every(body, "DatiBeniServizi/DettaglioLinee")
    lines = _lines(written)
    around = child_of(body, "DatiGenerali")
    related = [(block, node) for block in RELATED if block in around for node in every(around, block)]
    summaries = tuple(map(_summary, some(body, "DatiBeniServizi/DatiRiepilogo")))
    return Invoice(
        format=form,
        **_named(general),
        supplier=supplier,
        buyer=buyer,
        lines=lines,
        vat_summaries=summaries,
        fund_contributions=sum_of(general, "DatiCassaPrevidenziale/ImportoContributoCassa"),
        total=amount_of(general, "ImportoTotaleDocumento") if "ImportoTotaleDocumento" in general else None,
        stamp_duty=_stamp(general, "DatiBollo", "DatiBollo/ImportoBollo"),
        rounding=sum_of(general, "Arrotondamento"),
        discount=_discount(general, summaries),
        withheld=sum_of(general, "DatiRitenuta/ImportoRitenuta"),
        cups=_mentions(related, "CodiceCUP"),
        cigs=_mentions(related, "CodiceCIG"),
        texts=(
            *_texts([general], "Causale"),
            *[line.description for line in lines],
            *_texts([line for line in written if not WITH_ROOM.isdisjoint(line)], *IN_LINES),
            *_texts([node for _block, node in related], *IN_RELATED),
        ),
        refers_to=tuple(
            Reference(text_of(node, "IdDocumento"), day_of(node, "Data") if every(node, "Data") else None)
            for block, node in related
            if block == "DatiFattureCollegate"
        ),
        payments=tuple(map(_payment, every(body, "DatiPagamento/DettaglioPagamento"))),
        position=position,
        file_digest=digest,
    )


def _simplified_body(body: Record, form: str, supplier: Party, buyer: Party, position: int, digest: str) -> Invoice:
    general = child_of(body, GENERAL)
    goods = some(body, "DatiBeniServizi")
    summaries = tuple(_taken_out(each) for each in goods)
    corrected = every(body, "DatiGenerali/DatiFatturaRettificata")
    return Invoice(
        format=form,
        **_named(general),
        supplier=supplier,
        buyer=buyer,
        lines=tuple(
            InvoiceLine(number, text_of(each, "Descrizione"), summary.taxable, summary.rate)
            for number, (each, summary) in enumerate(zip(goods, summaries, strict=True), start=1)
        ),
        vat_summaries=summaries,
        fund_contributions=ZERO,
        total=sum((amount_of(each, "Importo") for each in goods), ZERO),
        stamp_duty=_stamp(general, "BolloVirtuale"),
        rounding=ZERO,
        withheld=ZERO,
        cups=(),
        cigs=(),
        texts=(*_texts(goods, "Descrizione"), *_texts(corrected, "NumeroFR", "ElementiRettificati")),
        refers_to=tuple(Reference(text_of(each, "NumeroFR"), day_of(each, "DataFR")) for each in corrected),
        payments=(),
        position=position,
        file_digest=digest,
    )


def _bounded(invoice: Invoice) -> Invoice:
    """Each amount has the size that the schema allows; so have their sums."""
    summed = sum([abs(each.taxable) + abs(each.tax) for each in invoice.vat_summaries])
    if max(summed, sum([abs(line.net) for line in invoice.lines])) >= LARGEST:
        raise Unreadable(_("gli importi sono troppo grandi"))
    return invoice


def _named(general: Record) -> dict[str, Any]:
    """Type, number, day and currency, each of the form that the schema gives it."""
    number = " ".join(text_of(general, "Numero").split())
    if len(number) > LONGEST_NUMBER:
        raise Unreadable(_("«Numero» è più lungo di 20 caratteri"))
    return {
        "document_type": _of_form(general, "TipoDocumento", DOCUMENT_TYPE),
        "number": number,
        "day": day_of(general, "Data"),
        "currency": _of_form(general, "Divisa", CURRENCY),
    }


def _of_form(node: Record, path: str, form: re.Pattern[str]) -> str:
    found = text_of(node, path)
    if not form.fullmatch(found):
        raise Unreadable(_("«%(field)s» ha un valore che non esiste: «%(text)s»") % {"field": path, "text": found[:20]})
    return found


def _stamp(general: Record, present: str, amount: str = "") -> Decimal:
    """The stamp duty: as written, or what the law says where only its presence is."""
    if not every(general, present):
        return ZERO
    return (sum_of(general, amount) if amount else ZERO) or STAMP


def _discount(general: Record, summaries: Sequence[VatSummary]) -> Decimal:
    """What discounts on the document take from its total, in their order; negative: what surcharges add."""
    taken, written = ZERO, every(general, "ScontoMaggiorazione")
    whole = sum([each.taxable + each.tax for each in summaries], ZERO) if written else ZERO
    for each in written:
        sign = -1 if text_of(each, "Tipo") == "MG" else 1
        share = (whole - taken) * sum_of(each, "Percentuale") / 100
        taken += sign * (sum_of(each, "Importo") or share).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return taken


def _taken_out(goods: Record) -> VatSummary:
    """Net and VAT of a gross amount: by the tax where it is given, else by the rate."""
    gross, points = amount_of(goods, "Importo"), sum_of(goods, "DatiIVA/Aliquota")
    if points < ZERO:
        raise Unreadable(_("«%(field)s» non è un importo: «%(text)s»") % {"field": "Aliquota", "text": points})
    given = optional_text(goods, "DatiIVA/Imposta")
    by_rate = (gross * points / (100 + points)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    tax = amount_of(goods, "DatiIVA/Imposta") if given else by_rate
    return VatSummary(rate=points, nature=optional_text(goods, "Natura"), taxable=gross - tax, tax=tax)


def _party(node: Record, codes: str, names: str) -> Party:
    own, called = _inside(node, codes), _inside(node, names)
    vat = _inside(own, "IdFiscaleIVA")
    return Party(
        name=optional_text(called, "Denominazione")
        or f"{optional_text(called, 'Nome')} {optional_text(called, 'Cognome')}".strip(),
        tax_code=optional_text(own, "CodiceFiscale").upper(),
        vat_country=optional_text(vat, "IdPaese").upper(),
        vat_number=optional_text(vat, "IdCodice").upper(),
    )


def _inside(node: Record, path: str) -> Record:
    """The element at the path, "." for the node itself; nothing in it where there is none."""
    right_here = node if path == "." else node.get(path)
    if type(right_here) is dict:
        return right_here
    found = every(node, path)
    return found[0] if found else {}


def _seller(supplier: Party) -> Party:
    """Who sells has a VAT number, by the schema: by it his invoices are known."""
    if not supplier.vat_number or len(supplier.vat_number) > LONGEST_VAT or len(supplier.vat_country) > LENGTH_OF_COUNTRY:
        raise Unreadable(_("manca la partita IVA di «CedentePrestatore», o non ha la sua forma"))
    return supplier


def _lines(written: Sequence[Record]) -> tuple[InvoiceLine, ...]:
    """The lines: a field of all of them at a time, which takes half as long. Where one is not as it should be, each alone."""
    try:
        numbers, texts, nets, rates = zip(*map(OF_A_LINE, written), strict=True)
        if all(map(LINE_NUMBER, numbers)) and all(map(str.strip, texts)) and all(map(NUMBER, nets)) and "" not in rates:
            return tuple(map(InvoiceLine, map(int, numbers), texts, map(Decimal, nets), map(rate, rates)))
    except (KeyError, TypeError, ValueError):
        pass
    return tuple(map(_line, written))


def _line(node: Record) -> InvoiceLine:
    number = text_of(node, "NumeroLinea")
    if not LINE_NUMBER(number):
        raise Unreadable(_("«NumeroLinea» non è un numero"))
    return InvoiceLine(
        int(number), text_of(node, "Descrizione"), amount_of(node, "PrezzoTotale"), rate(text_of(node, "AliquotaIVA"))
    )


def _summary(node: Record) -> VatSummary:
    return VatSummary(
        rate=rate(text_of(node, "AliquotaIVA")),
        nature=optional_text(node, "Natura"),
        taxable=amount_of(node, "ImponibileImporto"),
        tax=amount_of(node, "Imposta"),
        rounding=sum_of(node, "Arrotondamento"),
        accessory=sum_of(node, "SpeseAccessorie"),
        split=optional_text(node, "EsigibilitaIVA") == "S",
    )


def _payment(node: Record) -> Payment:
    iban = optional_text(node, "IBAN").replace(" ", "").upper()
    return Payment(text_of(node, "ModalitaPagamento"), amount_of(node, "ImportoPagamento"), iban)


def _mentions(related: Iterable[tuple[str, Record]], field: str) -> tuple[CodeMention, ...]:
    found = [(block, optional_text(node, field).upper()) for block, node in related]
    return tuple([CodeMention(code[:LONGEST_CODE], f"{block}/{field}") for block, code in found if code])


def _texts(nodes: Iterable[Record], *paths: str) -> list[str]:
    return [text for node in nodes for path in paths for text in values_of(node, path) if text]
