"""Payment orders: proposed, changed, adopted, sent to the bank, paid or sent back; each «no» with what to do."""

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO

import pytest
from django.db import Error, connection, transaction
from pypdf import PdfReader

from applications.enums import NoticeKind, State
from applications.operations import verifying
from bando.enums import MovementKind, RuleKind
from bando.models import Movement
from core.adapters import storage
from core.refusals import Refused
from disbursement.adapters import pain001
from disbursement.models import OrderLine, PaymentOrder, Payout
from disbursement.operations import banking, certifying, ordering, paying, redirecting, substituting
from disbursement.queries.orders import message_of, payable
from tests.disbursement.adapters.test_pain002 import REASON, one, report
from tests.disbursement.operations.test_requirements_at_payment import a_call_that_asks, ready
from tests.factories import a_call, a_chamber, a_representative, a_user, an_officer, fresh, staff
from tests.factories_disbursement import (
    CERTIFIED,
    PAID,
    PAID_ON,
    adopted,
    an_account,
    an_order,
    application_at,
    certify,
    make_public,
    pay_out,
)

pytestmark = pytest.mark.django_db
OTHER_IBAN = "DE89370400440532013000"


@pytest.fixture
def settlement():
    return make_public(application_at(State.SETTLED)).account.settlement


@pytest.fixture
def order(settlement):
    return adopted(an_order(settlement))


def officer_of(settlement):
    return an_officer(settlement.account.application)


def firm_of(settlement):
    return a_representative(settlement.account.application.firm)


# Sent back, named anew, ordered again


def test_what_the_bank_sends_back_is_ordered_again_to_another_account(settlement, order):
    first, application = order.lines.get(), settlement.account.application
    paying.reject(line=first, reason="AC04 Conto chiuso", by=officer_of(settlement), at=PAID)
    assert fresh(application).state == State.SETTLED
    assert not Movement.objects.filter(kind=MovementKind.PAY).exists()
    told = application.notices.get(kind=NoticeKind.PAYMENT_REJECTED)
    assert told.data["reason"] == "AC04 Conto chiuso"
    redirecting.redirect(account=settlement.account, iban="de89 3704 0044 0532 0130 00", by=firm_of(settlement), at=PAID)
    again = adopted(an_order(settlement)).lines.get()
    assert (again.iban, again.end_to_end) == (OTHER_IBAN, f"{application.grant.cup}-2")
    first.refresh_from_db()
    assert (first.state, first.reason, first.end_to_end) == ("rejected", "AC04 Conto chiuso", f"{application.grant.cup}-1")
    [payout] = paying.confirm(order=again.order, paid_on=PAID_ON, by=officer_of(settlement), at=PAID)
    assert (payout.iban, fresh(application).state) == (OTHER_IBAN, State.PAID)


def test_the_banks_file_pays_some_and_sends_back_others(settlement):
    other = make_public(application_at(State.SETTLED, call=settlement.account.application.call)).account.settlement
    order = adopted(an_order(settlement, other))
    good, bad = order.lines.order_by("pk")
    content = report(one(good.end_to_end, "ACSC"), one(bad.end_to_end, "RJCT", REASON), message_id=order.message_id)
    by = officer_of(settlement)
    found = paying.read_status(order=order, content=content, paid_on=PAID_ON, by=by, at=PAID)
    assert found == paying.Outcome(paid=1, rejected=1, waiting=0)
    assert [line.state for line in order.lines.order_by("pk")] == ["paid", "rejected"]
    assert order.lines.get(pk=bad.pk).reason == "AC04 Conto chiuso"
    assert Payout.objects.get().line_id == good.pk


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"non xml", "danneggiato"), (report(message_id="PB-0"), "è di un altro file"), (b"<!DOCTYPE a><a/>", "DOCTYPE")],
)
def test_a_file_that_is_not_of_the_order_is_refused(settlement, order, content, words):
    with pytest.raises(Refused, match=words):
        paying.read_status(order=order, content=content, paid_on=PAID_ON, by=officer_of(settlement), at=PAID)


def test_the_account_is_named_while_nothing_is_under_way(settlement):
    firm, account = firm_of(settlement), settlement.account
    with pytest.raises(Refused, match="Scrivete l’IBAN"):
        redirecting.redirect(account=account, iban="", by=firm, at=PAID)
    order = adopted(an_order(settlement))
    with pytest.raises(Refused, match="già in un mandato"):
        redirecting.redirect(account=account, iban=OTHER_IBAN, by=firm, at=PAID)
    paying.confirm(order=order, paid_on=PAID_ON, by=officer_of(settlement), at=PAID)
    with pytest.raises(Refused, match="il conto non serve più"):
        redirecting.redirect(account=account, iban=OTHER_IBAN, by=firm, at=PAID)


def test_before_the_accounts_are_approved_the_account_is_named_in_them():
    account = application_at(State.ACCOUNTED).account
    with pytest.raises(Refused, match="il conto si indica nel rendiconto"):
        redirecting.redirect(account=account, iban=OTHER_IBAN, by=a_representative(account.application.firm), at=PAID)


# Proposed, changed, adopted


def test_what_is_left_out_or_withdrawn_may_be_proposed_again(settlement):
    order, by = an_order(settlement), officer_of(settlement)
    with pytest.raises(Refused, match="Scrivete perché"):
        ordering.leave_out(line=order.lines.get(), reason=" ", by=by, at=PAID)
    line = ordering.leave_out(line=order.lines.get(), reason="Manca il DURC.", by=by, at=PAID)
    with pytest.raises(Refused, match="già stato tolto"):
        ordering.leave_out(line=line, reason="x", by=by, at=PAID)
    with pytest.raises(Refused, match="non resta nessun pagamento"):
        adopted(order)
    ordering.withdraw(order=order, by=by, at=PAID)
    with pytest.raises(Refused, match="è stata ritirata"):
        ordering.withdraw(order=order, by=by, at=PAID)
    again = an_order(settlement)
    ordering.withdraw(order=again, by=by, at=PAID)
    assert list(payable(order.pot)) == [settlement]


def test_an_order_is_of_one_chamber_and_pays_somebody(settlement):
    with pytest.raises(Refused, match="Non c’è niente da pagare"):
        ordering.propose(settlements=[], by=officer_of(settlement), at=PAID)
    elsewhere = make_public(application_at(State.SETTLED, call=a_call())).account.settlement
    with pytest.raises(Refused, match="di una sola Camera e di un solo bando"):
        an_order(settlement, elsewhere)
    with pytest.raises(Refused, match="di competenza di un’altra Camera"):
        an_order(settlement, by=a_user("officer", chamber=a_chamber("bs")))


def test_an_order_needs_an_account_and_a_day(settlement):
    order = an_order(settlement)
    known = {"number": "1", "issued_on": PAID_ON, "issuer": "Camera", "signer": "–", "at": PAID}
    director = staff("chamber_director", chamber=order.pot.chamber)[0]
    with pytest.raises(Refused, match="Prima registrate il conto"):
        ordering.adopt(order=order, execute_on=PAID_ON, by=director, **known)
    with pytest.raises(Refused, match="l’intestatario"):
        ordering.use_account(chamber=order.pot.chamber, holder=" ", iban=OTHER_IBAN, by=director, at=PAID)
    with pytest.raises(Refused, match="Il conto lo registra il dirigente"):
        ordering.use_account(chamber=a_chamber("bs"), holder="x", iban=OTHER_IBAN, by=director, at=PAID)
    an_account(order.pot.chamber)
    with pytest.raises(Refused, match="precede l’atto"):
        ordering.adopt(order=order, execute_on=PAID_ON - timedelta(days=1), by=director, **known)
    assert ordering.adopt(order=order, execute_on=PAID_ON, by=director, **known).debtor_iban
    with pytest.raises(Refused, match="già stato adottato"):
        ordering.withdraw(order=order, by=director, at=PAID)


def test_an_outcome_comes_after_the_act_and_says_why(settlement):
    proposed = an_order(settlement)
    by = officer_of(settlement)
    with pytest.raises(Refused, match="non è ancora adottato"):
        paying.confirm(order=proposed, paid_on=PAID_ON, by=by, at=PAID)
    order = adopted(proposed)
    with pytest.raises(Refused, match="Scrivete il motivo del rifiuto"):
        paying.reject(line=order.lines.get(), reason=" ", by=by, at=PAID)
    with pytest.raises(Refused, match="precede l’atto che lo ordina"):
        paying.confirm(order=order, paid_on=PAID_ON - timedelta(days=1), by=by, at=PAID)


# What the database holds


def insert(line: OrderLine, **other: object) -> None:
    line.pk = None
    for name, value in other.items():
        setattr(line, name, value)
    with transaction.atomic():
        line.save(force_insert=True)


def test_the_database_orders_a_payment_once_and_uses_an_id_once(settlement):
    line = an_order(settlement).lines.get()
    other = PaymentOrder.objects.create(pot=line.order.pot, proposed_at=PAID, proposed_by=officer_of(settlement))
    with pytest.raises(Error, match="a_settlement_stands_in_one_live_order_line"):
        insert(line, order=other, end_to_end="X-1")
    line = OrderLine.objects.get()
    ordering.leave_out(line=line, reason="x", by=officer_of(settlement), at=PAID)
    with pytest.raises(Error, match="an_end_to_end_id_is_used_once_for_ever"):
        insert(OrderLine.objects.get(), order=other, state="ordered", reason="")
    with pytest.raises(Error, match="an_order_line_pays_what_its_chamber_settled"):
        insert(OrderLine.objects.get(), order=other, end_to_end="X-2", state="ordered", gross=1, withheld=0, net=1)


@pytest.mark.parametrize(
    ("statement", "belt"),
    [
        ("UPDATE disbursement_orderline SET iban = 'IT33X0542811101000000123457'", "an_order_line_stays_as_it_was_written"),
        ("DELETE FROM disbursement_orderline", "an_order_line_stays_as_it_was_written"),
        ("UPDATE disbursement_paymentorder SET debtor_iban = 'IT33X0542811101000000123450'", "an_order_stays_as_it_was_adopted"),
        ("UPDATE disbursement_paymentorder SET pot_id = pot_id + 1", "an_order_stays_as_it_was_proposed"),
        ("UPDATE disbursement_orderline SET state = 'paid', paid_on = now(); SET CONSTRAINTS ALL IMMEDIATE",
         "a_line_is_paid_by_its_payment"),
        ("UPDATE disbursement_orderline SET state = 'rejected'", "a_line_that_is_not_paid_says_why"),
    ],
)  # fmt: skip
def test_what_was_ordered_stays_as_it_was(order, statement, belt):
    with pytest.raises(Error, match=belt), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_adopted_order_takes_no_more_payments(settlement, order):
    other = make_public(application_at(State.SETTLED, call=settlement.account.application.call)).account.settlement
    with pytest.raises(Error, match="an_adopted_order_takes_no_more_lines"):
        insert(order.lines.get(), settlement=other, end_to_end="X-3")


# The file


def test_the_file_is_made_once_and_is_the_same_when_it_is_drawn_again(settlement, order):
    assert banking.due(at=PAID) == [order.pk]
    made = banking.make(order_id=order.pk, at=PAID)
    kept = storage.kept(made.file.name)
    paying.confirm(order=order, paid_on=PAID_ON, by=officer_of(settlement), at=PAID)
    assert pain001.draw(message_of(PaymentOrder.objects.get(pk=order.pk))) == kept
    assert banking.make(order_id=order.pk, at=PAID + timedelta(days=9)).file.name == made.file.name
    assert banking.due(at=PAID) == []


# In the firm's place


@pytest.fixture
def irregular():
    """Contributions that the officer has found not in order."""
    application = ready(a_call_that_asks(RuleKind.DURC, {"officer_confirms": True}, "durc"))
    by = an_officer(application)
    verifying.confirm_facts(application=application, words={"durc": False}, note="DURC online.", by=by, at=PAID)
    return application.account.settlement


def substitute(settlement, amount, **other):
    known = {"bodies": "INPS", "document": "INPS_123", "issued_on": PAID_ON, "by": officer_of(settlement), "at": PAID}
    return substituting.substitute(settlement=settlement, amount=Decimal(amount), **known | other)


def test_who_is_not_in_order_is_paid_what_the_bodies_leave(irregular):
    with pytest.raises(Refused, match="Requisito non soddisfatto"):
        pay_out(irregular)
    ordering.withdraw(order=PaymentOrder.objects.get(), by=officer_of(irregular), at=PAID)
    substitute(irregular, "1000.00")
    payout = pay_out(irregular)
    assert (payout.gross, payout.withheld) == (Decimal("8400.00"), Decimal("336.00"))
    assert (payout.substituted, payout.net) == (Decimal("1000.00"), Decimal("7064.00"))
    assert sum(row.amount for row in Movement.objects.filter(kind=MovementKind.PAY)) == payout.gross
    assert payout.line.order_id in banking.due(at=PAID)


def test_the_bodies_take_no_more_than_there_is_and_then_no_file_is_made(irregular):
    substitute(irregular, "999999.00")
    payout = pay_out(irregular)
    assert (payout.substituted, payout.net) == (Decimal("8064.00"), Decimal("0.00"))
    assert banking.due(at=PAID) == []


def test_a_payment_in_the_firms_place_is_of_who_is_not_in_order_and_not_ordered_yet(settlement, irregular):
    with pytest.raises(Refused, match="non risulta irregolare"):
        substitute(settlement, "1.00")
    with pytest.raises(Refused, match="Scrivete a quali enti"):
        substitute(irregular, "1.00", bodies=" ")
    an_order(irregular)
    with pytest.raises(Refused, match="si registra prima"):
        substitute(irregular, "1.00")


def test_zero_takes_it_back(irregular):
    substitute(irregular, "1000.00")
    substitute(irregular, "0.00")
    with pytest.raises(Refused, match="Requisito non soddisfatto"):
        pay_out(irregular)


# On paper


def test_what_was_withheld_in_a_year_is_certified_to_the_firm_once(settlement):
    pay_out(settlement)
    assert certify(at=CERTIFIED.replace(month=1)) == []
    [paper] = certify()
    assert (paper.year, paper.edition, paper.gross, paper.withheld) == (2021, 1, Decimal("8400.00"), Decimal("336.00"))
    assert storage.digest_of(paper.file.name) == paper.sha256 == sha256(certifying._drawn(paper)).hexdigest()
    words = " ".join(PdfReader(BytesIO(storage.kept(paper.file.name))).pages[0].extract_text().split())
    assert "certifica che nel 2021 ha trattenuto 336,00 €" in words
    assert certify(at=CERTIFIED + timedelta(days=1)) == []


def test_what_is_paid_late_makes_another_edition(settlement):
    pay_out(settlement)
    certify()
    application = settlement.account.application
    other = make_public(application_at(State.SETTLED, call=a_call(), firm=application.firm)).account.settlement
    pay_out(other)
    [paper] = certify(at=CERTIFIED + timedelta(days=1))
    assert (paper.edition, paper.withheld, len(paper.content["rows"])) == (2, Decimal("672.00"), 2)
