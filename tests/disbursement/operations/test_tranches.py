"""The Region's money: asked for in order, opened by reports, received, passed on to the Chambers to the cent."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import Error, connection, transaction

from accounts.models import User
from accounts.operations.appointing import appoint
from applications.enums import State
from bando.domain.tranches import Part
from bando.enums import FundKind, Gate, TrancheKind
from bando.models import BudgetLine, Fund, Pot, TrancheRule
from bando.operations import refinancing, transferring
from core.models import Transition
from core.refusals import Refused
from disbursement.enums import EvidenceKind, TrancheState
from disbursement.models import Tranche, TrancheReceipt, TrancheShare
from disbursement.operations import evidence, tranches
from disbursement.queries.cash import cash_of
from disbursement.queries.tranches import received, standing_shares
from tests.factories import a_call, a_user, act_details, staff
from tests.factories_disbursement import (
    PAID,
    a_proposal,
    a_report,
    a_tranche,
    an_approved_tranche,
    an_operator,
    application_at,
    ask_for,
    tranche_rules,
)

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


def test_without_the_policy_the_database_still_refuses_the_second_one_of_a_rule(rules):
    a_tranche(rules[0])
    with pytest.raises(Error, match="rule_id"), transaction.atomic():
        Tranche.objects.create(rule=rules[0], amount=1, proposed_at=PAID, proposed_by=an_operator())


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
    with pytest.raises(Refused, match="Regione non ha ancora approvato il rapporto"):
        a_tranche(rules[1], report=a_report(call, EvidenceKind.INTERIM, approved=False))
    assert a_tranche(rules[1], report=a_report(call, EvidenceKind.INTERIM))


def test_only_unioncamere_moves_regional_money(rules):
    for role, chamber in (("regione", None), ("director", None), ("auditor", None)):
        with pytest.raises(Refused, match="Il vostro ruolo non permette"):
            tranches.propose(rule=rules[0], evidence=None, by=a_user(role, chamber=chamber), at=PAID)


def test_each_step_waits_for_the_one_before(rules):
    tranche = a_proposal(rules[0])
    with pytest.raises(Refused, match="non è ancora stata richiesta"):
        approve(tranche)
    with pytest.raises(Refused, match="Regione non ha ancora approvato questa quota"):
        receive(tranche)
    with pytest.raises(Refused, match="non è ancora incassata"):
        pass_on(tranche)
    ask_for(tranche)
    with pytest.raises(Refused, match=r"La prima quota.*è già stata richiesta"):
        ask_for(tranche)
    with pytest.raises(Refused, match="Inserite il protocollo"):
        approve(tranche, protocol=" ")
    with pytest.raises(Refused, match="segue la richiesta e non è nel futuro"):
        approve(tranche, on=PAID.date() + timedelta(days=1))
    approve(tranche)
    with pytest.raises(Refused, match="L’approvazione di questa quota è già registrata"):
        approve(tranche)
    receive(tranche)
    with pytest.raises(Refused, match="L’incasso di questa quota è già registrato"):
        receive(tranche)
    pass_on(tranche)
    with pytest.raises(Refused, match="già stata trasferita"):
        pass_on(tranche)
    moves = Transition.objects.filter(subject_type="disbursement.tranche", subject_id=tranche.pk).values_list("move", flat=True)
    assert list(moves) == ["request", "approve", "receive", "pass_on"]


def approve(tranche, *, protocol="RL 1", on=None):
    return tranches.approve(tranche=tranche, protocol=protocol, approved_on=on or PAID.date(), by=an_operator(), at=PAID)


def receive(tranche, *, on=None):
    return tranches.receive(tranche=tranche, received_on=on or PAID.date(), reference="R", by=an_operator(), at=PAID)


def pass_on(tranche):
    return tranches.pass_on(tranche=tranche, by=an_operator(), at=PAID)


def test_who_proposes_does_not_sign(rules):
    tranche = a_proposal(rules[0])
    appoint(user=tranche.proposed_by, role="director", chamber=None, firm=None, by=None, at=PAID)
    both = User.objects.get(pk=tranche.proposed_by_id)
    with pytest.raises(Refused, match="la richiesta la firma un’altra persona"):
        tranches.request(tranche=tranche, by=both, at=PAID, **act_details(PAID))
    with pytest.raises(Refused, match="Il vostro ruolo non permette"):
        tranches.request(tranche=tranche, by=staff("operator")[1], at=PAID, **act_details(PAID))
    with pytest.raises(Error, match="who_proposes_a_tranche_does_not_request_it"), transaction.atomic():
        Tranche.objects.filter(pk=tranche.pk).update(requested_by=both)


def test_a_proposal_is_made_anew_until_it_is_requested(call, rules):
    for rule, report in zip(rules[:2], [None, a_report(call, EvidenceKind.INTERIM)], strict=True):
        a_tranche(rule, report=report)
    first = a_proposal(rules[2], report=a_report(call, EvidenceKind.FINAL, cost="110000.00"))
    again = a_proposal(rules[2], report=a_report(call, EvidenceKind.FINAL, cost="120000.00"))
    assert (first.pk, first.amount, again.amount) == (again.pk, Decimal("2000.00"), Decimal("12000.00"))
    ask_for(again)
    for column in ("amount = 1", "proposed_at = now()", "request_id = NULL"):
        with pytest.raises(Error, match="what_was_requested_is_what_was_proposed"), transaction.atomic():
            by_hand(f"UPDATE disbursement_tranche SET {column} WHERE id = {again.pk}")


def test_a_proposal_that_the_books_have_overtaken_is_not_signed(rules):
    tranche = a_proposal(rules[0])
    Tranche.objects.filter(pk=tranche.pk).update(amount=1)
    with pytest.raises(Refused, match=r"proposta è di 1,00.*ora i conti danno 60\.000,00.*proponetela di nuovo"):
        ask_for(tranche)


def by_hand(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_tranche_is_requested_and_approved_in_writing_even_by_hand(rules):
    tranche = a_proposal(rules[0])
    refused = "a_tranche_is_requested_and_approved_in_writing"
    with pytest.raises(Error, match=refused), transaction.atomic():
        by_hand(f"UPDATE disbursement_tranche SET state = 'requested' WHERE id = {tranche.pk}")
    ask_for(tranche)
    with pytest.raises(Error, match=refused), transaction.atomic():
        by_hand(f"UPDATE disbursement_tranche SET state = 'approved' WHERE id = {tranche.pk}")
    with pytest.raises(Error, match=refused), transaction.atomic():
        Tranche.objects.create(rule=rules[1], amount=1, state="approved", proposed_at=PAID, proposed_by=an_operator())


def test_the_second_tranche_waits_for_the_progress_that_the_call_asks(call, rules):
    by_hand("SET LOCAL session_replication_role = replica")
    TrancheRule.objects.filter(pk=rules[1].pk).update(progress=Decimal("0.04"))
    by_hand("SET LOCAL session_replication_role = origin")
    a_tranche(rules[0])
    with pytest.raises(Refused, match=r"almeno il 4.%.*lo è il 0.%"):
        a_tranche(rules[1], report=a_report(call, EvidenceKind.INTERIM))
    application_at(State.GRANTED, call=call)  # 4,800.00 of 120,000.00
    assert a_tranche(rules[1], report=a_report(call, EvidenceKind.INTERIM))


# What was recorded wrongly


def test_a_wrong_receipt_is_undone_by_its_opposite_and_recorded_again(rules):
    tranche = an_approved_tranche(rules[0])
    receive(tranche)
    tranches.reverse_receipt(tranche=tranche, reason="Era di un altro bando.", by=an_operator(), at=PAID)
    tranche = Tranche.objects.get(pk=tranche.pk)
    assert (tranche.state, tranche.receipt, received(rules[0].fund)) == (TrancheState.APPROVED, None, 0)
    with pytest.raises(Refused, match="non è incassata: non c’è nulla da stornare"):
        tranches.reverse_receipt(tranche=tranche, reason="x", by=an_operator(), at=PAID)
    receive(tranche)
    assert [row.amount for row in tranche.receipts.all()] == [Decimal("60000.00"), Decimal("-60000.00"), Decimal("60000.00")]
    assert Tranche.objects.get(pk=tranche.pk).receipt == tranche.receipts.last()


def test_a_wrong_passing_on_is_undone_share_by_share_and_made_again(rules):
    tranche = a_tranche(rules[0])
    with pytest.raises(Refused, match="stornate prima il trasferimento"):
        tranches.reverse_receipt(tranche=tranche, reason="x", by=an_operator(), at=PAID)
    with pytest.raises(Refused, match="Scrivete il motivo"):
        tranches.reverse_passing(tranche=tranche, reason=" ", by=an_operator(), at=PAID)
    back = tranches.reverse_passing(tranche=tranche, reason="Data sbagliata.", by=an_operator(), at=PAID)
    assert [(row.amount, row.reason) for row in back] == [(Decimal("-30000.00"), "Data sbagliata.")] * 2
    assert [cash_of(share.pot).received for share in back] == [0, 0]
    with pytest.raises(Refused, match="non è stata trasferita"):
        tranches.reverse_passing(tranche=tranche, reason="x", by=an_operator(), at=PAID)
    pass_on(tranche)
    assert sum(share.amount for share in standing_shares(tranche)) == tranche.amount
    assert tranche.shares.count() == 6


def test_a_receipt_on_which_a_balance_rests_is_not_undone(call, rules):
    tranche = an_approved_tranche(rules[0])
    receive(tranche)
    a_tranche(rules[1], report=a_report(call, EvidenceKind.INTERIM), received=False)
    with pytest.raises(Refused, match="è stata chiesta contando su questo incasso"):
        tranches.reverse_receipt(tranche=tranche, reason="x", by=an_operator(), at=PAID)


def test_the_database_takes_one_receipt_and_its_exact_opposite(rules):
    tranche = a_tranche(rules[0])
    receipt, share = tranche.receipt, tranche.shares.first()
    again = {"tranche": tranche, "received_on": PAID.date(), "reference": "R", "at": PAID, "by": an_operator()}
    with pytest.raises(Error, match="a_tranche_comes_in_once"), transaction.atomic():
        TrancheReceipt.objects.create(amount=1, **again)
    with pytest.raises(Error, match="a_receipt_is_reversed_by_its_opposite"), transaction.atomic():
        TrancheReceipt.objects.create(amount=-1, reverses=receipt, reason="x", **again)
    with pytest.raises(Error, match="a_reversed_tranchereceipt_says_why"), transaction.atomic():
        TrancheReceipt.objects.create(amount=-receipt.amount, reverses=receipt, **again)
    other = {"tranche": tranche, "pot": share.pot, "passed_on_at": PAID, "by": an_operator()}
    with pytest.raises(Error, match="a_chamber_has_one_share_of_a_tranche"), transaction.atomic():
        TrancheShare.objects.create(amount=1, **other)
    with pytest.raises(Error, match="the_shares_of_a_tranche_add_up_to_it"):
        committed({"amount": -share.amount, "reverses": share, "reason": "x", **other})
    with pytest.raises(Error, match="a_receipt_of_a_tranche_is_never_changed"), transaction.atomic():
        by_hand("UPDATE disbursement_tranchereceipt SET amount = 1")


@transaction.atomic
def committed(row):
    """Written, and judged as the commit does."""
    TrancheShare.objects.create(**row)
    by_hand("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_report_is_approved_once_after_it_was_sent(call):
    report = a_report(call, EvidenceKind.INTERIM, approved=False)
    approve_it = partial(evidence.approve, evidence=report, by=an_operator(), at=PAID)
    with pytest.raises(Refused, match="Inserite il protocollo"):
        approve_it(protocol=" ", approved_on=PAID.date())
    with pytest.raises(Refused, match="segue l’invio"):
        approve_it(protocol="RL 1", approved_on=PAID.date() - timedelta(days=1))
    approve_it(protocol="RL 1", approved_on=PAID.date())
    with pytest.raises(Refused, match="è già registrata"):
        approve_it(protocol="RL 1", approved_on=PAID.date())


# Money that changed pot, money that came later


def transfer(call, amount):
    """From the first pot's regional line to the other's."""
    source, target = BudgetLine.objects.filter(fund__call=call, fund__kind="regional").order_by("pk")
    transferring.transfer(
        call=call, source=source, target=target, amount=Decimal(amount), by=staff("director")[0], at=PAID, **act_details(PAID)
    )
    return source.pot_id, target.pot_id


def test_a_pot_that_gave_money_away_gives_back_what_it_has_had_too_much(call, rules):
    a_tranche(rules[0])
    giver, taker = transfer(call, "55000.00")
    tranche = a_tranche(rules[1], report=a_report(call, EvidenceKind.INTERIM))
    # Of 108,000.00 its 5,000.00 of 120,000.00 are 4,500.00, and it has had 30,000.00.
    assert {share.pot_id: share.amount for share in tranche.shares.all()} == {
        giver: Decimal("-25500.00"), taker: Decimal("73500.00"),
    }  # fmt: skip
    assert cash_of(Pot.objects.get(pk=giver)).received == Decimal("4500.00")


def test_no_repayment_takes_more_than_was_given_even_by_hand(call, rules):
    tranche = an_approved_tranche(rules[0])
    with pytest.raises(Error, match="only_a_reversal_leaves_a_chamber_below_zero"), transaction.atomic():
        TrancheShare.objects.create(
            tranche=tranche, pot=call.pots.first(), amount=Decimal("-0.01"), passed_on_at=PAID, by=an_operator()
        )


def test_a_refinancing_brings_tranches_of_its_own(call, rules):
    a_tranche(rules[0])
    amounts = {pot.pk: Decimal("1000.01") for pot in call.pots.all()}
    parts = [
        Part(TrancheKind.FIRST, Decimal("0.5"), Gate.NONE, PAID.date()),
        Part(TrancheKind.BALANCE, Decimal("0.5"), Gate.FINAL, PAID.date()),
    ]
    fund = refinancing.refinance(
        call=call, kind=FundKind.REGIONAL, label="Rifinanziamento", amounts=amounts, tranche_rules=parts, by=staff("director")[0],
        at=PAID, **act_details(PAID),
    )  # fmt: skip
    first = a_tranche(fund.tranche_rules.get(kind="first"))
    assert first.amount == Decimal("1000.01")
    assert sorted(share.amount for share in first.shares.all()) == [Decimal("500.00"), Decimal("500.01")]
    assert {pot.pk: cash_of(pot).received for pot in call.pots.all()} == {
        share.pot_id: Decimal("30000.00") + share.amount for share in first.shares.all()
    }


@pytest.mark.parametrize(("days", "words"), [(1, "nel futuro"), (-1, "precede l’approvazione")])
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
