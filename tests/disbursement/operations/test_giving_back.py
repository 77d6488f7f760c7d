"""A firm that must give a grant back reads how much, by when, where to and with which words; the director says where to."""

from datetime import timedelta

import pytest
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.enums import NoticeKind, State
from applications.notifications.wording import letter
from core.refusals import Refused
from disbursement.models import Recovery, ReturnAccount
from disbursement.operations import recovering, reminding
from disbursement.queries.giving_back import giving_back
from disbursement.queries.recoveries import overdue
from tests.core.bare import run
from tests.factories import a_chamber, a_representative, act_details, an_officer
from tests.factories_disbursement import CHAMBER_IBAN, IBAN, PAID, a_director, application_at, begin_revocation, take_back

pytestmark = pytest.mark.django_db
PAGOPA = "Chiedete l’avviso pagoPA a tributi@camera.example."


@pytest.fixture
def paid():
    return application_at(State.PAID)


def return_to(paid, *, by=None, at=PAID, **other):
    known = {"chamber": paid.pot.chamber, "holder": "Camera", "iban": CHAMBER_IBAN, "instructions": ""}
    return recovering.return_to(**known | other, by=by or a_director(paid), at=at)


def page_of(person, paid):
    client = Client()
    client.force_login(person)
    return client.get(reverse("account", args=[paid.pk])).text


def told(paid, kind=NoticeKind.RECOVERY_DECIDED, language="it"):
    return letter(paid.notices.filter(kind=kind).latest("pk"), language).body


def test_the_director_of_the_chamber_says_where_and_the_latest_counts(paid):
    recovery = take_back(paid.account.settlement.payout)
    for said, why in (
        ({"iban": "IT00"}, "IBAN non è corretto"),
        ({"holder": " "}, "intestatario"),
        ({"iban": ""}, "anche l’IBAN"),
        ({"iban": "", "holder": "", "instructions": " "}, "istruzioni"),
        ({"by": an_officer(paid)}, "."),
        ({"chamber": a_chamber("so")}, "quella Camera"),
    ):
        with pytest.raises(Refused, match=why):
            return_to(paid, **said)
    assert giving_back(recovery, PAID.date()).account is None
    return_to(paid, iban="it33 X054 2811 1010 0000 0123 457")
    assert giving_back(recovery, PAID.date()).account.iban == CHAMBER_IBAN
    latest = return_to(paid, holder="", iban="", instructions=PAGOPA)
    assert giving_back(recovery, PAID.date()).account == latest


def test_the_database_holds_it(paid):
    row = return_to(paid)
    for sql in ("UPDATE disbursement_returnaccount SET iban = %s", "DELETE FROM disbursement_returnaccount WHERE iban <> %s"):
        with pytest.raises(Error, match="Cannot update or delete rows"), transaction.atomic():
            run(sql, IBAN)
    for other in ({"iban": "x"}, {"holder": ""}, {"iban": "", "holder": ""}):
        with pytest.raises(Error, match="a_firm_is_told_where_to_give_back"), transaction.atomic():
            ReturnAccount.objects.create(
                **{"chamber": row.chamber, "holder": "x", "iban": IBAN, "at": PAID, "by": row.by} | other
            )
    recovery = take_back(paid.account.settlement.payout)
    run("SET LOCAL session_replication_role = replica")
    with pytest.raises(Error, match="a_firm_has_time_to_give_back"), transaction.atomic():
        run("UPDATE disbursement_recovery SET pay_by_on = interest_from_on WHERE id = %s", recovery.pk)


def test_without_an_account_the_firm_is_told_to_ask_and_with_one_what_to_do(paid):
    recovery = take_back(paid.account.settlement.payout)
    firm, messages = a_representative(paid.firm), reverse("application_messages", args=[paid.pk])
    words = f"Restituzione contributo {paid.call.code} CUP {paid.grant.cup} atto {recovery.act.number}"
    before = page_of(firm, paid)
    assert "non ha ancora indicato il conto" in before
    assert f'href="{messages}"' in before
    assert "non ha ancora indicato il conto" in told(paid)
    return_to(paid, instructions=PAGOPA)
    after = page_of(firm, paid)
    for shown in (
        CHAMBER_IBAN,
        "Camera",
        PAGOPA,
        words,
        "1.000,00",
        "15 luglio 2021",
        "Conservate la ricevuta",
        f'href="{messages}"',
    ):
        assert shown in after
    assert "non ha ancora indicato il conto" not in after


def test_the_letters_say_it_in_both_languages(paid):
    return_to(paid, instructions=PAGOPA)
    recovery = take_back(paid.account.settlement.payout)
    words = f"Causale: Restituzione contributo {paid.call.code}"
    for shown in (f"IBAN {CHAMBER_IBAN}", PAGOPA, words, "entro il 15 luglio 2021", "Conservate la ricevuta"):
        assert shown in told(paid)
    assert f"IBAN {CHAMBER_IBAN}" in told(paid, language="en-gb")
    assert "Restituzione contributo" in told(paid, language="en-gb")
    day = PAID.date() + timedelta(days=10)
    recovering.agree_instalments(recovery=recovery, parts=[(day, recovery.amount)], by=a_director(paid), at=PAID)
    reminding.remind(at=PAID + timedelta(days=9))
    reminding.remind(at=PAID + timedelta(days=12))
    for kind in (NoticeKind.INSTALMENT_REMINDER, NoticeKind.INSTALMENT_OVERDUE):
        assert f"IBAN {CHAMBER_IBAN}" in told(paid, kind)


def test_the_firm_has_a_day_at_least(paid):
    notice = begin_revocation(paid.account.settlement.payout)
    recovering.observe(notice=notice, text="Riapre.", by=a_representative(paid.firm), at=PAID)
    about = {"amount": notice.amount, "reason": "Non riapre.", "by": a_director(paid), "at": PAID, **act_details(PAID)}
    with pytest.raises(Refused, match="scegliete un giorno successivo"):
        recovering.decide(notice=notice, pay_by_on=PAID.date(), **about)
    assert recovering.decide(notice=notice, pay_by_on=PAID.date() + timedelta(days=1), **about).pay_by_on


def test_what_came_in_is_no_longer_asked_for(paid):
    return_to(paid)
    recovery = take_back(paid.account.settlement.payout)
    today = timezone.localdate()
    firm, director = a_representative(paid.firm), a_director(paid)
    due = giving_back(recovery, today)
    assert due.interest > 0
    assert due.whole == due.interest + 1000
    known = {"recovery": recovery, "received_on": today, "reference": "CRO", "by": director, "at": timezone.now()}
    recovering.receive(**known, amount=due.whole - 400)
    assert "400,00" in page_of(firm, paid)
    recovering.receive(**known, amount=giving_back(recovery, today).whole)
    shown = page_of(firm, paid)
    assert "Avete restituito tutto" in shown
    assert CHAMBER_IBAN not in shown


def test_the_last_day_is_told_and_watched(paid):
    recovery = take_back(paid.account.settlement.payout)
    assert recovery.pay_by_on == PAID.date() + timedelta(days=30)
    late = recovery.pay_by_on + timedelta(days=1)
    found = [list(overdue(Recovery.objects.all(), day)) for day in (recovery.pay_by_on, late)]
    assert found == [[], [recovery]]
    recovering.agree_instalments(
        recovery=recovery, parts=[(late + timedelta(days=30), recovery.amount)], by=a_director(paid), at=PAID
    )
    assert not overdue(Recovery.objects.all(), late)


def test_the_director_registers_it_on_the_page(paid):
    recovery, client = take_back(paid.account.settlement.payout), Client()
    address = reverse("admin:disbursement_recovery_list_action", args=["conto"])
    given = {"chamber": paid.pot.chamber_id, "holder": "Camera", "iban": CHAMBER_IBAN, "instructions": ""}
    client.force_login(an_officer(paid))
    assert client.post(address, given).status_code == 403
    client.force_login(a_director(paid))
    seen = reverse("admin:disbursement_recovery_change", args=[recovery.pk])
    assert "non indicato" in client.get(seen).text
    refused = client.post(address, given | {"iban": "IT00"})
    assert (refused.status_code, "IBAN non è corretto" in refused.text) == (200, True)
    assert client.post(address, given).status_code == 302
    assert CHAMBER_IBAN in client.get(seen).text
