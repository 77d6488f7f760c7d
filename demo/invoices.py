"""Electronic invoices of invented suppliers (FPR12 of FatturaPA 1.2), with what accounting programs write in them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from xml.sax.saxutils import escape

from core.money import cents

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<p:FatturaElettronica versione="FPR12" xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2">'
)


@dataclass(frozen=True)
class Bought:
    """One line of an invoice, net of VAT in euro."""

    text: str
    net: Decimal


REGISTERED = (
    "<IscrizioneREA><Ufficio>MI</Ufficio><NumeroREA>1234567</NumeroREA><CapitaleSociale>10000.00</CapitaleSociale>"
    "<SocioUnico>SM</SocioUnico><StatoLiquidazione>LN</StatoLiquidazione></IscrizioneREA>"
    "<Contatti><Telefono>0212345678</Telefono><Email>amministrazione@fornitore.example</Email></Contatti>"
)


def _party(tag: str, name: str, vat: str, code: str, extra: str = "", more: str = "") -> str:
    return (
        f"<{tag}><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>{vat}</IdCodice></IdFiscaleIVA>"
        f"<CodiceFiscale>{code}</CodiceFiscale><Anagrafica><Denominazione>{escape(name)}</Denominazione></Anagrafica>"
        f"{extra}</DatiAnagrafici><Sede><Indirizzo>Via Larga</Indirizzo><NumeroCivico>1</NumeroCivico><CAP>20122</CAP>"
        f"<Comune>Milano</Comune><Provincia>MI</Provincia><Nazione>IT</Nazione></Sede>{more}</{tag}>"
    )


def invoice(
    *, supplier: tuple[str, str], buyer: tuple[str, str, str], number: str, day: date, cup: str, bought: list[Bought]
) -> bytes:
    """The XML of one ordinary invoice at 22 %. `supplier` is (name, VAT number), `buyer` (name, VAT number, tax code)."""
    net = sum((line.net for line in bought), Decimal("0.00"))
    vat = cents(net * Decimal("0.22"))
    lines = "".join(_line(number, line) for number, line in enumerate(bought, start=1))
    return (
        f"{HEAD}<FatturaElettronicaHeader><DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>{supplier[1]}</IdCodice>"
        f"</IdTrasmittente><ProgressivoInvio>{number}</ProgressivoInvio><FormatoTrasmissione>FPR12</FormatoTrasmissione>"
        f"<CodiceDestinatario>0000000</CodiceDestinatario><PECDestinatario>fatture@impresa.example</PECDestinatario></DatiTrasmissione>"
        f"{_party('CedentePrestatore', supplier[0], supplier[1], supplier[1], '<RegimeFiscale>RF01</RegimeFiscale>', REGISTERED)}"
        f"{_party('CessionarioCommittente', *buyer)}</FatturaElettronicaHeader><FatturaElettronicaBody><DatiGenerali>"
        f"<DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>{day.isoformat()}</Data>"
        f"<Numero>{number}</Numero><ImportoTotaleDocumento>{net + vat}</ImportoTotaleDocumento>"
        f"<Causale>Come da ordine n. ORD-{number}</Causale></DatiGeneraliDocumento>"
        f"<DatiOrdineAcquisto><IdDocumento>ORD-{number}</IdDocumento><Data>{day.isoformat()}</Data><CodiceCUP>{cup}</CodiceCUP></DatiOrdineAcquisto></DatiGenerali>"
        f"<DatiBeniServizi>{lines}<DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>{net}</ImponibileImporto>"
        f"<Imposta>{vat}</Imposta><EsigibilitaIVA>I</EsigibilitaIVA></DatiRiepilogo></DatiBeniServizi>"
        f"<DatiPagamento><CondizioniPagamento>TP02</CondizioniPagamento><DettaglioPagamento><ModalitaPagamento>MP05</ModalitaPagamento>"
        f"<DataScadenzaPagamento>{(day + timedelta(days=30)).isoformat()}</DataScadenzaPagamento>"
        f"<ImportoPagamento>{net + vat}</ImportoPagamento><IstitutoFinanziario>Banca Demo</IstitutoFinanziario>"
        "</DettaglioPagamento></DatiPagamento></FatturaElettronicaBody>"
        "</p:FatturaElettronica>"
    ).encode()


def _line(number: int, line: Bought) -> str:
    return (
        f"<DettaglioLinee><NumeroLinea>{number}</NumeroLinea><Descrizione>{escape(line.text)}</Descrizione><Quantita>1.00</Quantita>"
        f"<UnitaMisura>NR</UnitaMisura><PrezzoUnitario>{line.net}</PrezzoUnitario><PrezzoTotale>{line.net}</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee>"
    )
