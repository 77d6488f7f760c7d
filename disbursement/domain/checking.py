"""Is this invoice an expense of this project? One finding a question, each with the sentence that says how to mend it.

The findings inform: the officer decides, line by line. Sources: domain.md 3.7; DPR 633/1972 art. 21 and 26; for the CUP
art. 5 DL 13/2023 (conv. L. 41/2023); tolerances of the Sistema di Interscambio, controls 00421 and 00422.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from disbursement.domain.invoice import CUP_FORM, SEPARATORS, Invoice, VatSummary

TAX_TOLERANCE = Decimal("0.01")
TAXABLE_TOLERANCE = Decimal("1.00")
TOTAL_TOLERANCE = Decimal("1.00")
MOST_NAMED = 5
CENT, ZERO = Decimal("0.01"), Decimal(0)
ITALIAN = str.maketrans(",.", ".,")


class Outcome(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    TO_VERIFY = "to_verify"


MET, NOT_MET, TO_VERIFY = Outcome


class Code(StrEnum):
    """The questions, in the order in which they are asked."""

    BUYER = "buyer"
    CUP = "cup"
    DATES = "dates"
    SUPPLIER = "supplier"
    TYPE = "type"
    CURRENCY = "currency"
    AMOUNTS = "amounts"
    VAT = "vat"


class Finding(NamedTuple):
    code: Code
    outcome: Outcome
    explanation: str


@dataclass(frozen=True)
class ExpectedBuyer:
    """The firm that was granted the money; one of the two numbers on the invoice is enough."""

    tax_code: str
    vat_number: str


def check(
    invoice: Invoice,
    *,
    expected_buyer: ExpectedBuyer,
    cup: str,
    spend_from: date,
    spend_until: date,
    cup_known_on: date | None = None,
    tie: str = "",
    vat_admitted: bool = False,
) -> list[Finding]:
    """What holds and what does not, one finding a question, in the order of `Code`.

    `cup_known_on`: the day the firm was told its project code; an invoice before that day could not carry it.
    `tie`: in words, how the supplier hangs together with the firm, "" for not at all.
    `vat_admitted`: whether the call counts VAT as spend.
    """
    return [
        _buyer(invoice, expected_buyer),
        _cup(invoice, cup, cup_known_on),
        _dates(invoice, spend_from, spend_until),
        _supplier(invoice, tie),
        _type(invoice),
        _currency(invoice),
        _amounts(invoice),
        _vat(invoice, admitted=vat_admitted),
    ]


def outcome(findings: list[Finding]) -> Outcome:
    """The findings in one word: the worst of them."""
    found = {finding.outcome for finding in findings}
    return next((each for each in (NOT_MET, TO_VERIFY) if each in found), MET)


def _buyer(invoice: Invoice, expected: ExpectedBuyer) -> Finding:
    if invoice.is_typed:
        said = "Fattura estera inserita a mano: la Camera controlla sul PDF che sia intestata alla vostra impresa."
        return Finding(Code.BUYER, TO_VERIFY, said)
    buyer = invoice.buyer
    by_vat = buyer.vat_number and buyer.vat_number == expected.vat_number and buyer.vat_country in {"", "IT"}
    if by_vat or (buyer.tax_code and buyer.tax_code == expected.tax_code.upper()):
        return Finding(Code.BUYER, MET, f"La fattura è intestata alla vostra impresa ({buyer.name or expected.tax_code}).")
    written = buyer.vat_number or buyer.tax_code or "nessun codice"
    return Finding(
        Code.BUYER,
        NOT_MET,
        f"La fattura è intestata a {buyer.name or 'un altro soggetto'} ({written}), non alla vostra impresa "
        f"({expected.vat_number or expected.tax_code}): caricate una fattura intestata all'impresa beneficiaria, "
        "oppure chiedete al fornitore una nota di credito e una nuova fattura.",
    )


def _cup(invoice: Invoice, cup: str, known_on: date | None) -> Finding:
    if invoice.is_typed:
        return Finding(
            Code.CUP,
            TO_VERIFY,
            f"Un fornitore estero non scrive il CUP in un file: riportate {cup} sul PDF o nella causale del "
            f"pagamento; la Camera lo controlla.",
        )
    place = invoice.names_cup(cup)
    if place is not None:
        return Finding(Code.CUP, MET, f"La fattura riporta il CUP {cup} ({place}).")
    others = sorted({SEPARATORS.sub("", each.code).upper() for each in invoice.cups})
    if known_on is not None and invoice.day < known_on and not others:
        return Finding(
            Code.CUP,
            TO_VERIFY,
            f"La fattura è anteriore all'assegnazione del CUP ({_day(known_on)}) e non lo riporta: "
            f"allegate una dichiarazione che collega la fattura al progetto {cup}.",
        )
    if not others:
        said = "La fattura non riporta il CUP"
    elif all(CUP_FORM.fullmatch(each) for each in others):
        said = f"La fattura riporta il CUP {', '.join(others)}, che non è quello del vostro progetto"
    else:
        said = f"La fattura riporta un CUP scritto male ({', '.join(others)[:60]})"
    return Finding(
        Code.CUP,
        NOT_MET,
        f"{said}: chiedete al fornitore una nota di credito e una nuova fattura con il CUP {cup}, oppure integrate la fattura "
        "elettronicamente e caricate anche l'integrazione.",
    )


def _dates(invoice: Invoice, spend_from: date, spend_until: date) -> Finding:
    window = f"dal {_day(spend_from)} al {_day(spend_until)}"
    if spend_from <= invoice.day <= spend_until:
        return Finding(Code.DATES, MET, f"La data della fattura ({_day(invoice.day)}) è nel periodo ammesso, {window}.")
    side = "anteriore" if invoice.day < spend_from else "posteriore"
    return Finding(
        Code.DATES,
        NOT_MET,
        f"La data della fattura ({_day(invoice.day)}) è {side} al periodo ammesso, {window}: questa spesa non è ammissibile. "
        "Togliete la fattura dal rendiconto o sostituitela.",
    )


def _supplier(invoice: Invoice, tie: str) -> Finding:
    name = invoice.supplier.name or invoice.supplier.vat_number
    if not tie:
        said = f"Tra {name} e la vostra impresa non risultano legami di controllo, di capitale o di rappresentanza."
        return Finding(Code.SUPPLIER, MET, said)
    return Finding(
        Code.SUPPLIER,
        NOT_MET,
        f"Il fornitore {name} {tie}: le spese fatturate da chi è legato all'impresa non sono ammissibili. Togliete la fattura; "
        "se il legame non c'era o è cessato, spiegatelo nella relazione e correggete i dati dell'impresa: decide la Camera.",
    )


def _type(invoice: Invoice) -> Finding:
    if invoice.is_typed:
        said = "Dati inseriti a mano dall'impresa e non letti da un file: la Camera li confronta con il PDF."
        return Finding(Code.TYPE, TO_VERIFY, said)
    if invoice.is_credit_note:
        return Finding(Code.TYPE, TO_VERIFY, _credited(invoice))
    if invoice.is_self_invoice:
        said = f"È un'autofattura o integrazione ({invoice.document_type}): allegate anche il documento del fornitore estero."
        return Finding(Code.TYPE, TO_VERIFY, said)
    return Finding(Code.TYPE, MET, f"Il tipo di documento ({invoice.document_type}) è una fattura di acquisto.")


def _credited(invoice: Invoice) -> str:
    if not invoice.refers_to:
        return (
            "È una nota di credito e non dice di quale fattura: riduce la spesa del rendiconto. Se la fattura è vostra, "
            "caricate anche quella."
        )
    named = ", ".join(
        f"n. {each.number}" + (f" del {_day(each.day)}" if each.day else "") for each in invoice.refers_to[:MOST_NAMED]
    )
    return f"È una nota di credito sulla fattura {named}: ne riduce la spesa. Caricate anche quella fattura, se non c'è."


def _currency(invoice: Invoice) -> Finding:
    if invoice.is_typed and invoice.currency != "EUR":
        said = (
            f"La fattura è in {invoice.currency}: il controvalore in euro l'avete scritto voi, la Camera lo "
            f"confronta con la contabile."
        )
        return Finding(Code.CURRENCY, TO_VERIFY, said)
    if invoice.currency == "EUR":
        return Finding(Code.CURRENCY, MET, "Gli importi sono in euro.")
    return Finding(
        Code.CURRENCY,
        TO_VERIFY,
        f"Gli importi sono in {invoice.currency[:3]}: allegate la contabile del pagamento con il controvalore in euro.",
    )


def _amounts(invoice: Invoice) -> Finding:
    if invoice.is_typed:
        said = (
            f"Imponibile {in_euro(invoice.taxable)} e totale {in_euro(invoice.taxable + invoice.tax)} euro come "
            f"inseriti dall'impresa: la Camera li confronta con il PDF."
        )
        return Finding(Code.AMOUNTS, TO_VERIFY, said)
    wrong = [*_wrong_taxes(invoice), *_wrong_taxable(invoice), *_wrong_total(invoice)]
    if not wrong and invoice.discount > TOTAL_TOLERANCE:
        return Finding(
            Code.AMOUNTS,
            TO_VERIFY,
            f"La fattura ha uno sconto di {in_euro(invoice.discount)} euro sul totale, oltre a quelli delle "
            f"righe: la spesa è quella "
            "effettivamente pagata, la Camera la riduce se lo sconto tocca righe del progetto.",
        )
    if not wrong:
        return Finding(Code.AMOUNTS, MET, "Imponibile, imposta e totale della fattura quadrano.")
    said = " ".join(wrong)
    return Finding(Code.AMOUNTS, NOT_MET, f"{said} Verificate con il fornitore e caricate il file trasmesso allo SdI.")


def _wrong_taxes(invoice: Invoice) -> list[str]:
    return [
        f"L'imposta al {in_euro(each.rate)} % è {in_euro(each.tax)} ma su {in_euro(each.taxable)} dovrebbe "
        f"essere {in_euro(_due(each))}."
        for each in invoice.vat_summaries
        # A simplified invoice rounds the tax out of the gross: there the net follows the tax, and one cent more may differ.
        if abs(each.tax - _due(each)) > TAX_TOLERANCE and each.rate
    ]


def _due(summary: VatSummary) -> Decimal:
    return (summary.taxable * summary.rate / 100).quantize(CENT, ROUND_HALF_UP)


def _wrong_taxable(invoice: Invoice) -> list[str]:
    if not invoice.lines:
        return []
    extras = sum([each.accessory + each.rounding for each in invoice.vat_summaries], ZERO)
    from_lines = sum([each.net for each in invoice.lines], ZERO) + invoice.fund_contributions + extras
    tolerance = TAXABLE_TOLERANCE * len(invoice.vat_summaries)
    if abs(from_lines - invoice.taxable) <= tolerance:
        return []
    return [f"Le righe sommano {in_euro(from_lines)} euro ma l'imponibile dichiarato è {in_euro(invoice.taxable)}."]


def _wrong_total(invoice: Invoice) -> list[str]:
    if invoice.total is None:
        return []
    due = invoice.taxable + invoice.tax + invoice.rounding
    if abs(invoice.total - due) <= TOTAL_TOLERANCE:
        return []
    # The stamp duty may or may not be charged to the buyer, a discount on the whole be shown or already taken: right either way.
    charged = {due + stamp - off for stamp in (Decimal(0), invoice.stamp_duty) for off in (Decimal(0), invoice.discount)}
    if min(abs(invoice.total - each) for each in charged) <= TOTAL_TOLERANCE:
        return []
    return [f"Il totale dichiarato è {in_euro(invoice.total)} euro ma imponibile e imposta fanno {in_euro(due)}."]


def _vat(invoice: Invoice, *, admitted: bool) -> Finding:
    net, tax = in_euro(invoice.claimable), in_euro(invoice.signed_tax)
    if admitted and invoice.tax:
        said = (
            f"Spesa rendicontabile {in_euro(invoice.claimable + invoice.signed_tax)} euro, IVA compresa ({tax} "
            f"euro): il bando la ammette se per voi è un costo, perché non la recuperate."
        )
        return Finding(Code.VAT, TO_VERIFY, said)
    if any(each.split for each in invoice.vat_summaries):
        said = (
            f"Spesa rendicontabile {net} euro: l'IVA ({tax} euro, in scissione dei pagamenti) è esclusa e non "
            f"va pagata al fornitore."
        )
        return Finding(Code.VAT, MET, said)
    return Finding(Code.VAT, MET, f"Spesa rendicontabile {net} euro: l'IVA ({tax} euro) è esclusa.")


def in_euro(value: Decimal) -> str:
    """The amount in Italian writing, without its unit: what is kept is kept in Italian."""
    rounded = value.quantize(CENT, ROUND_HALF_UP)
    return f"{rounded:,.2f}".translate(ITALIAN)


@lru_cache(maxsize=1024)
def _day(value: date) -> str:
    """The day in Italian writing: the same words as `strftime` makes, in a sixth of its time."""
    return f"{value.day:02d}/{value.month:02d}/{value.year}"
