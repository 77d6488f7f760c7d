"""What an invoice lets a firm claim: its lines add up to its spend without VAT, whatever the file's decimals."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disbursement.domain.checking import Code, Finding, Outcome
from disbursement.domain.claims import OTHER_AMOUNTS, claimed_lines, outcome_for_the_firm
from disbursement.domain.invoice import Invoice, InvoiceLine, Party, VatSummary

PARTY = Party(name="Fornitore", tax_code="", vat_country="IT", vat_number="12345678903")


def invoice(*lines, taxable, document_type="TD01"):
    return Invoice(
        format="FPR12",
        document_type=document_type,
        number="1",
        day=date(2020, 7, 1),
        currency="EUR",
        supplier=PARTY,
        buyer=PARTY,
        lines=tuple(InvoiceLine(n, f"riga {n}", Decimal(net), Decimal(22)) for n, net in enumerate(lines, start=1)),
        vat_summaries=(VatSummary(Decimal(22), "", Decimal(taxable), Decimal(0)),),
        fund_contributions=Decimal(0),
        total=None,
        stamp_duty=Decimal(0),
        rounding=Decimal(0),
        withheld=Decimal(0),
        cups=(),
        cigs=(),
        texts=(),
        payments=(),
        position=1,
        file_digest="0" * 64,
    )


def amounts(claimed):
    return [line.amount for line in claimed]


def test_lines_are_claimed_as_they_stand():
    assert amounts(claimed_lines(invoice("1000.00", "250.50", taxable="1250.50"))) == [Decimal("1000.00"), Decimal("250.50")]


def test_a_line_without_money_is_not_claimed():
    assert [line.number for line in claimed_lines(invoice("0.00", "10.00", taxable="10.00"))] == [2]


def test_what_rounding_makes_goes_to_the_largest_line():
    claimed = claimed_lines(invoice("0.333333", "99.333333", "0.333334", taxable="100.00"))
    assert amounts(claimed) == [Decimal("0.33"), Decimal("99.34"), Decimal("0.33")]


def test_a_pension_fund_contribution_is_a_line_of_its_own():
    claimed = claimed_lines(invoice("1000.00", taxable="1040.00"))
    assert amounts(claimed) == [Decimal("1000.00"), Decimal("40.00")]
    assert (claimed[-1].number, claimed[-1].description) == (2, OTHER_AMOUNTS)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_credit_note_takes_away_however_it_is_written(sign):
    note = invoice(str(100 * sign), taxable=str(100 * sign), document_type="TD04")
    assert amounts(claimed_lines(note)) == [Decimal("-100.00")]


@given(st.lists(st.decimals(min_value=0, max_value=10000, places=6), min_size=1, max_size=8))
def test_the_lines_add_up_to_the_spend(nets):
    whole = sum(nets).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    one = replace(invoice(*map(str, nets), taxable="0"), vat_summaries=(VatSummary(Decimal(22), "", whole, Decimal(0)),))
    assert sum(amounts(claimed_lines(one)), Decimal(0)) == whole


def test_a_missing_project_code_is_for_the_chamber_a_wrong_buyer_stops_the_firm():
    assert outcome_for_the_firm(Finding(Code.CUP, Outcome.NOT_MET, "")) == Outcome.TO_VERIFY
    assert outcome_for_the_firm(Finding(Code.BUYER, Outcome.NOT_MET, "")) == Outcome.NOT_MET
    assert outcome_for_the_firm(Finding(Code.DATES, Outcome.NOT_MET, "")) == Outcome.NOT_MET
    assert outcome_for_the_firm(Finding(Code.CUP, Outcome.MET, "")) == Outcome.MET
