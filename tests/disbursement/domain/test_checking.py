"""Each question about an invoice: yes, no with how to mend it, or for the Chamber to see."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disbursement.adapters.fatturapa import read
from disbursement.domain.checking import Code, ExpectedBuyer, Finding, Outcome, check, outcome
from disbursement.domain.invoice import Invoice
from tests.disbursement.invoices import BUYER_CODE, BUYER_VAT, CUP, fattura, simplified

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)


def invoice(**given: object) -> Invoice:
    return read(fattura(**given))[0]


def findings(subject: Invoice, **given: object) -> dict[Code, Finding]:
    asked = {"expected_buyer": ExpectedBuyer(BUYER_CODE, BUYER_VAT), "cup": CUP, "spend_from": FIRST, "spend_until": LAST} | given
    return {finding.code: finding for finding in check(subject, **asked)}  # type: ignore[arg-type]


def answer(subject: Invoice, code: Code, **given: object) -> Outcome:
    return findings(subject, **given)[code].outcome


def test_a_good_invoice_meets_every_question_in_order() -> None:
    found = findings(invoice())
    assert list(found) == list(Code)
    assert {finding.outcome for finding in found.values()} == {Outcome.MET}
    assert outcome(list(found.values())) is Outcome.MET
    assert "5.000,00" in found[Code.VAT].explanation


def test_another_buyer_is_not_met_and_said_how_to_mend() -> None:
    found = findings(invoice(buyer="Altra S.p.A.", buyer_vat="99999999999", buyer_code=""))
    assert found[Code.BUYER].outcome is Outcome.NOT_MET
    assert "Altra S.p.A." in found[Code.BUYER].explanation
    assert "nota di credito" in found[Code.BUYER].explanation
    assert outcome(list(found.values())) is Outcome.NOT_MET


@pytest.mark.parametrize(("vat", "code"), [(BUYER_VAT, ""), ("", "RSSMRA80A01F205X"), (BUYER_VAT, "RSSMRA80A01F205X")])
def test_one_of_the_two_numbers_is_enough(vat: str, code: str) -> None:
    buyer = ExpectedBuyer("RSSMRA80A01F205X", BUYER_VAT)
    assert answer(invoice(buyer_vat=vat, buyer_code=code), Code.BUYER, expected_buyer=buyer) is Outcome.MET


def test_no_number_at_all_matches_nobody() -> None:
    nobody = ExpectedBuyer("", "")
    assert answer(invoice(buyer_vat="", buyer_code=""), Code.BUYER, expected_buyer=nobody) is Outcome.NOT_MET


def test_the_same_digits_of_another_country_are_another_buyer() -> None:
    subject = invoice(buyer_code="")
    foreign = replace(subject, buyer=subject.buyer._replace(vat_country="DE"))
    assert answer(foreign, Code.BUYER) is Outcome.NOT_MET


@pytest.mark.parametrize(
    ("cup", "sentence"),
    [("", "non riporta il CUP"), ("Z99Z99999999999", "non è quello del vostro progetto"), ("CUP?", "scritto male")],
)
def test_a_cup_missing_foreign_or_malformed_is_not_met(cup: str, sentence: str) -> None:
    found = findings(invoice(cup=cup))[Code.CUP]
    assert found.outcome is Outcome.NOT_MET
    assert sentence in found.explanation
    assert CUP in found.explanation


def test_an_invoice_older_than_the_cup_is_for_the_chamber_to_see() -> None:
    assert answer(invoice(cup=""), Code.CUP, cup_known_on=date(2026, 2, 11)) is Outcome.TO_VERIFY
    assert answer(invoice(cup=""), Code.CUP, cup_known_on=date(2026, 2, 10)) is Outcome.NOT_MET
    assert answer(invoice(cup="Z99Z99999999999"), Code.CUP, cup_known_on=date(2026, 2, 11)) is Outcome.NOT_MET


@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_the_spend_window_holds_its_two_ends_and_no_day_more(day: date) -> None:
    expected = Outcome.MET if FIRST <= day <= LAST else Outcome.NOT_MET
    assert answer(replace(GOOD, day=day), Code.DATES) is expected


def test_the_ends_of_the_window() -> None:
    days = [FIRST - timedelta(1), FIRST, LAST, LAST + timedelta(1)]
    assert [answer(replace(GOOD, day=day), Code.DATES).value for day in days] == ["not_met", "met", "met", "not_met"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"tax": "1100.02"}, "L'imposta al 22,00 %"),
        ({"taxable": "5001.01"}, "Le righe sommano 5.000,00"),
        ({"total": "6101.01"}, "Il totale dichiarato è 6.101,01"),
    ],
)
def test_amounts_that_do_not_tie_are_named(wrong: dict[str, str], sentence: str) -> None:
    found = findings(invoice(**wrong))[Code.AMOUNTS]
    assert found.outcome is Outcome.NOT_MET
    assert sentence in found.explanation


@pytest.mark.parametrize(
    "fine",
    [
        {"tax": "1100.01"},
        {"taxable": "5001.00"},
        {"total": "6101.00"},
        {"total": None},
        {
            "total": "6102.00",
            "extra_general": "<DatiBollo><BolloVirtuale>SI</BolloVirtuale><ImportoBollo>2.00</ImportoBollo></DatiBollo>",
        },
        {
            "taxable": "5200.00",
            "extra_general": "<DatiCassaPrevidenziale><TipoCassa>TC22</TipoCassa><AlCassa>4.00</AlCassa>"
            "<ImportoContributoCassa>200.00</ImportoContributoCassa><AliquotaIVA>22.00</AliquotaIVA></DatiCassaPrevidenziale>",
        },
    ],
)
def test_amounts_within_the_tolerance_of_the_exchange_system_tie(fine: dict[str, str]) -> None:
    assert answer(invoice(**fine), Code.AMOUNTS) is Outcome.MET


@given(st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2), st.sampled_from(["4.00", "10.00", "22.00"]))
def test_a_simplified_invoice_always_ties(gross: Decimal, rate: str) -> None:
    (subject,) = read(simplified(gross=f"{gross:.2f}", rate=rate))
    assert answer(subject, Code.AMOUNTS) is Outcome.MET
    assert subject.taxable + subject.tax == gross


def test_credit_notes_self_invoices_and_foreign_money_are_for_the_chamber_to_see() -> None:
    assert answer(invoice(document_type="TD04"), Code.TYPE) is Outcome.TO_VERIFY
    assert answer(invoice(document_type="TD17"), Code.TYPE) is Outcome.TO_VERIFY
    assert answer(invoice(currency="USD"), Code.CURRENCY) is Outcome.TO_VERIFY
    assert "-5.000,00" in findings(invoice(document_type="TD04"))[Code.VAT].explanation


GOOD = invoice()
