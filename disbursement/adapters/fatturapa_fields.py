"""Where each fact of an invoice stands in the XML of FatturaPA; names and paths are those of the official schema."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from lxml import etree

from disbursement.domain.invoice import CodeMention, Invoice, InvoiceLine, Party, Payment, VatSummary

Element = etree._Element
NUMBER = re.compile(r"[-+]?[0-9]{1,15}(\.[0-9]{1,8})?")
LINE_NUMBER = re.compile(r"[0-9]{1,4}")
# The schema's dates may carry a time zone after the day ("2020-07-24+02:00"): the day is what counts.
DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(Z|[-+][0-9]{2}:[0-9]{2})?")
# The five blocks where the schema has CodiceCUP and CodiceCIG (DatiSAL, DatiDDT have none).
RELATED = ("DatiOrdineAcquisto", "DatiContratto", "DatiConvenzione", "DatiRicezione", "DatiFattureCollegate")
# Suppliers whose software has no field for a code write it in the free "management" data of a line.
MANAGEMENT = (
    "DatiBeniServizi/DettaglioLinee/AltriDatiGestionali/RiferimentoTesto",
    "DatiBeniServizi/DettaglioLinee/AltriDatiGestionali/TipoDato",
)
GENERAL = "DatiGenerali/DatiGeneraliDocumento"


class Unreadable(Exception):
    """A field that every invoice has is missing or no value of its type; the text names it."""


def ordinary(root: Element, digest: str) -> tuple[Invoice, ...]:
    """The invoices of a FatturaElettronica, one a body."""
    header = _child(root, "FatturaElettronicaHeader")
    supplier = _party(_child(header, "CedentePrestatore"), "DatiAnagrafici", "DatiAnagrafici/Anagrafica")
    buyer = _party(_child(header, "CessionarioCommittente"), "DatiAnagrafici", "DatiAnagrafici/Anagrafica")
    return tuple(
        _ordinary_body(body, str(root.get("versione")), supplier, buyer, position, digest)
        for position, body in enumerate(_bodies(root), start=1)
    )


def simplified(root: Element, digest: str) -> tuple[Invoice, ...]:
    """The invoices of a FatturaElettronicaSemplificata: amounts are gross, VAT is given or taken out by its rate."""
    header = _child(root, "FatturaElettronicaHeader")
    supplier = _party(_child(header, "CedentePrestatore"), ".", ".")
    buyer = _party(_child(header, "CessionarioCommittente"), "IdentificativiFiscali", "AltriDatiIdentificativi")
    return tuple(
        _simplified_body(body, str(root.get("versione")), supplier, buyer, position, digest)
        for position, body in enumerate(_bodies(root), start=1)
    )


def _ordinary_body(body: Element, form: str, supplier: Party, buyer: Party, position: int, digest: str) -> Invoice:
    general = _child(body, GENERAL)
    lines = body.findall("DatiBeniServizi/DettaglioLinee")
    total = general.find("ImportoTotaleDocumento")
    return Invoice(
        format=form,
        document_type=_text(general, "TipoDocumento"),
        number=_text(general, "Numero"),
        day=_day(general, "Data"),
        currency=_text(general, "Divisa"),
        supplier=supplier,
        buyer=buyer,
        lines=tuple(_line(each) for each in lines),
        vat_summaries=tuple(_summary(each) for each in _some(body, "DatiBeniServizi/DatiRiepilogo")),
        fund_contributions=_sum(general, "DatiCassaPrevidenziale/ImportoContributoCassa"),
        total=None if total is None else _amount(general, "ImportoTotaleDocumento"),
        stamp_duty=_sum(general, "DatiBollo/ImportoBollo"),
        rounding=_sum(general, "Arrotondamento"),
        withheld=_sum(general, "DatiRitenuta/ImportoRitenuta"),
        cups=_mentions(body, "CodiceCUP"),
        cigs=_mentions(body, "CodiceCIG"),
        texts=_texts(body, f"{GENERAL}/Causale", "DatiBeniServizi/DettaglioLinee/Descrizione", *MANAGEMENT),
        payments=tuple(_payment(each) for each in body.findall("DatiPagamento/DettaglioPagamento")),
        position=position,
        file_digest=digest,
    )


def _simplified_body(body: Element, form: str, supplier: Party, buyer: Party, position: int, digest: str) -> Invoice:
    general = _child(body, GENERAL)
    goods = _some(body, "DatiBeniServizi")
    summaries = tuple(_taken_out(each) for each in goods)
    return Invoice(
        format=form,
        document_type=_text(general, "TipoDocumento"),
        number=_text(general, "Numero"),
        day=_day(general, "Data"),
        currency=_text(general, "Divisa"),
        supplier=supplier,
        buyer=buyer,
        lines=tuple(
            InvoiceLine(number, _text(each, "Descrizione"), summary.taxable, summary.rate)
            for number, (each, summary) in enumerate(zip(goods, summaries, strict=True), start=1)
        ),
        vat_summaries=summaries,
        fund_contributions=Decimal(0),
        total=sum((_amount(each, "Importo") for each in goods), Decimal(0)),
        stamp_duty=Decimal(0),
        rounding=Decimal(0),
        withheld=Decimal(0),
        cups=(),
        cigs=(),
        texts=_texts(body, "DatiBeniServizi/Descrizione", "DatiGenerali/DatiFatturaRettificata/ElementiRettificati"),
        payments=(),
        position=position,
        file_digest=digest,
    )


def _taken_out(goods: Element) -> VatSummary:
    """Net and VAT of a gross amount: by the tax where it is given, else by the rate."""
    gross, rate = _amount(goods, "Importo"), _sum(goods, "DatiIVA/Aliquota")
    given = goods.find("DatiIVA/Imposta")
    by_rate = (gross * rate / (100 + rate)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    tax = by_rate if given is None else _amount(goods, "DatiIVA/Imposta")
    return VatSummary(rate=rate, nature=_optional(goods, "Natura"), taxable=gross - tax, tax=tax)


def _party(node: Element, codes: str, names: str) -> Party:
    own = f"{codes}/" if codes != "." else ""
    called = f"{names}/" if names != "." else ""
    person = f"{_optional(node, f'{called}Nome')} {_optional(node, f'{called}Cognome')}".strip()
    return Party(
        name=_optional(node, f"{called}Denominazione") or person,
        tax_code=_optional(node, f"{own}CodiceFiscale").upper(),
        vat_country=_optional(node, f"{own}IdFiscaleIVA/IdPaese").upper(),
        vat_number=_optional(node, f"{own}IdFiscaleIVA/IdCodice").upper(),
    )


def _line(node: Element) -> InvoiceLine:
    number = _text(node, "NumeroLinea")
    if not LINE_NUMBER.fullmatch(number):
        raise Unreadable(_("«NumeroLinea» non è un numero"))
    return InvoiceLine(int(number), _text(node, "Descrizione"), _amount(node, "PrezzoTotale"), _amount(node, "AliquotaIVA"))


def _summary(node: Element) -> VatSummary:
    return VatSummary(
        rate=_amount(node, "AliquotaIVA"),
        nature=_optional(node, "Natura"),
        taxable=_amount(node, "ImponibileImporto"),
        tax=_amount(node, "Imposta"),
        rounding=_sum(node, "Arrotondamento"),
        accessory=_sum(node, "SpeseAccessorie"),
    )


def _payment(node: Element) -> Payment:
    iban = _optional(node, "IBAN").replace(" ", "").upper()
    return Payment(_text(node, "ModalitaPagamento"), _amount(node, "ImportoPagamento"), iban)


def _mentions(body: Element, field: str) -> tuple[CodeMention, ...]:
    found = ((block, _optional(node, field).upper()) for block in RELATED for node in body.findall(f"DatiGenerali/{block}"))
    return tuple(CodeMention(code, f"{block}/{field}") for block, code in found if code)


def _texts(body: Element, *paths: str) -> tuple[str, ...]:
    return tuple(text for path in paths for node in body.findall(path) if (text := (node.text or "").strip()))


def _bodies(root: Element) -> list[Element]:
    return _some(root, "FatturaElettronicaBody")


def _some(node: Element, path: str) -> list[Element]:
    found = node.findall(path)
    if not found:
        raise Unreadable(_("manca «%(field)s»") % {"field": path.rsplit("/", 1)[-1]})
    return found


def _child(node: Element, path: str) -> Element:
    return _some(node, path)[0]


def _optional(node: Element, path: str) -> str:
    return (node.findtext(path) or "").strip()


def _text(node: Element, path: str) -> str:
    found = _optional(node, path)
    if not found:
        raise Unreadable(_("manca «%(field)s»") % {"field": path.rsplit("/", 1)[-1]})
    return found


def _amount(node: Element, path: str) -> Decimal:
    return _number(_text(node, path), path)


def _sum(node: Element, path: str) -> Decimal:
    """The sum of every such field; zero when there is none."""
    return sum((_number((each.text or "").strip(), path) for each in node.findall(path)), Decimal(0))


def _number(text: str, path: str) -> Decimal:
    if not NUMBER.fullmatch(text):
        raise Unreadable(_("«%(field)s» non è un importo: «%(text)s»") % {"field": path.rsplit("/", 1)[-1], "text": text[:20]})
    return Decimal(text)


def _day(node: Element, path: str) -> date:
    text = _text(node, path)
    found = DAY.fullmatch(text)
    try:
        return date.fromisoformat(found[1] if found else "")
    except ValueError as wrong:
        raise Unreadable(_("«%(field)s» non è una data: «%(text)s»") % {"field": path, "text": text[:20]}) from wrong
