"""The ranking list and the final report."""

from decimal import Decimal

import pytest

from applications.models import RankingEntry
from registry.enums import LegalForm
from reports.enums import ReportKind
from reports.queries.catalogue import compute
from tests import factories
from tests.factories import RANKED, a_call
from tests.reports.walks import AFTERWARDS, a_busy_call, scored

pytestmark = pytest.mark.django_db


def ranking(call, as_of=AFTERWARDS):
    return compute(call=call, kind=ReportKind.RANKING, as_of=as_of)


def column(table, name):
    return [row[table.names.index(name)] for row in table.rows]


def test_ranks_are_those_that_the_act_approved():
    call = a_busy_call(2)
    report = ranking(call)
    shown = {}
    for name in ("finanziate", "attesa", "sotto_minimo"):
        shown |= dict(zip(column(report.table(name), "arrival"), column(report.table(name), "rank"), strict=True))
    entries = RankingEntry.objects.filter(ranking__call=call)
    assert shown == dict(entries.values_list("arrival_number", "position"))


def test_every_application_stands_in_one_list():
    call = a_busy_call()
    report = ranking(call)
    listed = [
        n for name in ("finanziate", "attesa", "sotto_minimo", "non_ammesse") for n in column(report.table(name), "arrival")
    ]
    assert sorted(listed) == list(call.arrivals.order_by("number").values_list("number", flat=True))


def test_a_grant_shows_its_two_shares_and_codes():
    call = a_busy_call()
    table = ranking(call).table("concessioni")
    assert table.total("amount") == table.total("regional") + table.total("chamber_share")
    assert all(len(cup) == 15 for cup in column(table, "cup"))
    assert not ranking(call, RANKED).table("concessioni").rows


def test_who_waits_is_listed_with_what_would_be_due():
    call = a_call()
    one = scored(call)
    factories.drain(one)
    factories.rank(one)
    table = ranking(call).table("attesa")
    assert column(table, "due") == [Decimal("8400.00")]


def test_a_refusal_says_why():
    table = ranking(a_busy_call()).table("non_ammesse")
    assert column(table, "code") == ["documentazione non idonea"]
    assert column(table, "text") == ["Il piano manca."]


def test_the_tax_code_of_a_person_is_nowhere_in_the_data():
    call = a_call()
    firm = factories.a_firm(tax_code="RSSMRA80A41F205B", legal_form=LegalForm.SOLE_TRADER)
    factories.rank(scored(call, firm=firm))
    report = ranking(call)
    assert column(report.table("finanziate"), "tax_code") == ["RSS**********05B"]
    assert b"RSSMRA80A41F205B" not in report.as_json()


def test_the_final_report_begins_before_anything_is_paid():
    call = a_busy_call()
    report = compute(call=call, kind=ReportKind.FINAL, as_of=AFTERWARDS)
    chain, totals = report.table("beneficiari"), report.table("camere")
    assert len(chain.rows) == 3
    assert totals.total("granted") == chain.total("granted")
    assert totals.total("cost") == totals.total("regional") + totals.total("chamber_share")
    # One of the three has renounced: its grant costs nothing any more.
    assert totals.total("cost") < totals.total("granted")
    assert report.table("saldo").total("cost") == 0
