"""A firm is entered once, with identifiers that bear checking; an event says who entered it."""

from datetime import UTC, datetime

import pytest

from core.models import AuditEvent
from core.refusals import Refused
from registry.models import Firm, Province
from registry.operations.registering import register
from tests.concurrency.crowd import at_once
from tests.registry.identifiers import tax_code, vat_number

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 10, tzinfo=UTC)


def enter(**changes) -> Firm:
    facts = {
        "tax_code": vat_number(7),
        "vat_number": vat_number(7),
        "name": " Prova S.r.l. ",
        "representative_name": "Lei Prova",
        "representative_tax_code": tax_code(),
        "certified_email": "Prova@PEC.example.it",
        "address": "via Roma 1",
        "municipality": "Bergamo",
        "province": Province.objects.get(code="BG"),
    }
    return register(**(facts | changes), by=None, at=AT)


def test_a_firm_is_kept_as_the_register_writes_it():
    firm = enter(representative_tax_code=tax_code().lower())
    assert (firm.name, firm.certified_email, firm.representative_tax_code) == ("Prova S.r.l.", "prova@pec.example.it", tax_code())
    assert firm.registered_at == AT
    assert AuditEvent.objects.get().data == {"tax_code": firm.tax_code, "name": "Prova S.r.l."}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"tax_code": "12345678901"}, "non supera il controllo"),
        ({"tax_code": tax_code()}, "ha 11 cifre"),
        ({"legal_form": "sole_trader"}, "quello del titolare"),
        ({"vat_number": "123"}, "La partita IVA ha 11 cifre"),
        ({"representative_tax_code": vat_number(7)}, "16 caratteri"),
    ],
)
def test_a_wrong_identifier_is_refused_in_words(changes, sentence):
    with pytest.raises(Refused, match=sentence):
        enter(**changes)
    assert not Firm.objects.exists()
    assert not AuditEvent.objects.exists()


def test_the_same_firm_twice_is_refused_and_told_what_to_do():
    enter()
    with pytest.raises(Refused, match="chiedete al suo legale rappresentante"):
        enter(vat_number=vat_number(8))
    with pytest.raises(Refused, match="verificate le cifre"):
        enter(tax_code=vat_number(8))


@pytest.mark.django_db(transaction=True)
def test_two_persons_who_enter_the_same_firm_at_once_make_one_firm_and_one_sentence():
    entered, refused = at_once([enter] * 4)
    assert [firm.pk for firm in entered] == [Firm.objects.get().pk]
    assert [type(error) for error in refused] == [Refused] * 3
