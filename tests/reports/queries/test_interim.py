"""The interim report: its totals are the ledger's, and an instant gives the same report whenever it is asked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Sum
from django.utils import translation

from bando.enums import MovementKind
from bando.models import BudgetLine, Movement
from bando.queries.balance import differences
from core.models import Transition
from reports.enums import ReportKind
from reports.queries.catalogue import compute
from tests import factories
from tests.factories import GRANTED, RANKED
from tests.reports.walks import AFTERWARDS, a_busy_call

pytestmark = pytest.mark.django_db


def interim(call, as_of=AFTERWARDS):
    return compute(call=call, kind=ReportKind.INTERIM, as_of=as_of)


def test_it_counts_what_happened_to_the_applications():
    table = interim(a_busy_call()).table("domande")
    counts = {name: table.total(name) for name in table.names if name != "chamber"}
    assert counts == {
        "received": 5, "under_review": 0, "rejected": 1, "admitted": 4, "financed": 3, "granted": 3, "renounced": 1,
        "forfeited": 0, "revoked": 0, "paid": 0,
    }  # fmt: skip


def test_both_tables_of_applications_count_the_same():
    report = interim(a_busy_call())
    assert report.table("domande").totals[1:] == report.table("dimensioni").totals[1:]
    assert {row[0]: row[1] for row in report.table("dimensioni").rows}["Piccola impresa"] == 1


@pytest.mark.parametrize("table", ["fondi", "camere"])
def test_its_money_is_the_ledgers(table):
    call = a_busy_call()
    shown = interim(call).table(table)
    lines = BudgetLine.objects.filter(pot__call=call)
    sums = lines.aggregate(endowment=Sum("endowment"), committed=Sum("committed"), paid=Sum("paid"), available=Sum("available"))
    assert {name: shown.total(name) for name in sums} == sums
    committed = Movement.objects.filter(line__pot__call=call, kind=MovementKind.COMMIT)
    assert shown.total("granted") == committed.aggregate(total=Sum("amount"))["total"]
    assert not list(differences())


def test_what_is_granted_by_application_is_what_is_granted_by_fund():
    report = interim(a_busy_call())
    assert (
        report.table("richieste").total("granted")
        == report.table("fondi").total("granted")
        == report.table("camere").total("granted")
    )


def test_later_events_do_not_change_an_earlier_report():
    call = a_busy_call()
    before = interim(call, RANKED).digest()
    as_of_the_grants = interim(call, GRANTED).digest()
    granted = call.applications.get(state="granted")
    factories.renounce(granted, at=AFTERWARDS)
    factories.drain(granted, at=AFTERWARDS)
    assert interim(call, RANKED).digest() == before
    assert interim(call, GRANTED).digest() == as_of_the_grants
    assert before != as_of_the_grants


def test_an_event_of_before_would_show():
    call = a_busy_call()
    before = interim(call).digest()
    granted = call.applications.get(state="granted")
    Transition.objects.create(
        at=GRANTED, by_label="–", subject_type="applications.application", subject_id=granted.pk, move="accept",
        source="granted", target="accepted",
    )  # fmt: skip
    assert interim(call, AFTERWARDS).digest() != before


def test_the_past_is_empty_where_nothing_had_happened():
    call = a_busy_call()
    report = interim(call, call.opens_at)
    assert report.table("domande").total("received") == 0
    assert report.table("fondi").total("endowment") == report.table("fondi").total("available") > 0


def test_the_language_of_who_asks_does_not_matter():
    call = a_busy_call()
    with translation.override("en-gb"):
        english = interim(call).digest()
    assert english == interim(call).digest()


@pytest.mark.parametrize("kind", ReportKind)
def test_the_number_of_queries_does_not_grow(kind, django_assert_max_num_queries):
    asked = []
    for times in (1, 3):
        call = a_busy_call(times)
        with django_assert_max_num_queries(20) as captured:
            compute(call=call, kind=kind, as_of=AFTERWARDS)
        asked.append(len(captured))
    assert asked[0] == asked[1]
    assert connection.vendor == "postgresql"


def test_an_instant_is_included():
    call = a_busy_call()
    last = call.arrivals.order_by("-number").first()
    assert interim(call, last.at).table("domande").total("received") == last.number
    just_before = last.at - timedelta(microseconds=1)
    assert interim(call, just_before).table("domande").total("received") == last.number - 1
