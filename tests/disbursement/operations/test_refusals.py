"""Every «no» of accounts and payments, each with a sentence that says what to do; and what would happen without it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import Error, connection, transaction

from applications.enums import State
from bando.queries.balance import differences
from core.locks import operation
from core.refusals import Refused
from disbursement.enums import PaymentMeans
from disbursement.models import Account, Invoice, Payout, Spending
from disbursement.operations import accounting, checking, invoicing, paying, settling
from disbursement.policies import paying as policies
from tests.disbursement.invoices import body
from tests.factories import a_call, a_chamber, a_pdf, a_representative, a_user, an_officer, fresh, staff
from tests.factories_disbursement import (
    CHECKED,
    PAID,
    PAID_ON,
    PUBLISHED_ON,
    WRITTEN,
    adopted,
    an_order,
    an_xml,
    application_at,
    check,
    claim,
    describe,
    make_public,
    open_account,
    pay_out,
    prove,
    send,
    settle,
    somebody_else,
    written,
)
from tests.papers import a_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted():
    return application_at(State.ACCEPTED)


@pytest.fixture
def account(accepted):
    return open_account(accepted)


@pytest.fixture
def settled(accepted):
    return settle(check(send(accepted)))


def firm_of(account):
    return a_representative(account.application.firm)


# Writing


def test_accounts_wait_for_the_acceptance():
    with pytest.raises(Refused, match="Prima di rendicontare accettate il contributo"):
        open_account(application_at(State.GRANTED))


def test_accounts_are_opened_once(accepted):
    assert open_account(accepted) == open_account(accepted)
    assert Account.objects.filter(application=accepted).count() == 1


def test_only_the_firm_writes_its_accounts(account):
    with pytest.raises(Refused, match="Non agite per questa impresa"):
        invoicing.add_invoices(account=account, name="f.xml", content=an_xml(account.application), by=somebody_else(), at=WRITTEN)


def test_a_file_that_is_no_invoice_is_explained(account):
    with pytest.raises(Refused, match="Questo è un PDF"):
        claim(account, a_pdf())


def test_an_invoice_is_claimed_once_in_the_same_accounts(account):
    xml = an_xml(account.application)
    claim(account, xml)
    with pytest.raises(Refused, match="è già in questo rendiconto"):
        claim(account, xml)


def test_an_invoice_is_claimed_once_in_all_calls(account):
    xml = an_xml(account.application)
    claim(account, xml)
    other = open_account(application_at(State.ACCEPTED, call=a_call()))
    with pytest.raises(Refused, match="già stata rendicontata in un’altra domanda"):
        claim(other, xml)
    assert not other.invoices.exists()


def another(invoice, **changes):
    """The row written again past every policy."""
    again = Invoice.objects.get(pk=invoice.pk)
    for name, value in changes.items():
        setattr(again, name, value)
    again.pk = None
    again.save(force_insert=True)
    return again


NAMED, DOCUMENT = "an_invoice_is_claimed_once_in_all_calls", "a_document_is_claimed_once_in_all_calls"
AGAIN = [
    ({"content_sha256": "other"}, NAMED),
    ({"content_sha256": "other", "issued_on": date(2021, 12, 31), "document_type": "TD24"}, NAMED),
    ({"content_sha256": "other", "number": "12/a"}, NAMED),
    ({"number": "13"}, DOCUMENT),
    ({"total": Decimal(1), "supplier_vat": "IT99999999999"}, DOCUMENT),
]


@pytest.mark.parametrize(("changes", "constraint"), AGAIN)
def test_without_the_policy_the_database_still_refuses_the_second_claim(account, changes, constraint):
    [invoice] = claim(account, an_xml(account.application, number="12/A"))
    with pytest.raises(Error, match=constraint), transaction.atomic():
        another(invoice, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"content_sha256": "other", "issued_on": date(2022, 1, 1)},
        {"content_sha256": "other", "total": Decimal("14000.00")},
        {"content_sha256": "other", "supplier_vat": "IT99999999999"},
        {"position": 2, "number": "13"},
    ],
)
def test_another_year_another_total_and_another_of_the_same_file_are_other_invoices(account, changes):
    [invoice] = claim(account, an_xml(account.application))
    assert another(invoice, **changes).pk


def test_a_file_with_one_bad_invoice_adds_none(account):
    application = account.application
    claim(account, an_xml(application, number="7"))
    lines = (("Negozio online", "12000.00"),)
    lot = an_xml(application, bodies=tuple(body(number=one, day="2021-03-11", lines=lines) for one in "87"))
    with pytest.raises(Refused, match="è già in questo rendiconto"):
        claim(account, lot)
    assert account.invoices.count() == 1


def test_an_invoice_taken_out_may_be_claimed_again(account):
    xml = an_xml(account.application)
    [invoice] = claim(account, xml)
    invoicing.remove_invoice(invoice=invoice, by=firm_of(account), at=WRITTEN)
    assert not Spending.objects.exists()
    assert claim(account, xml)


def test_a_wrong_buyer_and_a_date_outside_stop_the_sending(account):
    [invoice] = claim(account, an_xml(account.application, buyer_vat="01234567897", buyer_code="", day="2019-01-01"))
    prove(account, invoice)
    describe(account)
    with pytest.raises(Refused, match=r"intestata a .* anteriore al periodo ammesso"):
        accounting.send(account=account, by=firm_of(account), at=WRITTEN)


def test_a_missing_project_code_is_for_the_chamber_to_verify(account):
    [invoice] = claim(account, an_xml(account.application, cup=""))
    assert invoice.findings.get(code="cup").outcome == "to_verify"
    prove(account, invoice)
    describe(account)
    accounting.send(account=account, by=firm_of(account), at=WRITTEN)


def test_what_is_missing_is_said_all_at_once(account):
    invoicing.add_invoices(
        account=account,
        name="f.xml",
        content=an_xml(account.application, lines=(("Foto", "3999.99"),)),
        by=firm_of(account),
        at=WRITTEN,
    )
    with pytest.raises(Refused) as refused:
        accounting.send(account=account, by=firm_of(account), at=WRITTEN)
    for words in ("prova del pagamento", "voce di spesa di ogni riga", "IBAN", "relazione", "3.999,99"):
        assert words in refused.value.reason


def test_accounts_without_invoices_are_not_sent(account):
    with pytest.raises(Refused, match="Caricate almeno una fattura"):
        accounting.send(account=account, by=firm_of(account), at=WRITTEN)


def test_the_term_for_the_accounts_is_the_calls(accepted):
    account = written(accepted)
    with pytest.raises(Refused, match="Il termine per il rendiconto è scaduto il 31 maggio 2021"):
        accounting.send(account=account, by=firm_of(account), at=WRITTEN + timedelta(days=60))


@pytest.mark.parametrize(
    ("content", "days", "words"),
    [(a_picture("PNG"), 0, "deve essere un PDF"), (a_pdf(), 400, "fuori dal periodo ammesso"), (a_pdf(), 5000, "nel futuro")],
)
def test_a_proof_is_a_pdf_of_a_day_in_the_window(account, content, days, words):
    [invoice] = claim(account, an_xml(account.application))
    paid_on = invoice.issued_on + timedelta(days=days)
    with pytest.raises(Refused, match=words):
        accounting.prove_payment(
            account=account, invoices=[invoice], paid_on=paid_on, amount=Decimal(1), payee="x", means=PaymentMeans.TRANSFER,
            name="x.pdf", content=content, by=firm_of(account), at=WRITTEN + timedelta(days=500),
        )  # fmt: skip


def test_a_wrong_iban_is_refused(account):
    with pytest.raises(Refused, match="L’IBAN non è corretto"):
        accounting.describe(
            account=account, iban="IT60X0542811101000000123457", report="", sales_started=False, by=firm_of(account), at=WRITTEN
        )


def test_an_item_of_another_call_is_refused(account):
    claim(account, an_xml(account.application))
    foreign = a_call().expenseitems.first()
    with pytest.raises(Refused, match="non è di questo bando"):
        accounting.assign(spending=account.spendings.get(), item=foreign, by=firm_of(account), at=WRITTEN)


def test_sent_accounts_are_frozen(accepted):
    account = send(accepted).account
    with pytest.raises(Refused, match="non si modifica più"):
        claim(account, an_xml(accepted))


@pytest.mark.parametrize(
    ("table", "column"),
    [("disbursement_spending", "description"), ("disbursement_invoice", "name"), ("disbursement_paymentproof", "name")],
)
def test_sent_accounts_are_frozen_against_a_shell_too(accepted, table, column):
    send(accepted)
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = 'altro'"):
        with pytest.raises(Error, match="is_never_changed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# Checking and settling


def test_a_foreign_chamber_neither_cuts_nor_settles(accepted):
    account = send(accepted).account
    foreign = a_user("officer", chamber=a_chamber("bs"))
    with pytest.raises(Refused, match="competenza di un’altra Camera"):
        checking.cut(spending=account.spendings.get(), admitted=Decimal(1), reason="x", by=foreign, at=CHECKED)
    with pytest.raises(Refused, match="competenza di un’altra Camera"):
        settling.settle(account=account, by=foreign, at=CHECKED)


@pytest.mark.parametrize(("admitted", "reason", "words"), [("12000.01", "x", "tra zero e"), ("1.00", " ", "Scrivete il motivo")])
def test_a_cut_leaves_what_was_claimed_or_less_with_a_reason(accepted, admitted, reason, words):
    account = send(accepted).account
    with pytest.raises(Refused, match=words):
        checking.cut(
            spending=account.spendings.get(), admitted=Decimal(admitted), reason=reason, by=an_officer(accepted), at=CHECKED
        )


def test_the_latest_cut_counts(accepted):
    account, by = send(accepted).account, an_officer(accepted)
    for admitted in ("5000.00", "9000.00"):
        checking.cut(spending=account.spendings.get(), admitted=Decimal(admitted), reason="x", by=by, at=CHECKED)
    assert Account.objects.get(pk=account.pk).admitted == Decimal("9000.00")


def test_lines_are_cut_no_more_after_the_check(accepted):
    account = check(send(accepted)).account
    with pytest.raises(Refused, match="già concluso"):
        checking.cut(spending=account.spendings.get(), admitted=Decimal(1), reason="x", by=an_officer(accepted), at=CHECKED)


def test_accounts_given_back_are_completed_and_sent_again(accepted):
    account = send(accepted).account
    checking.request_integration(account=account, text="Manca la dichiarazione sul CUP.", by=an_officer(accepted), at=CHECKED)
    [invoice] = claim(account, an_xml(accepted, lines=(("Foto", "500.00"),)), at=CHECKED)
    prove(account, invoice, at=CHECKED)
    later = CHECKED + timedelta(days=90)
    accounting.send(account=account, by=firm_of(account), at=later)
    account = Account.objects.get(pk=account.pk)
    assert (account.state, account.claimed) == ("sent", Decimal("12500.00"))
    assert account.application.state == State.ACCOUNTED


def test_accounts_are_settled_after_the_check(accepted):
    application = send(accepted)
    with pytest.raises(Refused, match="Prima concludete il controllo"):
        settle(application)


@pytest.mark.parametrize(("admitted", "words"), [("3999.99", "sotto il minimo di 4.000,00"), ("7199.99", "meno del 60")])
def test_too_little_realised_means_revocation(accepted, admitted, words):
    application = check(send(accepted), admitted=admitted)
    with pytest.raises(Refused, match=words) as refused:
        settle(application)
    assert "Proponete la revoca" in refused.value.reason


def test_exactly_the_share_to_be_realised_is_enough(accepted):
    assert settle(check(send(accepted), admitted="7200.00")).account.settlement.final_grant == Decimal("5040.00")


def test_settling_twice_is_refused_and_moves_nothing(settled):
    with pytest.raises(Refused, match="già approvato"):
        settle(settled)
    assert list(differences()) == []


# Paying


def test_no_payment_before_the_grant_is_published(settled):
    with pytest.raises(Refused, match="prima della pubblicazione non si paga"):
        pay_out(settled.account.settlement)


def test_no_payment_on_a_day_before_the_publication(settled):
    make_public(settled)
    with pytest.raises(Refused, match="precede la pubblicazione"):
        pay_out(settled.account.settlement, paid_on=PUBLISHED_ON - timedelta(days=1))
    assert pay_out(settled.account.settlement, paid_on=PUBLISHED_ON)


@pytest.mark.parametrize("day", [None, PUBLISHED_ON + timedelta(days=1)])
def test_without_the_policy_the_database_still_pays_nothing_before_the_publication(settled, monkeypatch, day):
    monkeypatch.setattr(policies, "why_not_published", lambda settlement, *, paid_on: None)
    if day is not None:
        make_public(settled, published_on=day)
    with pytest.raises(Error, match="nothing_is_paid_before_its_grant_is_public"), transaction.atomic():
        pay_out(settled.account.settlement, paid_on=PUBLISHED_ON)
    if day is not None:
        assert pay_out(settled.account.settlement, paid_on=day)


def test_a_grant_is_paid_once(settled):
    settlement = make_public(settled).account.settlement
    pay_out(settlement)
    with pytest.raises(Refused, match="non si paga due volte"):
        pay_out(settlement)
    assert Payout.objects.count() == 1


def test_without_the_policy_the_database_still_refuses_the_second_payment(settled):
    payout = pay_out(make_public(settled).account.settlement)
    payout.pk = None
    # Its line is paid: `what_is_paid_was_ordered_by_act` refuses it before the unique settlement does.
    with pytest.raises(Error, match="what_is_paid_was_ordered_by_act"), transaction.atomic():
        payout.save(force_insert=True)


def as_director_too(person, application):
    person.memberships.create(role="chamber_director", chamber=application.pot.chamber, since_at=WRITTEN)
    person.__dict__.pop("current_memberships", None)
    return person


def test_who_settled_does_not_pay(settled):
    settlement = make_public(settled).account.settlement
    by = a_user("officer", chamber=settled.pot.chamber)
    both = as_director_too(settlement.by, settled)
    with pytest.raises(Refused, match="il pagamento lo firma un’altra persona"):
        adopted(an_order(settlement, by=by), by=both)


def test_who_proposed_does_not_adopt(settled):
    both = as_director_too(a_user("officer", chamber=settled.pot.chamber), settled)
    with pytest.raises(Refused, match="lo adotta un’altra persona"):
        adopted(an_order(make_public(settled).account.settlement, by=both), by=both)


@pytest.mark.parametrize("role", ["officer", "chamber_director"])
def test_only_the_competent_director_pays(settled, role):
    settlement = make_public(settled).account.settlement
    place = a_chamber("bs") if role == "chamber_director" else settled.pot.chamber
    with pytest.raises(Refused, match=r"competenza di un’altra Camera|Il vostro ruolo non permette"):
        pay_out(settlement, by=staff(role, chamber=place)[1])


def test_a_payment_in_the_future_is_refused(settled):
    with pytest.raises(Refused, match="nel futuro"):
        pay_out(make_public(settled).account.settlement, paid_on=PAID_ON + timedelta(days=1))


def test_one_act_may_pay_several(accepted):
    """The Chamber signs one act for all that it pays that day."""
    call = accepted.call
    both = [make_public(settle(check(send(one)))) for one in (accepted, _second_accepted(call))]
    order = adopted(an_order(*(one.account.settlement for one in both)))
    payouts = paying.confirm(order=order, paid_on=PAID_ON, by=an_officer(accepted), at=PAID)
    assert {one.act for one in payouts} == {order.act}
    assert [fresh(one).state for one in both] == [State.PAID, State.PAID]


def _second_accepted(call):
    """Another firm of the call, ranked after the first: the waiting list has scrolled."""
    return application_at(State.ACCEPTED, call=call)


# The books


def test_the_books_balance_after_each_step(accepted):
    steps = [send, lambda one: check(one, admitted="10000.00"), settle, make_public]
    for step in steps:
        accepted = step(accepted)
        assert list(differences()) == []
    pay_out(accepted.account.settlement)
    assert list(differences()) == []


@pytest.mark.breaks_the_ledger
def test_a_book_that_does_not_balance_is_seen(settled):
    """Negative control of the test above."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE bando_budgetline SET available = available + 0.01 WHERE id = (SELECT min(id) FROM bando_budgetline)"
        )
    assert len(list(differences())) == 1


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("INSERT INTO {} (admitted_spend, final_grant, regional_share, chamber_share, economia, at, account_id, by_id) "
         "SELECT 0, 8400, 5000, 3399, 0, now(), account_id, by_id FROM {}", "a_final_grant_is_the_sum_of_its_shares"),
        ("INSERT INTO {} (admitted_spend, final_grant, regional_share, chamber_share, economia, at, account_id, by_id) "
         "SELECT 0, 8400, 5000, 3400, -1, now(), account_id, by_id FROM {}", "a_settlement_never_gives_more_than_granted"),
        ("UPDATE {} SET final_grant = 1", "a_settlement_is_never_changed"),
        ("DELETE FROM {}", "a_settlement_is_never_changed"),
    ],
)  # fmt: skip
def test_a_settlement_is_kept_as_it_was_made(settled, statement, constraint):
    with pytest.raises(Error, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.replace("{}", "disbursement_settlement"))


def test_operations_join_one_transaction(settled):
    """A payment inside a larger operation that fails leaves nothing behind."""
    make_public(settled)

    @operation
    def larger(*, by, at):
        pay_out(settled.account.settlement)
        raise Refused("no")

    with pytest.raises(Refused, match="no"):
        larger(by=None, at=PAID)
    assert not Payout.objects.exists()
    assert list(differences()) == []
