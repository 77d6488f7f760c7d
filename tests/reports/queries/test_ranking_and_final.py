"""The ranking list and the final report."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum

from applications.models import RankingEntry
from bando.enums import RuleKind
from bando.models import BudgetLine
from bando.queries.balance import differences
from disbursement.enums import EvidenceKind
from disbursement.models import Payout, Settlement
from registry.enums import LegalForm
from reports.enums import ReportKind
from reports.queries import courses
from reports.queries.catalogue import compute
from reports.queries.final import regional_cost
from tests import factories
from tests import factories_disbursement as disbursed
from tests.disbursement.operations.test_requirements_at_payment import a_call_that_asks
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
    entries = RankingEntry.objects.filter(ranking__call=call, position__isnull=False)
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


def paid_call():
    """One grant cut and paid, a part of it in its firm's place, one settled; the first two tranches have come in, the second
    on its report."""
    call = a_busy_call(2, call=a_call_that_asks(RuleKind.DURC, {"officer_confirms": True}, "durc"))
    accepted = list(call.applications.filter(state="accepted").order_by("pk"))
    cut = disbursed.check(disbursed.send(accepted[0], spend="10000.00"), admitted="9000.00")
    disbursed.pay(disbursed.substitute(disbursed.make_public(disbursed.settle(cut)), "1000.00"))
    disbursed.settle(disbursed.check(disbursed.send(accepted[1], spend="10000.00")))
    first, second, _balance = disbursed.tranche_rules(call)
    disbursed.a_tranche(first)
    disbursed.a_tranche(second, report=disbursed.a_report(call, EvidenceKind.INTERIM))
    return call


def test_the_chain_ends_in_the_payment_and_the_balance():
    call = paid_call()
    as_of = disbursed.PAID + timedelta(days=1)
    report = compute(call=call, kind=ReportKind.FINAL, as_of=as_of)
    payouts, settled = Payout.objects.filter(settlement__account__application__call=call), Settlement.objects.all()
    paid = payouts.aggregate(gross=Sum("gross"), withheld=Sum("withheld"), substituted=Sum("substituted"), net=Sum("net"))
    assert (paid["substituted"], paid["gross"]) == (Decimal("1000.00"), paid["withheld"] + paid["substituted"] + paid["net"])
    for table in ("camere", "pagamenti"):
        assert {name: report.table(table).total(name) for name in paid} == paid
    chain = report.table("beneficiari")
    assert chain.total("economia") == Decimal("700.00")
    assert chain.total("final_grant") == sum(one.final_grant for one in settled)
    cost = sum(one.regional_share for one in settled)
    balance = report.table("saldo")
    assert balance.total("cost") == cost == regional_cost(call, as_of)
    assert balance.total("received") == Decimal("108000.00")
    assert balance.total("due") == cost - Decimal("108000.00")
    assert not list(differences())


def how_it_went(report, lines):
    """Steps, months, items, forecast and problems add up to what the other tables and the ledger say."""
    progress, spending = report.table("domande"), report.table("spesa")
    steps = dict(zip(column(report.table("percorso"), "step"), column(report.table("percorso"), "count"), strict=True))
    assert steps["Domande ricevute"] == progress.total("received") == report.table("cronologia").total("received")
    assert steps["Ammesse"] == progress.total("admitted")
    assert steps["Contributo concesso"] == progress.total("granted") == report.table("cronologia").total("grants")
    assert steps["Rendiconto approvato"] == spending.total("settled") == 2
    assert steps["Contributo pagato"] == report.table("cronologia").total("payments") == 1
    assert report.table("cronologia").total("granted") == report.table("fondi").total("granted")
    assert report.table("cronologia").total("paid") == lines["paid"]
    items = report.table("voci")
    assert items.total("planned") == report.table("richieste").total("asked_spend")
    assert (items.total("claimed"), items.total("admitted")) == (spending.total("claimed"), spending.total("final_spend"))
    assert report.table("previsione").total("forecast") == lines["paid"] + lines["committed"]
    problems = {row[0]: row[1:] for row in report.table("criticita").rows}
    assert problems["Rinunce"] == (progress.total("renounced"), Decimal("20000.00"))
    assert problems["Domande non ammesse"][0] == progress.total("rejected") == 2
    assert problems["Progetti realizzati in parte (economie)"] == (1, Decimal("700.00"))


def test_no_month_between_the_first_and_the_last_is_left_out_and_long_calls_are_told_by_quarters():
    months = list(courses._periods([date(2020, 11, 3), date(2021, 2, 1)]).values())
    assert months == ["11/2020", "12/2020", "01/2021", "02/2021"]
    quarters = courses._periods([date(2020, 11, 3), date(2024, 2, 1)])
    assert list(dict.fromkeys(quarters.values()))[:3] == ["4° trim. 2020", "1° trim. 2021", "2° trim. 2021"]
    assert courses._periods([]) == {}


def test_the_final_money_of_the_interim_report_is_the_ledgers():
    call = paid_call()
    report = compute(call=call, kind=ReportKind.INTERIM, as_of=disbursed.PAID)
    lines = BudgetLine.objects.filter(pot__call=call).aggregate(paid=Sum("paid"), committed=Sum("committed"))
    assert {name: report.table("fondi").total(name) for name in lines} == lines
    assert report.table("spesa").total("claimed") == Decimal("20000.00")
    assert report.table("spesa").total("final_spend") == Decimal("19000.00")
    assert report.table("quote").total("received") == report.table("trasferimenti").total("amount") == Decimal("108000.00")
    how_it_went(report, lines)
    before = compute(call=call, kind=ReportKind.INTERIM, as_of=AFTERWARDS)
    assert before.table("voci").total("admitted") == before.table("voci").total("claimed") == 0
    assert before.table("quote").total("received") == before.table("fondi").total("paid") == 0
