"""Is this invoice an expense of this project? One finding a question, each with the sentence that says how to mend it.

The findings inform: the officer decides, line by line. Sources: domain.md 3.7; DPR 633/1972 art. 21 and 26; for the CUP
art. 5 DL 13/2023 (conv. L. 41/2023); tolerances of the Sistema di Interscambio, controls 00421 and 00422.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from disbursement.domain.invoice import CUP_FORM, SEPARATORS, Invoice, VatSummary

TAX_TOLERANCE = Decimal("0.01")
TAXABLE_TOLERANCE = Decimal("1.00")
TOTAL_TOLERANCE = Decimal("1.00")


class Outcome(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    TO_VERIFY = "to_verify"


class Code(StrEnum):
    """The questions, in the order in which they are asked."""

    BUYER = "buyer"
    CUP = "cup"
    DATES = "dates"
    TYPE = "type"
    CURRENCY = "currency"
    AMOUNTS = "amounts"
    VAT = "vat"


@dataclass(frozen=True)
class Finding:
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
) -> list[Finding]:
    """What holds and what does not, one finding a question, in the order of `Code`.

    `cup_known_on`: the day the firm was told its project code; an invoice before that day could not carry it.
    """
    return [
        _buyer(invoice, expected_buyer),
        _cup(invoice, cup, cup_known_on),
        _dates(invoice, spend_from, spend_until),
        _type(invoice),
        _currency(invoice),
        _amounts(invoice),
        _vat(invoice),
    ]


def outcome(findings: list[Finding]) -> Outcome:
    """The findings in one word: the worst of them."""
    found = {finding.outcome for finding in findings}
    return next((each for each in (Outcome.NOT_MET, Outcome.TO_VERIFY) if each in found), Outcome.MET)


def _buyer(invoice: Invoice, expected: ExpectedBuyer) -> Finding:
    buyer = invoice.buyer
    by_vat = buyer.vat_country in {"", "IT"} and bool(buyer.vat_number) and buyer.vat_number == expected.vat_number
    by_code = bool(buyer.tax_code) and buyer.tax_code == expected.tax_code.upper()
    if by_vat or by_code:
        return Finding(
            Code.BUYER, Outcome.MET, f"La fattura è intestata alla vostra impresa ({buyer.name or expected.tax_code})."
        )
    written = buyer.vat_number or buyer.tax_code or "nessun codice"
    return Finding(
        Code.BUYER,
        Outcome.NOT_MET,
        f"La fattura è intestata a {buyer.name or 'un altro soggetto'} ({written}), non alla vostra impresa "
        f"({expected.vat_number or expected.tax_code}): caricate una fattura intestata all'impresa beneficiaria, "
        "oppure chiedete al fornitore una nota di credito e una nuova fattura.",
    )


def _cup(invoice: Invoice, cup: str, known_on: date | None) -> Finding:
    place = invoice.names_cup(cup)
    if place is not None:
        return Finding(Code.CUP, Outcome.MET, f"La fattura riporta il CUP {cup} ({place}).")
    others = sorted({SEPARATORS.sub("", each.code).upper() for each in invoice.cups})
    if known_on is not None and invoice.day < known_on and not others:
        return Finding(
            Code.CUP,
            Outcome.TO_VERIFY,
            f"La fattura è anteriore all'assegnazione del CUP ({known_on:%d/%m/%Y}) e non lo riporta: "
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
        Outcome.NOT_MET,
        f"{said}: chiedete al fornitore una nota di credito e una nuova fattura con il CUP {cup}, oppure integrate la fattura "
        "elettronicamente e caricate anche l'integrazione.",
    )


def _dates(invoice: Invoice, spend_from: date, spend_until: date) -> Finding:
    window = f"dal {spend_from:%d/%m/%Y} al {spend_until:%d/%m/%Y}"
    if spend_from <= invoice.day <= spend_until:
        return Finding(
            Code.DATES, Outcome.MET, f"La data della fattura ({invoice.day:%d/%m/%Y}) è nel periodo ammesso, {window}."
        )
    side = "anteriore" if invoice.day < spend_from else "posteriore"
    return Finding(
        Code.DATES,
        Outcome.NOT_MET,
        f"La data della fattura ({invoice.day:%d/%m/%Y}) è {side} al periodo ammesso, {window}: questa spesa non è ammissibile. "
        "Togliete la fattura dal rendiconto o sostituitela.",
    )


def _type(invoice: Invoice) -> Finding:
    if invoice.is_credit_note:
        said = "È una nota di credito: riduce la spesa della fattura a cui si riferisce. Caricate anche quella fattura."
        return Finding(Code.TYPE, Outcome.TO_VERIFY, said)
    if invoice.is_self_invoice:
        said = f"È un'autofattura o integrazione ({invoice.document_type}): allegate anche il documento del fornitore estero."
        return Finding(Code.TYPE, Outcome.TO_VERIFY, said)
    return Finding(Code.TYPE, Outcome.MET, f"Il tipo di documento ({invoice.document_type}) è una fattura di acquisto.")


def _currency(invoice: Invoice) -> Finding:
    if invoice.currency == "EUR":
        return Finding(Code.CURRENCY, Outcome.MET, "Gli importi sono in euro.")
    return Finding(
        Code.CURRENCY,
        Outcome.TO_VERIFY,
        f"Gli importi sono in {invoice.currency[:3]}: allegate la contabile del pagamento con il controvalore in euro.",
    )


def _amounts(invoice: Invoice) -> Finding:
    wrong = [*_wrong_taxes(invoice), *_wrong_taxable(invoice), *_wrong_total(invoice)]
    if not wrong:
        return Finding(Code.AMOUNTS, Outcome.MET, "Imponibile, imposta e totale della fattura quadrano.")
    said = " ".join(wrong)
    return Finding(Code.AMOUNTS, Outcome.NOT_MET, f"{said} Verificate con il fornitore e caricate il file trasmesso allo SdI.")


def _wrong_taxes(invoice: Invoice) -> list[str]:
    return [
        f"L'imposta al {_euro(each.rate)} % è {_euro(each.tax)} ma su {_euro(each.taxable)} dovrebbe essere {_euro(_due(each))}."
        for each in invoice.vat_summaries
        # A simplified invoice rounds the tax out of the gross: there the net follows the tax, and one cent more may differ.
        if abs(each.tax - _due(each)) > TAX_TOLERANCE and each.rate
    ]


def _due(summary: VatSummary) -> Decimal:
    return (summary.taxable * summary.rate / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _wrong_taxable(invoice: Invoice) -> list[str]:
    if not invoice.lines:
        return []
    extras = sum((each.accessory + each.rounding for each in invoice.vat_summaries), Decimal(0))
    from_lines = sum((each.net for each in invoice.lines), Decimal(0)) + invoice.fund_contributions + extras
    tolerance = TAXABLE_TOLERANCE * len(invoice.vat_summaries)
    if abs(from_lines - invoice.taxable) <= tolerance:
        return []
    return [f"Le righe sommano {_euro(from_lines)} euro ma l'imponibile dichiarato è {_euro(invoice.taxable)}."]


def _wrong_total(invoice: Invoice) -> list[str]:
    if invoice.total is None:
        return []
    due = invoice.taxable + invoice.tax + invoice.rounding
    # The stamp duty may or may not be charged to the buyer: the total is right either way.
    if min(abs(invoice.total - due), abs(invoice.total - due - invoice.stamp_duty)) <= TOTAL_TOLERANCE:
        return []
    return [f"Il totale dichiarato è {_euro(invoice.total)} euro ma imponibile e imposta fanno {_euro(due)}."]


def _vat(invoice: Invoice) -> Finding:
    said = f"Spesa rendicontabile {_euro(invoice.claimable)} euro: l'IVA ({_euro(invoice.tax * invoice.sign)} euro) è esclusa."
    return Finding(Code.VAT, Outcome.MET, said)


def _euro(value: Decimal) -> str:
    rounded = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{rounded:,.2f}".translate(str.maketrans(",.", ".,"))
