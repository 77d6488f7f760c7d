"""Accounts from the first invoice to the payment: what each step writes, and the money behind it."""

from decimal import Decimal

import pytest

from applications.enums import NoticeKind, State
from bando.enums import MovementKind
from bando.models import BudgetLine, Movement
from core.models import AuditEvent
from disbursement.enums import AccountState
from tests.factories_disbursement import application_at, check, make_public, pay_out, send, settle

pytestmark = pytest.mark.django_db


def test_a_grant_spent_in_full_is_paid_in_full_less_the_withholding():
    application = application_at(State.PAID)
    settlement = application.account.settlement
    assert (settlement.admitted_spend, settlement.final_grant) == (Decimal("12000.00"), Decimal("8400.00"))
    assert settlement.regional_share + settlement.chamber_share == settlement.final_grant
    assert settlement.economia == 0
    payout = settlement.payout
    assert (payout.gross, payout.withheld, payout.net) == (Decimal("8400.00"), Decimal("336.00"), Decimal("8064.00"))


def test_each_step_leaves_its_event_and_tells_the_firm():
    application = application_at(State.PAID)
    actions = set(AuditEvent.objects.filter(subject_type="disbursement.account").values_list("action", flat=True))
    assert actions >= {
        "accounting.open_account", "invoicing.add_invoices", "accounting.assign", "accounting.prove_payment",
        "accounting.describe", "accounting.send", "checking.check", "settling.settle",
    }  # fmt: skip
    told = application.notices.filter(kind__startswith="accounts_").values_list("kind", flat=True)
    assert list(told) == [NoticeKind.ACCOUNTS_SENT, NoticeKind.ACCOUNTS_SETTLED, NoticeKind.ACCOUNTS_PAID]
    assert application.account.state == AccountState.SETTLED


def test_the_economia_goes_back_to_the_lines_it_came_from():
    application = settle(check(send(application_at(State.ACCEPTED)), admitted="10000.00"))
    settlement = application.account.settlement
    assert (settlement.final_grant, settlement.economia) == (Decimal("7000.00"), Decimal("1400.00"))
    committed = _moved(application, MovementKind.COMMIT)
    back = _moved(application, MovementKind.ECONOMY)
    assert set(back) == set(committed)
    assert sum(back.values()) == Decimal("1400.00")
    for line, amount in committed.items():
        assert abs(back[line] - amount / 6) < Decimal("0.01")
        row = BudgetLine.objects.get(pk=line)
        assert row.committed == amount - back[line]
        assert row.available == row.endowment - row.committed


def test_paying_moves_what_is_left_on_every_line_and_nothing_stays_committed():
    application = make_public(settle(check(send(application_at(State.ACCEPTED)), admitted="10000.00")))
    pay_out(application.account.settlement)
    paid = _moved(application, MovementKind.PAY)
    assert sum(paid.values()) == Decimal("7000.00")
    for line, amount in paid.items():
        row = BudgetLine.objects.get(pk=line)
        assert (row.committed, row.paid) == (0, amount)
        assert row.available + row.paid == row.endowment
    settlement = application.account.settlement
    regional = sum(paid[pk] for pk in BudgetLine.objects.filter(pk__in=paid, fund__kind="regional").values_list("pk", flat=True))
    assert settlement.regional_share == regional


def _moved(application, kind):
    rows = Movement.objects.filter(reference=f"application:{application.pk}", kind=kind)
    return dict(rows.values_list("line_id", "amount"))
