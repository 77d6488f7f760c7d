"""What a firm was stays: every change leaves the state before it, whoever makes it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from core.models import AuditEvent
from core.refusals import Refused
from registry.models import Firm, FirmVersion, Relative
from registry.operations.editing import edit, part, relate, stand_alone
from tests.factories import a_firm, a_vat_number

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 10, tzinfo=UTC)
IBAN = "IT60X0542811101000000123456"


def tied(firm: Firm, **changes: object) -> Relative:
    about = {
        "name": "Madre S.p.A.", "country": "IT", "tax_code": a_vat_number(900_000), "tie": "linked", "share": Decimal("0.6"),
        "staff": 20, "turnover": Decimal("3000000.00"), "balance_sheet": Decimal("1000000.00"),
    }  # fmt: skip
    return relate(firm=firm, relative=about | changes, by=None, at=AT)


def test_a_change_makes_a_version_and_leaves_the_one_before():
    firm = a_firm(name="Prima S.r.l.")
    changed = edit(firm=firm, changes={"name": "Dopo S.r.l.", "iban": IBAN}, expected_version=1, by=None, at=AT)
    assert (changed.version, changed.name, changed.masked_iban) == (2, "Dopo S.r.l.", "IT •••• 3456")
    kept = list(FirmVersion.objects.filter(firm=firm).order_by("number").values_list("number", "name", "iban", "since_at"))
    assert kept == [(1, "Prima S.r.l.", "", firm.registered_at), (2, "Dopo S.r.l.", IBAN, AT)]
    assert AuditEvent.objects.get(action="editing.edit").data == {"version": 2, "fields": ["iban", "name"]}


def test_what_changes_nothing_makes_no_version():
    firm = a_firm()
    edit(firm=firm, changes={"name": firm.name}, expected_version=1, by=None, at=AT)
    assert firm.versions.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"iban": "IT60X0542811101000000123457"}, "IBAN non è corretto"),
        ({"representative_tax_code": "RSSMRA75A01F205Z"}, "codice fiscale non è corretto"),
    ],
)
def test_a_wrong_identifier_is_refused(changes, sentence):
    firm = a_firm()
    with pytest.raises(Refused, match=sentence):
        edit(firm=firm, changes=changes, expected_version=1, by=None, at=AT)
    assert firm.versions.count() == 1


def test_two_people_do_not_overwrite_each_other():
    firm = a_firm()
    edit(firm=firm, changes={"municipality": "Lecco"}, expected_version=1, by=None, at=AT)
    with pytest.raises(Refused, match="modificati altrove"):
        edit(firm=firm, changes={"municipality": "Como"}, expected_version=1, by=None, at=AT)


def test_the_database_lets_nobody_change_a_firm_without_a_trace():
    firm = a_firm()
    row = Firm.objects.filter(pk=firm.pk)
    for change, rule in [
        ({"name": "Altra"}, "every_state_of_a_firm_is_kept"),
        ({"iban": IBAN}, "every_state_of_a_firm_is_kept"),
        ({"tax_code": a_vat_number(5), "version": 2}, "Cannot update"),
        ({"iban": "1234", "version": 2}, "an_iban_has_its_form"),
    ]:
        with pytest.raises(DatabaseError, match=rule), transaction.atomic():
            row.update(**change)
    row.update(name="Altra", version=2)
    assert firm.versions.get(number=2).name == "Altra"
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        FirmVersion.objects.update(name="Riscritta")


def test_relatives_are_part_of_the_state():
    firm = a_firm()
    mother = tied(firm)
    firm.refresh_from_db()
    assert (firm.version, firm.autonomous) == (2, False)
    assert firm.versions.get(number=2).relatives == [
        {
            "name": "Madre S.p.A.", "country": "IT", "tax_code": mother.tax_code, "tie": "linked", "share": "0.600000",
            "staff": 20, "turnover": "3000000.00", "balance_sheet": "1000000.00",
        }
    ]  # fmt: skip
    with pytest.raises(Refused, match="Prima togliete"):
        stand_alone(firm=firm, by=None, at=AT)
    part(relative=mother, by=None, at=AT)
    part(relative=mother, by=None, at=AT)
    stand_alone(firm=firm, by=None, at=AT)
    assert [(one.relatives == [], one.autonomous) for one in firm.versions.order_by("number")] == [
        (True, None), (False, False), (True, None), (True, True),
    ]  # fmt: skip


def test_the_database_lets_nobody_change_relatives_without_a_version():
    firm = a_firm()
    mother = tied(firm)
    rows = Relative.objects.filter(pk=mother.pk)
    for change in (lambda: rows.update(staff=1), rows.delete):
        with pytest.raises(DatabaseError, match="relatives_change_with_a_version"), transaction.atomic():
            done_by_hand(change)


def done_by_hand(change) -> None:
    """The change, and what the end of a transaction would say of it."""
    change()
    connection.check_constraints()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"tax_code": ""}, "Indicate il codice fiscale"),
        ({"tax_code": "12345678901"}, "non supera il controllo"),
        ({"tie": "partner", "share": Decimal("0.24")}, "tra il 25 % e il 50 %"),
        ({"tie": "partner", "share": Decimal("0.51")}, "tra il 25 % e il 50 %"),
    ],
)
def test_a_relative_that_is_none_is_refused_in_words(change, sentence):
    firm = a_firm()
    with pytest.raises(Refused, match=sentence):
        tied(firm, **change)
    with pytest.raises(Refused, match="della vostra impresa"):
        tied(firm, tax_code=firm.tax_code)
    tied(firm)
    with pytest.raises(Refused, match="già nell’elenco"):
        tied(firm)
    assert tied(firm, country="FR", tax_code="", name="Mère SA")
