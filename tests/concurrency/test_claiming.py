"""One invoice claimed by two firms at one instant: one has it, the other reads why not; and what happens without the belts."""

from collections.abc import Callable
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from applications.enums import State
from core.refusals import Refused
from disbursement.models import Account, Invoice, InvoiceFinding, Spending
from disbursement.operations import invoicing
from tests.concurrency.crowd import PATIENCE, at_once
from tests.factories import a_representative
from tests.factories_disbursement import WRITTEN, an_xml, application_at, open_account

pytestmark = pytest.mark.django_db(transaction=True)
BELTS = ("an_invoice_is_claimed_once_in_all_calls", "a_document_is_claimed_once_in_all_calls")


@pytest.fixture
def claims() -> list[Callable[[], list[Invoice]]]:
    """The requests of two firms that bring the same file."""
    accounts = [open_account(application_at(State.ACCEPTED)) for _each in range(2)]
    content = an_xml(accounts[0].application)
    return [partial(_claim, account, content, a_representative(account.application.firm)) for account in accounts]


def _claim(account: Account, content: bytes, by) -> list[Invoice]:
    return invoicing.add_invoices(account=account, name="fattura.xml", content=content, by=by, at=WRITTEN)


@pytest.fixture
def all_have_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody writes before both have looked whether somebody has claimed it: the belts alone decide."""
    gate, real = Barrier(2), invoicing.policies.why_not_claim

    def met(*args, **kwargs):
        found = real(*args, **kwargs)
        gate.wait(PATIENCE)
        return found

    monkeypatch.setattr(invoicing.policies, "why_not_claim", met)


@pytest.mark.usefixtures("all_have_read")
def test_of_two_firms_one_claims_it_and_the_other_reads_why_not(claims):
    [[invoice]], [error] = at_once(claims)
    assert isinstance(error, Refused)
    assert "è già stata rendicontata in un’altra domanda: la stessa spesa riceve un solo contributo" in error.reason
    # Nothing of the other's is left.
    assert Invoice.objects.get() == invoice
    for model in (Spending, InvoiceFinding):
        assert set(model.objects.values_list("invoice", flat=True)) == {invoice.pk}


@pytest.mark.usefixtures("all_have_read")
@pytest.mark.parametrize("left", [*BELTS, None])
def test_control_each_belt_alone_decides_and_without_both_two_firms_are_paid_for_it(claims, left):
    kept = {each.name: each for each in Invoice._meta.constraints}
    taken = [kept[name] for name in BELTS if name != left]
    with connection.schema_editor() as editor:
        for belt in taken:
            editor.remove_constraint(Invoice, belt)
    try:
        done, errors = at_once(claims)
        assert len(done) == Invoice.objects.count() == (1 if left else 2)
        assert [type(error) for error in errors] == ([Refused] if left else [])
    finally:
        Invoice.objects.all().delete()
        with connection.schema_editor() as editor:
            for belt in taken:
                editor.add_constraint(Invoice, belt)
