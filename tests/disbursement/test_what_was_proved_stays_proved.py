"""A database from before payments said how much they prove: what was proved has paid the whole of its invoice, sent or not."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from applications.enums import State
from tests.core.bare import run
from tests.core.walking_back import Walk
from tests.factories import a_representative, application_at

pytestmark = pytest.mark.django_db
APP = "disbursement"
BEFORE, AFTER = "0011_withholdings_are_certified", "0012_invoices_are_known_and_proved"
AT = datetime(2021, 4, 10, 9, 0, tzinfo=UTC)
# State of the accounts → their invoices: type, total, how many proofs each has.
OLD = {
    "draft": [("TD01", "1220.00", 1), ("TD01", "610.00", 0), ("TD04", "122.00", 0), ("TD24", "0.01", 1)],
    "sent": [("TD01", "6100.00", 1), ("TD06", "1268.80", 2), ("TD04", "-122.00", 0), ("TD01", "0.00", 0)],
    "integration": [("TD01", "99.99", 0), ("TD01", "100.00", 1), ("TD08", "61.00", 0)],
    "settled": [("TD01", "12000.00", 1), ("TD02", "2440.00", 1), ("TD04", "6100.00", 0), ("TD01", "-122.00", 0)],
}


def as_before(models) -> None:
    """Rows as the portal of then wrote them, whatever the state of their accounts is now."""
    applications = [application_at(State.DRAFT) for _state in OLD]
    run("SET LOCAL session_replication_role = replica")
    account, invoice, proof = (models.get_model(APP, name) for name in ("Account", "Invoice", "PaymentProof"))
    for application, (state, invoices) in zip(applications, OLD.items(), strict=True):
        by = a_representative(application.firm).pk
        of = account.objects.create(application_id=application.pk, state=state, started_at=AT)
        file = {"name": "f.xml", "file": "accounts/f.xml", "sha256": "0" * 64, "uploaded_at": AT, "uploaded_by_id": by}
        for number, (kind, total, proofs) in enumerate(invoices):
            row = invoice.objects.create(
                account=of, document_type=kind, number=f"{state}/{number}", issued_on=date(2021, 2, 10), total=Decimal(total),
                net=Decimal(total), vat=0, supplier_vat="IT01234567897", supplier_name=f"Fornitore {number}", **file,
            )  # fmt: skip
            for _each in range(proofs):
                proof.objects.create(account=of, invoice=row, paid_on=date(2021, 2, 20), **file)
    run("SET LOCAL session_replication_role = origin")


def hold(models) -> None:
    """Every invoice owes its total, a credit note nothing; every proof has paid the whole of its invoice to its supplier."""
    written = [(f"{state}/{number}", *one) for state, invoices in OLD.items() for number, one in enumerate(invoices)]
    assert len(written) == models.get_model(APP, "Invoice").objects.count() == 15
    for number, kind, total, proofs in written:
        row = models.get_model(APP, "Invoice").objects.get(number=number)
        owed = Decimal(0) if kind in ("TD04", "TD08") else max(Decimal(total), Decimal(0))
        assert (row.to_pay, row.total, row.currency, row.position) == (owed, Decimal(total), "EUR", 1)
        parts = [(part.amount, part.proof.amount, part.proof.payee) for part in row.proved_parts.all()]
        assert parts == [(owed, owed, row.supplier_name)] * proofs
    assert models.get_model(APP, "PaymentProof").objects.count() == models.get_model(APP, "ProvedPart").objects.count() == 8


def test_what_was_proved_has_paid_the_whole_of_its_invoice():
    """The control looks when the columns are there and nothing is carried over yet: then nothing is proved."""
    looked = []

    def nothing_holds(models) -> None:
        with pytest.raises(AssertionError):
            hold(models)
        looked.append(models.get_model(APP, "ProvedPart").objects.count())

    walk = Walk(APP, BEFORE, AFTER)
    as_before(walk.back())
    hold(walk.again(nothing_holds))
    assert looked == [0]
