"""The figures of the pages are those of the reports: added up by the database, in as many questions however many there are."""

from dataclasses import fields
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum

from bando.models import BudgetLine
from disbursement.models import Payout
from reports.enums import ReportKind
from reports.queries.catalogue import compute
from reports.queries.overview import late, overview
from tests import factories
from tests import factories_disbursement as disbursed
from tests.reports.walks import AFTERWARDS, a_busy_call, arrived

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]
DAY = timedelta(days=1)


def pots_of(call):
    return list(call.pots.select_related("chamber").order_by("pk"))


def cells(table, *names):
    """Row by row, what stands under the names, by its first cell."""
    return {row[0]: tuple(row[table.names.index(name)] for name in names) for row in table.rows}


def test_it_counts_and_adds_up_what_the_interim_report_does():
    call = a_busy_call(2)
    accepted = list(call.applications.filter(state="accepted").order_by("pk"))
    cut = disbursed.check(disbursed.send(accepted[0], spend="10000.00"), admitted="9000.00")
    disbursed.pay(disbursed.make_public(disbursed.settle(cut)))
    disbursed.send(accepted[1], spend="8000.00")
    at = disbursed.PAID + DAY
    found, report = overview(call, pots_of(call), at), compute(call=call, kind=ReportKind.INTERIM, as_of=at)
    mine, theirs = found.chambers, report.table("domande")
    assert cells(mine, *mine.names[1:]) == cells(theirs, *mine.names[1:])
    assert mine.total("received") == 10
    steps = {row[0]: row[1] for row in found.funnel.rows}
    assert list(steps.values()) == [
        theirs.total("received"), theirs.total("admitted"), theirs.total("financed"), theirs.total("granted"),
        report.table("spesa").total("accounts"), report.table("spesa").total("settled"), theirs.total("paid"),
    ]  # fmt: skip
    spent = report.table("spesa")
    same = ("claimed", "final_spend", "final_grant", "economia")
    assert cells(found.spending, *same) == cells(spent, *same)
    assert cells(found.spending, "granted_sum") == cells(report.table("richieste"), "granted")
    money = report.table("camere")
    assert cells(found.money, "endowment", "paid", "available") == cells(money, "endowment", "paid", "available")
    lines = BudgetLine.objects.filter(pot__call=call).aggregate(committed=Sum("committed"), paid=Sum("paid"))
    assert found.money.total("used") == lines["committed"] + lines["paid"]
    gross = Payout.objects.aggregate(sum=Sum("gross"))["sum"]
    assert found.spending.total("gross") == found.payments.total("gross") == found.money.total("paid") == gross
    assert [row[0] for row in found.payments.rows] == ["06/2021"]
    assert found.arrivals.total("count") == call.arrivals.count()
    assert found.arrivals.rows[-1][2] == call.arrivals.count()
    by_size, sized = found.sizes, report.table("dimensioni")
    assert cells(by_size, *by_size.names[1:]) == cells(sized, *by_size.names[1:])
    assert [row[1] for row in by_size.rows if row[1]] == [8, 2]
    # Fund by fund, and where the projects sell: the very tables of the reports to the Region, with the sums of the others.
    assert found.funds == report.table("fondi")
    assert [found.funds.total(one) for one in ("endowment", "paid", "available")] == [
        found.money.total(one) for one in ("endowment", "paid", "available")
    ]
    assert found.funds.total("granted") == report.table("richieste").total("granted")
    final = compute(call=call, kind=ReportKind.FINAL, as_of=at)
    assert (found.markets, found.channels) == (final.table("mercati"), final.table("canali"))
    assert found.markets.rows == (("Francia", 1), ("Germania", 1))
    # The report of the statistics has the very tables of the pages.
    told = compute(call=call, kind=ReportKind.STATISTICS, as_of=at)
    assert told.tables == tuple(getattr(found, one.name) for one in fields(found) if one.name != "late")


def test_it_asks_as_much_however_many_there_are(django_assert_max_num_queries):
    asked = []
    for times in (1, 3):
        call = a_busy_call(times)
        pots = pots_of(call)
        with django_assert_max_num_queries(12) as captured:
            overview(call, pots, AFTERWARDS)
        with django_assert_max_num_queries(2) as more:
            late(call, pots, AFTERWARDS)
        asked.append((len(captured), len(more)))
    assert asked[0] == asked[1]


def test_a_chamber_counts_its_own_alone():
    call = a_busy_call()
    [own] = [pot for pot in pots_of(call) if pot.chamber and pot.chamber.code == "bg"]
    found = overview(call, [own], AFTERWARDS)
    assert [row[0] for row in found.chambers.rows] == [str(own)]
    assert found.chambers.total("received") == found.arrivals.total("count") == call.applications.filter(pot=own).count() == 3
    assert [row[0] for row in found.money.rows] == [str(own)]
    assert (
        found.funds.total("endowment")
        == found.money.total("endowment")
        < overview(call, pots_of(call), AFTERWARDS).funds.total("endowment")
    )


def test_who_is_late_is_told_with_since_when():
    call = a_busy_call()
    waits = arrived(call)
    accepted = call.applications.get(state="accepted")
    term = call.closes_at + timedelta(days=call.procedure_days)
    pot = str(waits.pot)
    before, after = late(call, pots_of(call), term - DAY), late(call, pots_of(call), term + DAY)
    assert cells(before, "under_review", "beyond")[pot] == (1, 0)
    assert cells(after, "under_review", "beyond", "next_term")[pot] == (1, 1, term)
    due = factories.fresh(accepted).call.accounts_due_on
    late_on = disbursed.PAID.replace(year=due.year, month=due.month, day=due.day) + DAY
    assert cells(late(call, pots_of(call), late_on - DAY), "awaited", "overdue")[str(accepted.pot)] == (1, 0)
    assert cells(late(call, pots_of(call), late_on), "awaited", "overdue")[str(accepted.pot)] == (1, 1)
    sent = disbursed.send(accepted)
    told = cells(late(call, pots_of(call), late_on), "awaited", "to_check", "to_check_since", "to_pay")
    assert told[str(accepted.pot)] == (0, 1, sent.account.sent_at, 0)
    settled = disbursed.settle(disbursed.check(sent))
    told = cells(late(call, pots_of(call), late_on), "to_check", "to_check_since", "to_pay", "to_pay_since")
    assert told[str(accepted.pot)] == (0, None, 1, settled.account.settlement.at)
    assert Decimal(0) == late(call, pots_of(call), late_on).total("to_check")
