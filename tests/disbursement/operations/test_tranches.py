"""The Region's money: asked for in order, opened by reports, received, passed on to the Chambers to the cent."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import Error, connection, transaction

from bando.models import BudgetLine, Fund
from core.refusals import Refused
from disbursement.enums import EvidenceKind, TrancheState
from disbursement.models import TrancheShare
from disbursement.operations import tranches
from tests.factories import a_call, a_user
from tests.factories_disbursement import PAID, a_report, a_tranche, an_operator, tranche_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return a_call()


@pytest.fixture
def rules(call):
    return tranche_rules(call)


def test_the_three_parts_of_a_fund(call, rules):
    first, second, balance = rules
    assert a_tranche(first).amount == Decimal("60000.00")
    assert a_tranche(second, report=a_report(call, EvidenceKind.INTERIM)).amount == Decimal("48000.00")
    last = a_tranche(balance, report=a_report(call, EvidenceKind.FINAL, cost="120000.00"))
    assert (last.amount, last.state) == (Decimal("12000.00"), TrancheState.PASSED_ON)


def test_a_fund_paid_in_full_has_given_every_chamber_its_endowment(call, rules):
    reports = [None, a_report(call, EvidenceKind.INTERIM), a_report(call, EvidenceKind.FINAL, cost="120000.00")]
    for rule, report in zip(rules, reports, strict=True):
        tranche = a_tranche(rule, report=report)
        assert sum(share.amount for share in tranche.shares.all()) == tranche.amount
    for line in BudgetLine.objects.filter(fund__call=call, fund__kind="regional"):
        assert sum(share.amount for share in TrancheShare.objects.filter(pot=line.pot_id)) == line.endowment


def test_a_negative_balance_is_money_to_give_back_taken_from_the_chambers(call, rules):
    first, second, balance = rules
    a_tranche(first)
    a_tranche(second, report=a_report(call, EvidenceKind.INTERIM))
    last = a_tranche(balance, report=a_report(call, EvidenceKind.FINAL, cost="100000.01"))
    assert last.amount == Decimal("-7999.99")
    assert sum(share.amount for share in last.shares.all()) == last.amount


def test_a_tranche_is_asked_for_once(rules):
    a_tranche(rules[0])
    with pytest.raises(Refused, match="già stata richiesta"):
        a_tranche(rules[0])


def test_without_the_policy_the_database_still_refuses_the_second_request(rules):
    tranche = a_tranche(rules[0])
    tranche.pk = None
    with pytest.raises(Error, match="rule_id"), transaction.atomic():
        tranche.save(force_insert=True)


def test_tranches_come_in_order(call, rules):
    report = a_report(call, EvidenceKind.INTERIM)
    with pytest.raises(Refused, match="Prima chiedete la quota precedente"):
        a_tranche(rules[1], report=report)
    a_tranche(rules[0], received=False)
    with pytest.raises(Refused, match="Prima registrate l’incasso"):
        a_tranche(rules[1], report=report)


def test_the_second_tranche_waits_for_the_interim_report(call, rules):
    a_tranche(rules[0])
    with pytest.raises(Refused, match="si apre con il rapporto intermedio"):
        a_tranche(rules[1])
    with pytest.raises(Refused, match="non apre questa quota"):
        a_tranche(rules[1], report=a_report(call, EvidenceKind.FINAL, cost="1.00"))
    with pytest.raises(Refused, match="non apre questa quota"):
        a_tranche(rules[1], report=a_report(a_call(), EvidenceKind.INTERIM))
    assert a_tranche(rules[1], report=a_report(call, EvidenceKind.INTERIM))


def test_only_unioncamere_moves_regional_money(rules):
    for role, chamber in (("regione", None), ("director", None), ("auditor", None)):
        with pytest.raises(Refused, match="Il vostro ruolo non permette"):
            tranches.request(rule=rules[0], evidence=None, by=a_user(role, chamber=chamber), at=PAID)


def test_a_tranche_is_passed_on_after_it_came_in(rules):
    tranche = a_tranche(rules[0], received=False)
    with pytest.raises(Refused, match="non è ancora incassata"):
        tranches.pass_on(tranche=tranche, by=an_operator(), at=PAID)
    tranches.receive(tranche=tranche, received_on=PAID.date(), reference="R", by=an_operator(), at=PAID)
    tranches.pass_on(tranche=tranche, by=an_operator(), at=PAID)
    with pytest.raises(Refused, match="già stata trasferita"):
        tranches.pass_on(tranche=tranche, by=an_operator(), at=PAID)
    with pytest.raises(Refused, match="già registrato"):
        tranches.receive(tranche=tranche, received_on=PAID.date(), reference="R", by=an_operator(), at=PAID)


@pytest.mark.parametrize(("days", "words"), [(1, "nel futuro"), (-1, "precede la richiesta")])
def test_money_comes_in_on_a_day_that_has_come(rules, days, words):
    tranche = a_tranche(rules[0], received=False)
    day = PAID.date() + timedelta(days=days)
    with pytest.raises(Refused, match=words):
        tranches.receive(tranche=tranche, received_on=day, reference="R", by=an_operator(), at=PAID)


def test_a_chamber_fund_has_no_tranches(call):
    fund = Fund.objects.get(call=call, kind="chamber")
    rule = fund.tranche_rules.model(fund=fund, kind="first", order=1, share=1, gate="none", due_on=PAID.date())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        rule.save()
    with pytest.raises(Refused, match="solo dei fondi regionali"):
        a_tranche(rule)


def test_a_final_report_states_its_cost(call):
    with pytest.raises(Refused, match="deve dichiarare il costo regionale"):
        a_report(call, EvidenceKind.FINAL)
    with pytest.raises(Refused, match="non dichiara il costo"):
        a_report(call, EvidenceKind.INTERIM, cost="1.00")


def test_shares_are_never_changed(rules):
    a_tranche(rules[0])
    for statement in ("UPDATE disbursement_trancheshare SET amount = 0", "DELETE FROM disbursement_trancheshare"):
        with pytest.raises(Error, match="a_tranche_share_is_never_changed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_tranche_never_goes_back(rules):
    a_tranche(rules[0])
    with pytest.raises(Error, match="state"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE disbursement_tranche SET state = 'requested'")
