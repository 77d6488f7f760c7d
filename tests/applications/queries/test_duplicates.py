"""The finder of twins: every trait finds its file, nothing else does, and a foreign Chamber's file is only known to be there."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from applications.enums import State, Trait
from applications.queries.duplicates import twins_of
from disbursement.models import Account, Invoice
from registry.enums import Tie
from registry.models import Relative
from registry.operations import editing
from tests.applications.faces.test_desk import browser, page
from tests.factories import NOON, a_call, a_draft, a_firm, a_representative, an_officer, confirm, fill, send, staff

pytestmark = pytest.mark.django_db
PLAIN = {"representative_tax_code": "VRDLGI70A01F205X", "address": "via Verdi 9"}
OWN = {"representative_tax_code": "RSSMRA80A41F205B", "address": "via Roma 1"}


def sent(firm, call=None, province="BG"):
    return send(confirm(fill(a_draft(call=call or a_call(), firm=firm), province=province)))


def traits(application, by=None):
    return {
        twin.application.pk if twin.application else None: twin.traits
        for twin in twins_of(application, by or an_officer(application))
    }


@pytest.mark.parametrize(
    ("mine", "theirs", "trait"),
    [
        ({"representative_tax_code": "BNCLRA75A41F205N"}, {"representative_tax_code": "BNCLRA75A41F205N"}, Trait.REPRESENTATIVE),
        ({"address": "Via Po 3"}, {"address": "VIA PO 3"}, Trait.ADDRESS),
        ({"iban": "IT60X0542811101000000123456"}, {"iban": "IT60X0542811101000000123456"}, Trait.ACCOUNT),
    ],
)
def test_each_trait_of_the_firm_finds_the_other_file(mine, theirs, trait):
    application = sent(a_firm(**OWN | {"iban": ""} | mine))
    twin = sent(a_firm(**PLAIN | theirs), application.call)
    sent(a_firm(**PLAIN | {"representative_tax_code": "NRENNA60A41F205T", "address": "via Manzoni 4"}), application.call)
    assert traits(application) == {twin.pk: (trait,)}
    assert traits(twin) == {application.pk: (trait,)}


def linked(firm, tax_code):
    figures = {"staff": 1, "turnover": Decimal(1), "balance_sheet": Decimal(1)}
    told = {"name": "Collegata", "country": "IT", "tax_code": tax_code, "tie": Tie.LINKED, "share": Decimal("0.6"), **figures}
    editing.relate(firm=firm, relative=told, by=a_representative(firm), at=NOON)
    firm.refresh_from_db()


def test_a_linked_firm_is_found_from_both_sides_and_through_a_third():
    mine, named, other = (
        a_firm(**OWN), a_firm(**PLAIN),
        a_firm(representative_tax_code="NRENNA60A41F205T", address="via Manzoni 4"),
    )  # fmt: skip
    linked(mine, named.tax_code)
    linked(other, named.tax_code)
    application, second, third = sent(mine), sent(named), sent(other)
    assert traits(application, staff("operator")[0]) == {second.pk: (Trait.LINKED,), third.pk: (Trait.LINKED,)}
    assert set(traits(second, staff("operator")[0])) == {application.pk, third.pk}
    assert Relative.objects.count() == 2


def test_what_a_firm_was_counts_and_a_draft_does_not():
    firm = a_firm(**PLAIN | {"address": "via Po 3"})
    twin = sent(firm)
    a_draft(firm=a_firm(**PLAIN | {"address": "via Po 3", "representative_tax_code": "NRENNA60A41F205T"}))
    application = sent(a_firm(**OWN | {"address": "via Po 3"}))
    assert set(traits(application)) == {twin.pk}


def test_of_a_foreign_chamber_it_is_only_known_that_there_is_one():
    application = sent(a_firm(**OWN | {"name": "Alfa S.r.l."}))
    foreign = sent(
        a_firm(**PLAIN | {"representative_tax_code": OWN["representative_tax_code"], "name": "Beta S.p.A."}),
        application.call,
        "BS",
    )
    (twin,) = twins_of(application, an_officer(application))
    assert (twin.application, twin.traits, twin.same_call) == (None, (Trait.REPRESENTATIVE,), True)
    text = browser(an_officer(application)).get(page(application)).text
    assert "Una pratica di un’altra Camera" in text
    assert twin.chamber in text
    assert "Beta S.p.A." not in text
    assert foreign.firm.tax_code not in text
    assert "Beta S.p.A." in browser(staff("operator")[0]).get(page(application)).text


def test_the_same_invoice_and_the_same_bank_account_are_found_in_the_accounts():
    application = sent(a_firm(**OWN))
    twins = [sent(a_firm(**PLAIN | {"representative_tax_code": f"NRENNA6{n}A41F205T", "address": f"via {n}"})) for n in range(3)]
    iban = "IT60X0542811101000000123456"
    accounts = [Account.objects.create(application=one, started_at=NOON) for one in (application, *twins)]
    Account.objects.filter(pk__in=[accounts[0].pk, accounts[1].pk]).update(iban=iban)
    by = a_representative(application.firm)
    same = {
        "supplier_vat": "IT01234567890",
        "supplier_name": "Fornitore",
        "net": 1,
        "vat": 0,
        "uploaded_at": NOON,
    }
    for account, number, day, total in ((0, "12", 1, "99.00"), (2, "12", 7, "98.00"), (3, "13", 1, "99.00")):
        Invoice.objects.create(
            account=accounts[account], number=number, issued_on=date(2020, 9, day), document_type="TD01", file=f"x{account}",
            name="x", sha256="0", uploaded_by=by, total=Decimal(total), **same,
        )  # fmt: skip
    found = traits(application, staff("operator")[0])
    assert found == {twins[0].pk: (Trait.ACCOUNT,), twins[1].pk: (Trait.INVOICE,), twins[2].pk: (Trait.INVOICE,)}


def test_it_asks_as_often_for_three_twins_as_for_one(django_assert_num_queries):
    def alone_with(count):
        code = f"NRENNA6{count}A41F205T"
        application = sent(a_firm(**OWN | {"representative_tax_code": code, "address": f"via Alfa {count}"}))
        for number in range(count):
            sent(a_firm(**PLAIN | {"representative_tax_code": code, "address": f"via Beta {count} {number}"}))
        return application

    for count in (1, 3):
        application, officer = alone_with(count), staff("operator")[0]
        assert officer.current_memberships
        fresh_one = type(application).objects.select_related("call", "firm_version").get(pk=application.pk)
        with django_assert_num_queries(QUERIES):
            assert len(twins_of(fresh_one, officer)) == count


QUERIES = 5


def test_the_traits_are_looked_up_by_indexes():
    """Whatever the planner likes on small tables: with sequential scans switched off it has an index for each trait."""
    application = sent(a_firm(**OWN | {"iban": "IT60X0542811101000000123456"}))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for where in (
            "representative_tax_code = 'X'", "upper(municipality) = 'X' AND upper(address) = 'X'", "iban = 'X' AND iban <> ''",
            "tax_code = 'X'", """relatives @> '[{"tax_code": "X", "tie": "linked"}]'""",
        ):  # fmt: skip
            cursor.execute(f"EXPLAIN SELECT id FROM registry_firmversion WHERE {where}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "versions_by_" in plan, plan
    assert application.state == State.SUBMITTED
