"""A sum recorded wrongly is undone by its opposite; a rate is added before it is used; instalments are reminded once each."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import Error, transaction

from applications.enums import NoticeKind, State
from applications.notifications.wording import letter
from bando.enums import MovementKind
from bando.models import BudgetLine, Movement
from bando.queries.balance import differences
from core.refusals import Refused
from disbursement.admin.day import waiting
from disbursement.domain.interest import uncovered
from disbursement.models import InterestRate, RecoveryReceipt
from disbursement.operations import recovering, reminding
from disbursement.queries.recoveries import due_on, paid_by_line, standing
from disbursement.tasks import remind
from tests.factories import a_user, an_officer
from tests.factories_disbursement import (
    PAID,
    a_director,
    an_operator,
    application_at,
    begin_revocation,
    take_back,
)

pytestmark = pytest.mark.django_db
LATER = PAID + timedelta(days=400)
ON = LATER.date()


@pytest.fixture
def recovery():
    return take_back(application_at(State.PAID).account.settlement.payout, amount="8400.00")


def receive(recovery, amount, *, on=ON, at=LATER):
    by = a_director(recovery.application)
    return recovering.receive(recovery=recovery, amount=Decimal(amount), received_on=on, reference="CRO 1", by=by, at=at)


def reverse(receipt, *, reason="Era di un’altra impresa.", by=None):
    by = by or a_director(receipt.recovery.application)
    return recovering.reverse_receipt(receipt=receipt, reason=reason, by=by, at=LATER)


def lines():
    return list(BudgetLine.objects.order_by("pk").values_list("pk", "available", "paid"))


def test_an_undone_sum_leaves_everything_as_it_was(recovery):
    first = receive(recovery, "1058.28")
    before, owed, paid = lines(), due_on(recovery, ON), paid_by_line(recovery.application)
    wrong = receive(recovery, "500.00")
    assert lines() != before
    with pytest.raises(Refused, match="Si storna prima l’incasso più recente"):
        reverse(first)
    with pytest.raises(Refused, match="Scrivete il motivo"):
        reverse(wrong, reason=" ")
    with pytest.raises(Refused, match="Il vostro ruolo non permette"):
        reverse(wrong, by=an_officer(recovery.application))
    back = reverse(wrong)
    assert (back.amount, back.interest, back.capital) == (-wrong.amount, -wrong.interest, -wrong.capital)
    assert (lines(), due_on(recovery, ON), paid_by_line(recovery.application)) == (before, owed, paid)
    assert Movement.objects.filter(kind=MovementKind.UNRECOVER, reference=f"recovery:{back.pk}").exists()
    with pytest.raises(Refused, match="Si storna prima"):
        reverse(wrong)
    # It is recorded again, rightly, on an earlier day; then all of it comes in, and all is undone from the last.
    receive(recovery, "700.00")
    receive(recovery, str(sum(due_on(recovery, ON))))
    assert not BudgetLine.objects.filter(paid__gt=0).exists()
    while standing(recovery).exists():
        reverse(standing(recovery).last())
    assert sum(paid for _pk, _available, paid in lines()) == Decimal(8400)
    assert due_on(recovery, ON) == (Decimal("58.28"), Decimal("8400.00"))
    assert list(differences()) == []


def test_the_database_undoes_from_the_last_by_the_opposite(recovery):
    first, last = receive(recovery, "1058.28"), receive(recovery, "500.00")
    known = {"recovery": recovery, "received_on": ON, "reference": "x", "at": LATER, "by": recovery.by, "reason": "x"}
    for had, change, name in (
        (first, {}, "what_came_back_is_undone_from_the_last"),
        (last, {"capital": -499, "amount": -499}, "what_came_back_is_undone_from_the_last"),
        (last, {"reason": ""}, "what_comes_back_is_interest_and_capital"),
    ):
        values = {"amount": -had.amount, "interest": -had.interest, "capital": -had.capital, "reverses": had}
        with pytest.raises(Error, match=name), transaction.atomic():
            RecoveryReceipt.objects.create(**known | values | change)


def test_a_rate_is_added_before_it_is_used_and_stays(recovery):
    add = lambda **said: recovering.set_rate(  # noqa: E731
        **{"from_on": date(2027, 1, 1), "rate": Decimal("0.02"), "year_days": 365, "source": "DM 1/12/2026"} | said,
        at=LATER, **{"by": an_operator()} if "by" not in said else {},
    )  # fmt: skip
    for said, words in (
        ({"from_on": date(2026, 1, 1)}, "C’è già un saggio"),
        ({"rate": Decimal("1.01")}, "da 0 a 100"),
        ({"year_days": 366}, "360 o di 365"),
        ({"source": " "}, "Scrivete il decreto"),
        ({"by": a_director(recovery.application)}, "Il vostro ruolo non permette"),
    ):
        with pytest.raises(Refused, match=words):
            add(**said)
    add()
    add(from_on=date(2028, 1, 1), by=a_user("administrator"))
    came = receive(recovery, "100.00")
    with pytest.raises(Refused, match="è stato calcolato con il saggio precedente"):
        add(from_on=ON)
    with pytest.raises(Error, match="a_rate_comes_before_what_was_counted_without_it"), transaction.atomic():
        InterestRate.objects.create(from_on=ON, rate=0, source="x")
    reverse(came)
    before = due_on(recovery, ON)
    add(from_on=ON - timedelta(days=9), rate=Decimal(0))
    assert due_on(recovery, ON)[0] < before[0]


def test_a_year_without_its_rate_is_somebodys_work():
    operator = an_operator()
    asked = lambda year: [  # noqa: E731
        str(one.label) for one in waiting(operator, datetime(year, 1, 2, tzinfo=UTC)) if "Saggio legale" in str(one.label)
    ]
    assert asked(2026) == []
    assert asked(2027) == ["Saggio legale di interesse da registrare: 2027"]


def told(recovery):
    kinds = (NoticeKind.INSTALMENT_REMINDER, NoticeKind.INSTALMENT_OVERDUE)
    return list(recovery.application.notices.filter(kind__in=kinds).order_by("pk").values_list("kind", "data__amount_eur"))


def at_noon(day):
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


def test_an_instalment_is_reminded_before_its_day_and_once_after(recovery):
    first, second = date(2021, 9, 1), date(2021, 10, 1)
    parts = [(first, Decimal("400.00")), (second, Decimal("8000.00"))]
    director = a_director(recovery.application)
    recovering.agree_instalments(recovery=recovery, parts=parts, by=director, at=PAID)
    overdue = lambda at: {str(one.label): one.count for one in waiting(director, at)}["Recuperi con rate scadute"]  # noqa: E731
    counts = []
    for day in range(-5, 4):
        at = at_noon(first + timedelta(days=day))
        counts.append([reminding.remind(at=at), reminding.remind(at=at), overdue(at)])
    assert [one[0] for one in counts] == [0, 0, 0, 1, 0, 1, 1, 0, 0]
    assert not any(one[1] for one in counts)
    assert [one[2] for one in counts] == [0, 0, 0, 0, 0, 0, 1, 1, 1]
    assert told(recovery) == [("instalment_reminder", "400.00")] * 2 + [("instalment_overdue", "400.00")]
    # What comes in covers the first one first: of the second the rest is told; who has given all back is told nothing.
    receive(recovery, "500.00", on=date(2021, 9, 5), at=at_noon(date(2021, 9, 5)))
    assert overdue(at_noon(date(2021, 9, 6))) == 0
    assert reminding.remind(at=at_noon(second - timedelta(days=2))) == 1
    assert Decimal(told(recovery)[-1][1]) < Decimal(8000)
    everything = sum(due_on(recovery, date(2021, 10, 1)))
    receive(recovery, str(everything), on=date(2021, 10, 1), at=at_noon(date(2021, 10, 1)))
    assert reminding.remind(at=at_noon(date(2021, 10, 5))) == 0
    assert remind() == 0


def test_a_whole_sum_is_reminded_like_an_instalment(recovery):
    day, left = recovery.pay_by_on, str(recovery.amount)
    counts = [[reminding.remind(at=at_noon(day + timedelta(days=far))) for _ in "ab"] for far in range(-5, 4)]
    assert [one[0] for one in counts] == [0, 0, 0, 1, 0, 1, 1, 0, 0]
    assert not any(one[1] for one in counts)
    assert told(recovery) == [("instalment_reminder", left)] * 2 + [("instalment_overdue", left)]
    letters = [letter(notice, "it") for notice in recovery.application.notices.filter(kind__startswith="instalment")]
    assert not any(" rat" in f"{one.subject} {one.body}".lower() for one in letters)
    # Instalments that are agreed take its place.
    later = day + timedelta(days=40)
    director, parts = a_director(recovery.application), [(later, recovery.amount)]
    recovering.agree_instalments(recovery=recovery, parts=parts, by=director, at=at_noon(day + timedelta(days=4)))
    assert reminding.remind(at=at_noon(day + timedelta(days=5))) == 0
    assert reminding.remind(at=at_noon(later - timedelta(days=1))) == 1


def test_of_a_whole_sum_the_rest_is_told_and_of_nothing_nothing(recovery):
    day, other = recovery.pay_by_on, recovery.pay_by_on - timedelta(days=2)
    receive(recovery, "500.00", on=other, at=at_noon(other))
    assert reminding.remind(at=at_noon(day)) == 1
    assert told(recovery) == [("instalment_reminder", str(due_on(recovery, day)[1]))]
    receive(recovery, str(sum(due_on(recovery, day))), on=day, at=at_noon(day))
    assert reminding.remind(at=at_noon(day + timedelta(days=1))) == 0


def test_what_came_in_covers_the_first_instalments_first():
    parts = [Decimal(3), Decimal(3), Decimal(2)]
    assert uncovered(parts, Decimal(0)) == parts
    assert uncovered(parts, Decimal(4)) == [0, 2, 2]
    assert uncovered(parts, Decimal(8)) == [0, 0, 0]


def test_a_revocation_that_can_be_decided_is_the_directors_work():
    payout = application_at(State.PAID).account.settlement.payout
    notice = begin_revocation(payout)
    director = a_director(notice.application)
    waits = lambda at: {str(one.label): one.count for one in waiting(director, at)}["Revoche da decidere"]  # noqa: E731
    assert waits(PAID) == 0
    assert waits(notice.due_at + timedelta(seconds=1)) == 1
    recovering.dismiss(notice=notice, reason="Sede aperta.", by=director, at=notice.due_at + timedelta(days=1))
    assert waits(notice.due_at + timedelta(days=2)) == 0
