"""The form says everything in words, from the confirmed content alone, whatever has been edited since."""

from decimal import Decimal

import pytest

from applications.operations import drafting
from applications.queries.signable import as_page
from bando.models import Cap
from registry.operations import editing
from tests.applications.signing import mario_rossi_s_draft
from tests.factories import NOON, a_call, a_draft, a_representative, a_vat_number, confirm, fill, fresh, publish

pytestmark = pytest.mark.django_db


def test_every_part_is_told_in_words() -> None:
    application = confirm(mario_rossi_s_draft())
    page = as_page(application.snapshot)
    facts = dict(page["facts"])
    assert facts["Legale rappresentante"] == "Mario Rossi, RSSMRA80A01F205X"
    assert facts["Confermata il"] == "1 luglio 2020, ore 12:00"
    assert dict(page["seat"]) == {
        "Provincia": "Bergamo (BG)", "Sede": "via Roma 1, Bergamo", "Camera di commercio competente": "Bergamo",
    }  # fmt: skip
    assert dict(page["figures"])["Fatturato"] == "900.000,00\u00a0€"
    assert dict(page["project"])["Mercati esteri"] == "Francia, Germania"
    assert [(row.description, row.amount) for row in page["expenses"]] == [("Canone annuo · Vetrina S.p.A.", Decimal("12000.00"))]
    assert (page["estimate"].grant, page["admitted"]) == (Decimal("8400.00"), Decimal("12000.00"))
    (document,) = page["documents"]
    assert document["sha256"] == application.documents.get().sha256
    assert [text for text, _basis in page["declarations"]] == [
        "Si chiede: insolvency", "Si chiede: annual-fee", "Quanto scritto in questa domanda è vero.",
    ]  # fmt: skip
    digest = application.snapshot.digest
    assert page["foot"] == f"Domanda {application.pk}, versione {application.snapshot.version} · impronta SHA-256 {digest}"


def test_what_was_edited_since_is_not_in_it() -> None:
    application = confirm(mario_rossi_s_draft())
    before = as_page(application.snapshot)
    by, version = a_representative(application.firm), application.content.version
    drafting.save(application=application, changes={"title": "Altro"}, expected_version=version, by=by, at=NOON)
    assert as_page(fresh(application).snapshot)["project"] == before["project"]


def test_the_grant_is_the_one_that_the_caps_leave() -> None:
    call = a_call(published=False)
    items = [item.code for item in call.expenseitems.all()]
    Cap.objects.create(call=call, code="tetto", label="Tetto", kind="absolute", items=items, value="5000")
    publish(call)
    page = as_page(confirm(fill(a_draft(call=call))).snapshot)
    assert (page["planned"], page["admitted"], page["estimate"].grant) == (
        Decimal("12000.00"), Decimal("5000.00"), Decimal("3500.00"),
    )  # fmt: skip


def test_the_firm_is_told_as_it_was_confirmed_with_those_it_hangs_together_with() -> None:
    draft = mario_rossi_s_draft()
    linked = {
        "name": "Alfa S.p.A.", "country": "IT", "tax_code": a_vat_number(900), "tie": "linked", "share": Decimal("0.6"),
        "staff": 3, "turnover": Decimal("1000.00"), "balance_sheet": Decimal("500.00"),
    }  # fmt: skip
    editing.relate(firm=draft.firm, relative=linked, by=None, at=NOON)
    application = confirm(draft)
    page = as_page(application.snapshot)
    assert page["relatives"] == [
        (
            "Alfa S.p.A. (collegata)",
            "quota 60\u00a0%; occupati 3, fatturato 1.000,00\u00a0€, totale di bilancio 500,00\u00a0€",
        )
    ]
    assert dict(page["facts"])["Impresa"] == f"{application.firm.name}, società o ente"
