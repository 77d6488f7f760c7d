"""Each sample is read as the specification says, and found right or wrong for the reason that it was written for."""

import re
from datetime import date
from decimal import Decimal

import pytest

from core.adapters.filetypes import Unacceptable, judged
from disbursement.adapters.fatturapa import UnreadableInvoice, read
from disbursement.domain.checking import Code, Outcome
from disbursement.domain.claims import claimed_lines, spend_of
from disbursement.domain.invoice import Invoice
from tests.disbursement.judging import findings_of
from tests.disbursement.samples import SAMPLES, Read

WHOLE = [name for name, sample in SAMPLES.items() if sample.expected]
REFUSED = [name for name, sample in SAMPLES.items() if sample.refused]


def brought(content: bytes) -> tuple[Invoice, ...]:
    """As a file that a firm brings: told by its content, unwrapped, read."""
    return read(judged(content).document)


def not_met(invoice: Invoice) -> dict[Code, Outcome]:
    found = findings_of(invoice)
    assert all(finding.explanation.endswith(".") for finding in found)
    return {finding.code: finding.outcome for finding in found if finding.outcome != Outcome.MET}


def as_read(invoice: Invoice) -> Read:
    return Read(
        net=f"{invoice.claimable:.2f}",
        tax=f"{invoice.signed_tax:.2f}",
        to_pay=f"{invoice.to_pay:.2f}",
        number=invoice.number,
        kind=invoice.document_type,
        found=tuple(not_met(invoice).items()),
        supplier=invoice.supplier.name,
    )


def test_there_are_samples_of_every_kind() -> None:
    assert (len(WHOLE) >= 60, len(REFUSED) >= 15) == (True, True)


@pytest.mark.parametrize("name", WHOLE)
def test_a_sample_is_read_and_found_as_expected(name: str) -> None:
    sample = SAMPLES[name]
    found = brought(sample.content)
    assert tuple(as_read(invoice) for invoice in found) == sample.expected


@pytest.mark.parametrize("name", REFUSED)
def test_a_sample_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises((UnreadableInvoice, Unacceptable)) as refusal:
        brought(SAMPLES[name].content)
    assert re.search(SAMPLES[name].refused, str(refusal.value))
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("vat_admitted", [False, True])
def test_the_lines_of_a_sample_add_up_to_its_spend(name: str, vat_admitted: bool) -> None:
    for invoice in brought(SAMPLES[name].content):
        spend = spend_of(invoice, vat_admitted=vat_admitted)
        assert sum((line.amount for line in claimed_lines(invoice, vat_admitted=vat_admitted)), Decimal(0)) == spend
        assert abs(spend - invoice.claimable - (invoice.signed_tax if vat_admitted else 0)) < Decimal("0.01")


def test_a_credit_note_names_what_it_takes_from() -> None:
    _first, note = brought(SAMPLES["a lotto with its credit note"].content)
    assert [(each.number, each.day) for each in note.refers_to] == [("1", date(2026, 1, 15))]
    assert _type_of(note).startswith("È una nota di credito sulla fattura n. 1 del 15/01/2026")
    (nameless,) = brought(SAMPLES["a credit note with its sign"].content)
    assert "non dice di quale fattura" in _type_of(nameless)


def _type_of(invoice: Invoice) -> str:
    return next(finding.explanation for finding in findings_of(invoice) if finding.code == Code.TYPE)
