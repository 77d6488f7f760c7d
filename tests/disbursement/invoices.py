"""Builds FatturaPA files for the tests: valid by default, wrong on request."""

from decimal import ROUND_HALF_UP, Decimal
from xml.sax.saxutils import escape

CUP = "E12B34567890123"
BUYER_VAT = "12345670017"
BUYER_CODE = "12345670017"
ORDINARY = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"
SIMPLIFIED = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.0"


def element(name: str, value: object) -> str:
    return "" if value in {None, ""} else f"<{name}>{escape(str(value))}</{name}>"


def party(name: str, vat: str, code: str) -> str:
    vat_id = f"<IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>{vat}</IdCodice></IdFiscaleIVA>" if vat else ""
    return f"<DatiAnagrafici>{vat_id}{element('CodiceFiscale', code)}<Anagrafica>{element('Denominazione', name)}</Anagrafica>"


SEAT = (
    "<Sede><Indirizzo>Via Roma 1</Indirizzo><CAP>20121</CAP><Comune>Milano</Comune>"
    "<Provincia>MI</Provincia><Nazione>IT</Nazione></Sede>"
)


def body(
    *,
    number: str = "12/A",
    day: str = "2026-02-10",
    document_type: str = "TD01",
    currency: str = "EUR",
    lines: tuple[tuple[str, str], ...] = (("Sviluppo del negozio online", "5000.00"),),
    rate: str = "22.00",
    taxable: str | None = None,
    tax: str | None = None,
    total: str | None = "",
    cup: str = CUP,
    cup_block: str = "DatiOrdineAcquisto",
    cig: str = "",
    causal: str = "",
    extra_general: str = "",
    extra_line: str = "",
) -> str:
    """One FatturaElettronicaBody; amounts that are not given are computed from the lines; `total=None` leaves the total out."""
    net = Decimal(taxable) if taxable else sum((Decimal(price) for _, price in lines), Decimal(0)).quantize(Decimal("0.01"))
    vat = Decimal(tax) if tax else (net * Decimal(rate) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    whole = None if total is None else total or f"{net + vat:.2f}"
    codes = element("CodiceCUP", cup) + element("CodiceCIG", cig)
    related = f"<{cup_block}><IdDocumento>ORD-1</IdDocumento>{codes}</{cup_block}>" if codes else ""
    rows = "".join(
        f"<DettaglioLinee><NumeroLinea>{at}</NumeroLinea><Descrizione>{escape(text)}</Descrizione><PrezzoUnitario>{price}</PrezzoUnitario>"
        f"<PrezzoTotale>{price}</PrezzoTotale><AliquotaIVA>{rate}</AliquotaIVA>{extra_line}</DettaglioLinee>"
        for at, (text, price) in enumerate(lines, start=1)
    )
    return (
        f"<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>{document_type}</TipoDocumento>"
        f"{element('Divisa', currency)}{element('Data', day)}{element('Numero', number)}{extra_general}"
        f"{element('ImportoTotaleDocumento', whole)}{element('Causale', causal)}</DatiGeneraliDocumento>{related}</DatiGenerali>"
        f"<DatiBeniServizi>{rows}<DatiRiepilogo><AliquotaIVA>{rate}</AliquotaIVA>"
        f"<ImponibileImporto>{net:.2f}</ImponibileImporto><Imposta>{vat:.2f}</Imposta></DatiRiepilogo></DatiBeniServizi>"
        f"<DatiPagamento><CondizioniPagamento>TP02</CondizioniPagamento><DettaglioPagamento><ModalitaPagamento>MP05</ModalitaPagamento>"
        f"<ImportoPagamento>{whole or net}</ImportoPagamento><IBAN>IT60X0542811101000000123456</IBAN>"
        "</DettaglioPagamento></DatiPagamento>"
        "</FatturaElettronicaBody>"
    )


def fattura(
    *,
    form: str = "FPR12",
    namespace: str = ORDINARY,
    supplier: str = "Web Agency S.r.l.",
    supplier_vat: str = "01234567897",
    buyer: str = "Officine Lombarde S.r.l.",
    buyer_vat: str = BUYER_VAT,
    buyer_code: str = BUYER_CODE,
    bodies: tuple[str, ...] = (),
    encoding: str = "utf-8",
    prologue: str = "",
    **of_body: object,
) -> bytes:
    """A whole FatturaPA file in bytes; `of_body` are the arguments of `body()`."""
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>{prologue}<p:FatturaElettronica versione="{form}" xmlns:p="{namespace}">'
        "<FatturaElettronicaHeader><DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>01234567897</IdCodice>"
        f"</IdTrasmittente><ProgressivoInvio>00001</ProgressivoInvio><FormatoTrasmissione>{form}</FormatoTrasmissione>"
        f"<CodiceDestinatario>{'ABCDEF' if form == 'FPA12' else '0000000'}</CodiceDestinatario></DatiTrasmissione>"
        f"<CedentePrestatore>{party(supplier, supplier_vat, '')}<RegimeFiscale>RF01</RegimeFiscale></DatiAnagrafici>{SEAT}"
        f"</CedentePrestatore><CessionarioCommittente>{party(buyer, buyer_vat, buyer_code)}</DatiAnagrafici>{SEAT}"
        f"</CessionarioCommittente></FatturaElettronicaHeader>{''.join(bodies) or body(**of_body)}</p:FatturaElettronica>"  # type: ignore[arg-type]
    )
    return text.encode(encoding)


def simplified(
    *, gross: str = "122.00", rate: str = "22.00", tax: str = "", text: str = "Inserzione online", day: str = "2026-02-10"
) -> bytes:
    """A FatturaElettronicaSemplificata file with one line."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><p:FatturaElettronicaSemplificata versione="FSM10" xmlns:p="{SIMPLIFIED}">'
        "<FatturaElettronicaHeader><DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>01234567897</IdCodice>"
        "</IdTrasmittente><ProgressivoInvio>1</ProgressivoInvio><FormatoTrasmissione>FSM10</FormatoTrasmissione>"
        "<CodiceDestinatario>0000000</CodiceDestinatario></DatiTrasmissione><CedentePrestatore><IdFiscaleIVA><IdPaese>IT</IdPaese>"
        f"<IdCodice>01234567897</IdCodice></IdFiscaleIVA><Nome>Ada</Nome><Cognome>Rossi</Cognome>{SEAT}"
        "<RegimeFiscale>RF01</RegimeFiscale></CedentePrestatore><CessionarioCommittente><IdentificativiFiscali><IdFiscaleIVA>"
        f"<IdPaese>IT</IdPaese><IdCodice>{BUYER_VAT}</IdCodice></IdFiscaleIVA></IdentificativiFiscali></CessionarioCommittente>"
        "</FatturaElettronicaHeader><FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD07</TipoDocumento>"
        f"<Divisa>EUR</Divisa><Data>{day}</Data><Numero>S1</Numero></DatiGeneraliDocumento></DatiGenerali><DatiBeniServizi>"
        f"<Descrizione>{escape(text)}</Descrizione><Importo>{gross}</Importo><DatiIVA>{element('Imposta', tax)}"
        f"{element('Aliquota', rate)}</DatiIVA></DatiBeniServizi></FatturaElettronicaBody></p:FatturaElettronicaSemplificata>"
    ).encode()
