"""Own samples of electronic invoices, written from the public specification: every shape, each with what must be read and found.

A sample is a file and what is expected of it: one `Read` for each invoice in it (amounts in the file's currency, signs as they
count), and the findings that are not «met»; or the words of its refusal.
"""

from base64 import b64encode, encodebytes
from dataclasses import dataclass
from functools import partial
from xml.sax.saxutils import escape

from disbursement.domain.checking import Code, Outcome
from tests import papers
from tests.disbursement.invoices import CUP, SIMPLIFIED, body, element, fattura, simplified

BOM = b"\xef\xbb\xbf"
VERIFY, WRONG = Outcome.TO_VERIFY, Outcome.NOT_MET


@dataclass(frozen=True)
class Read:
    """One invoice as it must be read: spend without VAT, VAT, what the supplier is to receive; what is not «met»."""

    net: str
    tax: str
    to_pay: str
    number: str = "12/A"
    kind: str = "TD01"
    found: tuple[tuple[Code, Outcome], ...] = ()
    supplier: str = "Web Agency S.r.l."


@dataclass(frozen=True)
class Sample:
    """A file with its expected reading, or with the words of its refusal."""

    content: bytes
    expected: tuple[Read, ...] = ()
    refused: str = ""


PLAIN = Read("5000.00", "1100.00", "6100.00")


def row(text: str, total: str, rate: str = "22.00", *, at: int = 1, more: str = "", nature: str = "") -> str:
    return (
        f"<DettaglioLinee><NumeroLinea>{at}</NumeroLinea><Descrizione>{escape(text)}</Descrizione><PrezzoUnitario>{total}</PrezzoUnitario>"
        f"{more}<PrezzoTotale>{total}</PrezzoTotale><AliquotaIVA>{rate}</AliquotaIVA>{element('Natura', nature)}</DettaglioLinee>"
    )


def summed(taxable: str, tax: str, rate: str = "22.00", *, nature: str = "", due: str = "", more: str = "") -> str:
    return (
        f"<DatiRiepilogo><AliquotaIVA>{rate}</AliquotaIVA>"
        f"{element('Natura', nature)}{more}<ImponibileImporto>{taxable}</ImponibileImporto>"
        f"<Imposta>{tax}</Imposta>{element('EsigibilitaIVA', due)}</DatiRiepilogo>"
    )


def whole(
    *goods: str, total: str, kind: str = "TD01", general: str = "", related: str = "", after: str = "", number: str = "12/A"
) -> str:
    """A body put together from its parts; `general` stands before the total, `after` behind the goods."""
    order = related or f"<DatiOrdineAcquisto><IdDocumento>ORD-1</IdDocumento><CodiceCUP>{CUP}</CodiceCUP></DatiOrdineAcquisto>"
    return (
        f"<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>{kind}</TipoDocumento><Divisa>EUR</Divisa>"
        f"<Data>2026-02-10</Data><Numero>{number}</Numero>"
        f"{general}{element('ImportoTotaleDocumento', total)}</DatiGeneraliDocumento>"
        f"{order}</DatiGenerali><DatiBeniServizi>{''.join(goods)}</DatiBeniServizi>{after}</FatturaElettronicaBody>"
    )


def one(*goods: str, total: str, form: str = "FPR12", **more: str) -> bytes:
    return fattura(form=form, bodies=(whole(*goods, total=total, **more),))


def short(*goods: str, kind: str = "TD07", general: str = "", corrected: str = "", vat: str = "12345670017") -> bytes:
    """A simplified invoice (FSM10) with these goods."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><p:FatturaElettronicaSemplificata versione="FSM10" xmlns:p="{SIMPLIFIED}">'
        "<FatturaElettronicaHeader><CedentePrestatore><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>01234567897</IdCodice></IdFiscaleIVA>"
        "<Denominazione>Web Agency S.r.l.</Denominazione></CedentePrestatore><CessionarioCommittente>"
        "<IdentificativiFiscali><IdFiscaleIVA>"
        f"<IdPaese>IT</IdPaese><IdCodice>{vat}</IdCodice></IdFiscaleIVA></IdentificativiFiscali></CessionarioCommittente>"
        "</FatturaElettronicaHeader><FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento>"
        f"<TipoDocumento>{kind}</TipoDocumento><Divisa>EUR</Divisa><Data>2026-02-10</Data><Numero>12/A</Numero>{general}"
        f"</DatiGeneraliDocumento>{corrected}</DatiGenerali>{''.join(goods)}</FatturaElettronicaBody></p:FatturaElettronicaSemplificata>"
    ).encode()


def bought(text: str, gross: str, *, rate: str = "22.00", tax: str = "", nature: str = "") -> str:
    vat = f"<DatiIVA>{element('Imposta', tax)}{element('Aliquota', rate)}</DatiIVA>"
    what = f"<Descrizione>{escape(text)}</Descrizione><Importo>{gross}</Importo>"
    return f"<DatiBeniServizi>{what}{vat}{element('Natura', nature)}</DatiBeniServizi>"


def connected(number: str, day: str = "2026-01-15", cup: str = CUP) -> str:
    named = element("IdDocumento", number) + element("Data", day) + element("CodiceCUP", cup)
    return f"<DatiFattureCollegate>{named}</DatiFattureCollegate>"


def encoded(declared: str, codec: str, before: bytes = b"") -> bytes:
    """The plain invoice of a supplier with accents, in an encoding; `declared` "" leaves the declaration out."""
    text = fattura(supplier="Società più S.r.l.").decode()
    start = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return before + (start + text.partition("?>")[2]).encode(codec)


def xades() -> bytes:
    """Signed inside the XML, as the Exchange System allows beside .p7m."""
    signature = (
        '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="s1">'
        '<ds:SignedInfo><ds:Reference URI=""/></ds:SignedInfo>'
        f"<ds:SignatureValue>{b64encode(b'firma' * 50).decode()}</ds:SignatureValue></ds:Signature></p:FatturaElettronica>"
    )
    return fattura().replace(b"</p:FatturaElettronica>", signature.encode())


ACCENTS = Read("5000.00", "1100.00", "6100.00", supplier="Società più S.r.l.")
STAMPED = "<DatiBollo><BolloVirtuale>SI</BolloVirtuale><ImportoBollo>2.00</ImportoBollo></DatiBollo>"
FORFAIT = (row("Foto dei prodotti", "800.00", "0.00", nature="N2.2"), summed("800.00", "0.00", "0.00", nature="N2.2"))
NO_CUP = ((Code.CUP, WRONG),)
NOTE = ((Code.TYPE, VERIFY),)
ARTICLE = f"<CodiceArticolo><CodiceTipo>CUP</CodiceTipo><CodiceValore>{CUP}</CodiceValore></CodiceArticolo>"
MANAGED = f"<AltriDatiGestionali><TipoDato>CUP</TipoDato><RiferimentoTesto>{CUP}</RiferimentoTesto></AltriDatiGestionali>"
WITHHELD = (
    "<DatiRitenuta><TipoRitenuta>RT01</TipoRitenuta><ImportoRitenuta>{}</ImportoRitenuta><AliquotaRitenuta>"
    "20.00</AliquotaRitenuta><CausalePagamento>A</CausalePagamento></DatiRitenuta>"
)
FUND = (
    "<DatiCassaPrevidenziale><TipoCassa>TC22</TipoCassa><AlCassa>4.00</AlCassa><ImportoContributoCassa>40.00</ImportoContributoCassa>"
    "<AliquotaIVA>22.00</AliquotaIVA></DatiCassaPrevidenziale>"
)
OFF = "<ScontoMaggiorazione><Tipo>{}</Tipo>{}</ScontoMaggiorazione>"
ATTACHED = (
    "<Allegati><NomeAttachment>ordine.pdf</NomeAttachment><FormatoAttachment>PDF</FormatoAttachment>"
    f"<Attachment>{b64encode(b'%PDF-1.7 ' + bytes(20_000)).decode()}</Attachment></Allegati>"
)
signed = papers.enveloped
GOODS = (row("Negozio online", "5000.00"), summed("5000.00", "1100.00"))
full = partial(one, *GOODS, total="6100.00")

SAMPLES: dict[str, Sample] = {
    # Formats and versions
    "FPR12": Sample(fattura(), (PLAIN,)),
    "FPA12": Sample(fattura(form="FPA12"), (PLAIN,)),
    "1.2: a nature of before 2021": Sample(
        one(row("Corso", "300.00", "0.00", nature="N4"), summed("300.00", "0.00", "0.00", nature="N4"), total="300.00"),
        (Read("300.00", "0.00", "300.00"),),
    ),
    "1.2.1: two withholdings": Sample(
        full(general=WITHHELD.format("1000.00") + WITHHELD.format("170.00").replace("RT01", "RT04")),
        (Read("5000.00", "1100.00", "4930.00"),),
    ),
    "1.2.2: TD28, bought in San Marino": Sample(
        full(kind="TD28"), (Read("5000.00", "1100.00", "6100.00", kind="TD28", found=NOTE),)
    ),
    "1.2.3: TD29, told to the tax office": Sample(
        full(kind="TD29"), (Read("5000.00", "1100.00", "6100.00", kind="TD29", found=NOTE),)
    ),
    "an advance": Sample(full(kind="TD02"), (Read("5000.00", "1100.00", "6100.00", kind="TD02"),)),
    "a fee": Sample(full(kind="TD06"), (Read("5000.00", "1100.00", "6100.00", kind="TD06"),)),
    "a debit note": Sample(full(kind="TD05"), (Read("5000.00", "1100.00", "6100.00", kind="TD05"),)),
    "a deferred invoice": Sample(full(kind="TD24"), (Read("5000.00", "1100.00", "6100.00", kind="TD24"),)),
    "FSM10 by its rate": Sample(
        simplified(gross="122.00"),
        (Read("100.00", "22.00", "122.00", number="S1", kind="TD07", supplier="Ada Rossi", found=NO_CUP),),
    ),
    "FSM10 by its tax": Sample(
        simplified(gross="122.00", rate="", tax="22.00"),
        (Read("100.00", "22.00", "122.00", number="S1", kind="TD07", supplier="Ada Rossi", found=NO_CUP),),
    ),
    "FSM10 with the project's code in its text": Sample(
        simplified(text=f"Inserzione, CUP {CUP}"),
        (Read("100.00", "22.00", "122.00", number="S1", kind="TD07", supplier="Ada Rossi"),),
    ),
    "FSM10 of two rates and a stamp": Sample(
        short(
            bought(f"Guida {CUP}", "104.00", rate="4.00"), bought("Foto", "61.00"), general="<BolloVirtuale>SI</BolloVirtuale>"
        ),
        (Read("150.00", "15.00", "165.00", kind="TD07"),),
    ),
    "FSM10 without VAT": Sample(
        short(bought(f"Corso {CUP}", "90.00", rate="0.00", nature="N2.2")), (Read("90.00", "0.00", "90.00", kind="TD07"),)
    ),
    "FSM10 credit note": Sample(
        short(
            bought("Storno", "122.00"),
            kind="TD08",
            corrected=f"<DatiFatturaRettificata><NumeroFR>7</NumeroFR><DataFR>2026-01-10</DataFR><ElementiRettificati>"
            f"CUP {CUP}</ElementiRettificati></DatiFatturaRettificata>",
        ),
        (Read("-100.00", "-22.00", "0.00", kind="TD08", found=NOTE),),
    ),
    "FSM10 to another firm": Sample(
        short(bought(f"Foto {CUP}", "122.00"), vat="99999999999"),
        (Read("100.00", "22.00", "122.00", kind="TD07", found=((Code.BUYER, WRONG),)),),
    ),
    # Signed
    "p7m in DER": Sample(signed(fattura()), (PLAIN,)),
    "p7m in pieces (BER)": Sample(papers.in_pieces(fattura()), (PLAIN,)),
    "p7m in base64, one line": Sample(b64encode(signed(fattura())), (PLAIN,)),
    "p7m in base64, many lines": Sample(encodebytes(signed(fattura())).replace(b"\n", b"\r\n"), (PLAIN,)),
    "p7m in base64 with a byte order mark": Sample(BOM + encodebytes(signed(fattura())), (PLAIN,)),
    "p7m in armour": Sample(papers.enveloped(fattura(), armour=True), (PLAIN,)),
    "p7m in armour with a byte order mark": Sample(BOM + papers.enveloped(fattura(), armour=True), (PLAIN,)),
    "p7m in p7m": Sample(signed(signed(fattura())), (PLAIN,)),
    "p7m in base64 in p7m": Sample(signed(b64encode(signed(fattura()))), (PLAIN,)),
    "p7m of an XML with a byte order mark": Sample(signed(BOM + fattura()), (PLAIN,)),
    "p7m of an XML in UTF-16": Sample(signed(encoded("UTF-16", "utf-16")), (ACCENTS,)),
    "XAdES": Sample(xades(), (PLAIN,)),
    # Encodings
    "UTF-8 with a byte order mark": Sample(encoded("UTF-8", "utf-8", BOM), (ACCENTS,)),
    "UTF-8 with a byte order mark and blank lines": Sample(encoded("UTF-8", "utf-8", BOM + b"\r\n\r\n"), (ACCENTS,)),
    "UTF-8, blank lines first": Sample(encoded("UTF-8", "utf-8", b"\r\n "), (ACCENTS,)),
    "UTF-8 not declared": Sample(encoded("", "utf-8"), (ACCENTS,)),
    "UTF-16, little end first": Sample(encoded("UTF-16", "utf-16-le", b"\xff\xfe"), (ACCENTS,)),
    "UTF-16, big end first": Sample(encoded("UTF-16", "utf-16-be", b"\xfe\xff"), (ACCENTS,)),
    "ISO-8859-1": Sample(encoded("ISO-8859-1", "iso-8859-1"), (ACCENTS,)),
    "ISO-8859-15": Sample(encoded("ISO-8859-15", "iso-8859-15"), (ACCENTS,)),
    "Windows-1252": Sample(encoded("windows-1252", "cp1252"), (ACCENTS,)),
    "ASCII with references": Sample(
        fattura(supplier="SOC", encoding="us-ascii").replace(b"SOC", b"Societ&#224; pi&#xF9; S.r.l."), (ACCENTS,)
    ),
    # Several in a file
    "a lotto of three": Sample(
        fattura(bodies=tuple(body(number=each) for each in "123")),
        tuple(Read("5000.00", "1100.00", "6100.00", number=each) for each in "123"),
    ),
    "a lotto with its credit note": Sample(
        fattura(bodies=(body(number="1"), whole(*GOODS, total="6100.00", kind="TD04", number="2", related=connected("1")))),
        (
            Read("5000.00", "1100.00", "6100.00", number="1"),
            Read("-5000.00", "-1100.00", "0.00", number="2", kind="TD04", found=NOTE),
        ),
    ),
    # Credit notes
    "a credit note as most write it": Sample(
        full(kind="TD04", related=connected("7")), (Read("-5000.00", "-1100.00", "0.00", kind="TD04", found=NOTE),)
    ),
    "a credit note with its sign": Sample(
        one(row("Storno", "-5000.00"), summed("-5000.00", "-1100.00"), total="-6100.00", kind="TD04"),
        (Read("-5000.00", "-1100.00", "0.00", kind="TD04", found=NOTE),),
    ),
    "a credit note written as an invoice below zero": Sample(
        one(row("Storno", "-100.00"), summed("-100.00", "-22.00"), total="-122.00"), (Read("-100.00", "-22.00", "0.00"),)
    ),
    # What is added, taken off, withheld
    "a stamp, charged": Sample(one(*FORFAIT, total="802.00", general=STAMPED), (Read("800.00", "0.00", "802.00"),)),
    "a stamp, not charged": Sample(one(*FORFAIT, total="800.00", general=STAMPED), (Read("800.00", "0.00", "800.00"),)),
    "a stamp whose amount is left to the law": Sample(
        one(*FORFAIT, total="802.00", general="<DatiBollo><BolloVirtuale>SI</BolloVirtuale></DatiBollo>"),
        (Read("800.00", "0.00", "802.00"),),
    ),
    "withholding and pension fund": Sample(
        one(row("Progetto", "1000.00"), summed("1040.00", "228.80"), total="1268.80", general=WITHHELD.format("200.00") + FUND),
        (Read("1040.00", "228.80", "1068.80"),),
    ),
    "reverse charge": Sample(
        one(row("Pulizia", "400.00", "0.00", nature="N6.7"), summed("400.00", "0.00", "0.00", nature="N6.7"), total="400.00"),
        (Read("400.00", "0.00", "400.00"),),
    ),
    "reverse charge completed by the buyer": Sample(
        full(kind="TD16"), (Read("5000.00", "1100.00", "6100.00", kind="TD16", found=NOTE),)
    ),
    "services from abroad (TD17)": Sample(full(kind="TD17"), (Read("5000.00", "1100.00", "6100.00", kind="TD17", found=NOTE),)),
    "split payment": Sample(
        one(row("Negozio", "5000.00"), summed("5000.00", "1100.00", due="S"), total="6100.00", form="FPA12"),
        (Read("5000.00", "1100.00", "5000.00"),),
    ),
    "VAT due at payment": Sample(
        one(row("Negozio", "5000.00"), summed("5000.00", "1100.00", due="D"), total="6100.00"), (PLAIN,)
    ),
    "a discount on a line": Sample(
        one(
            row("Negozio", "900.00", more=OFF.format("SC", "<Percentuale>10.00</Percentuale>")),
            summed("900.00", "198.00"),
            total="1098.00",
        ),
        (Read("900.00", "198.00", "1098.00"),),
    ),
    "a discount on the whole, in euro": Sample(
        one(*GOODS, total="6000.00", general=OFF.format("SC", "<Importo>100.00</Importo>")),
        (Read("5000.00", "1100.00", "6000.00", found=((Code.AMOUNTS, VERIFY),)),),
    ),
    "a discount on the whole, as a share": Sample(
        one(*GOODS, total="5490.00", general=OFF.format("SC", "<Percentuale>10.00</Percentuale>")),
        (Read("5000.00", "1100.00", "5490.00", found=((Code.AMOUNTS, VERIFY),)),),
    ),
    "a surcharge on the whole": Sample(
        one(*GOODS, total="6150.00", general=OFF.format("MG", "<Importo>50.00</Importo>")),
        (Read("5000.00", "1100.00", "6150.00"),),
    ),
    "rounded to the euro": Sample(
        one(row("Foto", "99.99"), summed("99.99", "22.00"), total="122.00", general="<Arrotondamento>0.01</Arrotondamento>"),
        (Read("99.99", "22.00", "122.00"),),
    ),
    "eight decimals": Sample(
        one(row("Clic", "0.33333333"), row("Clic", "33.33333333", at=2), summed("33.67", "7.41"), total="41.08"),
        (Read("33.67", "7.41", "41.08"),),
    ),
    "carriage and rounding in the summary": Sample(
        one(
            row("Stampa", "100.00"),
            summed("110.01", "24.20", more="<SpeseAccessorie>10.00</SpeseAccessorie><Arrotondamento>0.01</Arrotondamento>"),
            total="134.21",
        ),
        (Read("110.01", "24.20", "134.21"),),
    ),
    "three rates": Sample(
        one(
            row("Foto", "100.00"),
            row("Libro", "50.00", "4.00", at=2),
            row("Corso", "30.00", "0.00", at=3, nature="N4"),
            summed("100.00", "22.00"),
            summed("50.00", "2.00", "4.00"),
            summed("30.00", "0.00", "0.00", nature="N4"),
            total="204.00",
        ),
        (Read("180.00", "24.00", "204.00"),),
    ),
    "no total": Sample(one(*GOODS, total=""), (PLAIN,)),
    "attachments inside": Sample(full(after=ATTACHED), (PLAIN,)),
    "dollars": Sample(fattura(currency="USD"), (Read("5000.00", "1100.00", "6100.00", found=((Code.CURRENCY, VERIFY),)),)),
    # The project's code, wherever the law lets it stand
    "the code as the number of the order": Sample(
        full(related=f"<DatiOrdineAcquisto><IdDocumento>{CUP}</IdDocumento></DatiOrdineAcquisto>"), (PLAIN,)
    ),
    "the code as that of the commission": Sample(
        full(
            related=f"<DatiContratto><IdDocumento>1</IdDocumento><CodiceCommessaConvenzione>CUP "
            f"{CUP}</CodiceCommessaConvenzione></DatiContratto>"
        ),
        (PLAIN,),
    ),
    "the code of an article": Sample(
        one(row("Negozio", "5000.00", more=ARTICLE), summed("5000.00", "1100.00"), total="6100.00", related="<!-- -->"), (PLAIN,)
    ),
    "the code in the management data": Sample(
        one(row("Negozio", "5000.00", more=MANAGED), summed("5000.00", "1100.00"), total="6100.00", related="<!-- -->"), (PLAIN,)
    ),
    "the code in the cause, with spaces": Sample(fattura(cup="", causal="Prog. CUP: E12 B345 6789 0123"), (PLAIN,)),
    "no code": Sample(fattura(cup=""), (Read("5000.00", "1100.00", "6100.00", found=NO_CUP),)),
    "the code of another project": Sample(fattura(cup="Z99Z99999999999"), (Read("5000.00", "1100.00", "6100.00", found=NO_CUP),)),
    "a malformed code": Sample(fattura(cup="E12B3456789"), (Read("5000.00", "1100.00", "6100.00", found=NO_CUP),)),
    # Faulty, but read
    "another buyer": Sample(
        fattura(buyer_vat="99999999999", buyer_code=""), (Read("5000.00", "1100.00", "6100.00", found=((Code.BUYER, WRONG),)),)
    ),
    "before the window": Sample(
        fattura(day="2025-12-31"), (Read("5000.00", "1100.00", "6100.00", found=((Code.DATES, WRONG),)),)
    ),
    "after the window": Sample(fattura(day="2026-07-01"), (Read("5000.00", "1100.00", "6100.00", found=((Code.DATES, WRONG),)),)),
    "a tax that its rate does not give": Sample(
        fattura(tax="1000.00"), (Read("5000.00", "1000.00", "6000.00", found=((Code.AMOUNTS, WRONG),)),)
    ),
    "lines that do not add up": Sample(
        fattura(taxable="4000.00"), (Read("4000.00", "880.00", "4880.00", found=((Code.AMOUNTS, WRONG),)),)
    ),
    "a total that does not tie": Sample(
        fattura(total="7000.00"), (Read("5000.00", "1100.00", "7000.00", found=((Code.AMOUNTS, WRONG),)),)
    ),
    # Refused
    "the first draft of the format": Sample(
        fattura(form="1.1", namespace="http://www.fatturapa.gov.it/sdi/fatturapa/v1.1"),
        refused="non è una fattura elettronica italiana",
    ),
    "a receipt of the Exchange System": Sample(
        b'<?xml version="1.0"?><ns3:RicevutaConsegna xmlns:ns3="http://www.fatturapa.gov.it/sdi/messaggi/v1.0"/>',
        refused="ricevuta",
    ),
    "every element in the namespace": Sample(
        fattura().replace(b"p:FatturaElettronica", b"FatturaElettronica").replace(b"xmlns:p=", b"xmlns="),
        refused="manca «FatturaElettronicaHeader»",
    ),
    "a lotto with one that is not whole": Sample(fattura(bodies=(body(number="1"), body(number=""))), refused="manca «Numero»"),
    "a seller without a VAT number": Sample(fattura(supplier_vat=""), refused="CedentePrestatore"),
    "a number too long": Sample(fattura(number="1" * 21), refused="più lungo di 20 caratteri"),
    "a type that does not exist": Sample(fattura(document_type="TD0123"), refused="«TipoDocumento» ha un valore che non esiste"),
    "a currency that does not exist": Sample(fattura(currency="€"), refused="«Divisa» ha un valore che non esiste"),
    "an amount with too many digits": Sample(fattura(total="123456789012.00"), refused="non è un importo"),
    "amounts that add up to too much": Sample(
        one(row("x", "99999999999.00"), row("y", "99999999999.00", at=2), summed("1.00", "0.22"), total="1.22"),
        refused="importi sono troppo grandi",
    ),
    "a print": Sample(signed(papers.a_pdf()), refused="Questo è un PDF"),
    "UTF-7": Sample(encoded("UTF-7", "utf-7"), refused="codifica dei caratteri"),
    "UTF-8 that is not": Sample(encoded("UTF-8", "iso-8859-1"), refused="non è un XML leggibile|danneggiato"),
    "a cut file": Sample(fattura()[:-40], refused="non è un XML leggibile|danneggiato"),
    "a cut p7m": Sample(signed(fattura())[:-40], refused="danneggiato"),
    "a p7m in base64 with a letter missing": Sample(
        b64encode(signed(fattura()))[1:], refused="non è un PDF né un’immagine|danneggiato"
    ),
    "a signature alone": Sample(papers.detached(fattura()), refused="sola firma"),
    "FSM10 with a rate below zero": Sample(
        short(bought("Foto", "122.00", rate="-100.00")), refused="«Aliquota» non è un importo"
    ),
    "a ciphered file": Sample(papers.ciphered(fattura()), refused="cifrato"),
    "five envelopes": Sample(signed(signed(signed(signed(signed(fattura()))))), refused="troppi documenti"),
}
