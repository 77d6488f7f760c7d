"""What is typed wrong of regional money, of recoveries and of accounts: said at its field, nothing lost, nothing half-saved."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.enums import State
from disbursement.enums import EvidenceKind
from disbursement.models import Evidence, Tranche
from tests.factories import a_call, a_chamber, an_officer, staff
from tests.factories_disbursement import (
    PAID,
    a_director,
    a_proposal,
    a_report,
    an_operator,
    application_at,
    ask_for,
    begin_revocation,
    tranche_rules,
)
from tests.typed import AMOUNTS, DAYS, MISSING, all_refused, each, refused_at_the_button, words_up_to

pytestmark = pytest.mark.django_db


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def button(model, row, name):
    return reverse(f"admin:disbursement_{model}_action", args=[row.pk, name])


def above(model, name):
    return reverse(f"admin:disbursement_{model}_list_action", args=[name])


def in_days(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_parts_of_the_regional_money():
    call = a_call()
    first, second, _balance = tranche_rules(call)
    operator, director = as_(an_operator()), as_(staff("director")[0])
    early = a_report(call, EvidenceKind.INTERIM, approved=False)
    proposing, good = above("tranche", "proponi"), {"rule": str(first.pk), "evidence": ""}
    wrong = all_refused(operator, proposing, good, [
        ("rule", "", MISSING), ("rule", "999999999", "Scegliete una voce"), ("rule", "1'x", "Scegliete una voce"),
        ("evidence", "999999999", "Scegliete una voce"), ("rule", str(second.pk), "Prima chiedete la quota precedente"),
    ])  # fmt: skip
    tranche = a_proposal(first)
    act = {"number": "7", "issued_on": PAID.date().isoformat(), "issuer": "Unioncamere Lombardia", "signer": "Ada Neri"}
    signing = button("tranche", tranche, "richiedi")
    wrong += all_refused(director, signing, act, [
        *each("number", words_up_to(40)), *each("issued_on", DAYS), ("issued_on", in_days(1), "è nel futuro"),
        *each("issuer", words_up_to(120)), *each("signer", words_up_to(120)),
    ])  # fmt: skip
    ask_for(tranche)
    approving, approval = button("tranche", tranche, "approva"), {"protocol": "RL 8", "approved_on": PAID.date().isoformat()}
    late = [(day, "segue la richiesta e non è nel futuro") for day in (in_days(1), "2020-02-29")]
    wrong += all_refused(operator, approving, approval, [*each("protocol", words_up_to(60)), *each("approved_on", DAYS + late)])
    assert operator.post(approving, approval).status_code == 302
    wrong += refused_at_the_button(operator, approving, approval, "è già registrata")
    receiving, receipt = button("tranche", tranche, "incassa"), {"received_on": PAID.date().isoformat(), "reference": "Rev. 1"}
    wrong += all_refused(operator, receiving, receipt, [
        *each("reference", words_up_to(60)), *each("received_on", DAYS), ("received_on", in_days(1), "è nel futuro"),
        ("received_on", "2020-02-29", "precede l’approvazione"),
    ])  # fmt: skip
    assert operator.post(receiving, receipt).status_code == 302
    wrong += refused_at_the_button(operator, receiving, receipt, "è già registrato")
    # The second part, with a report that the Region has not approved, or that is of another call.
    good = {"rule": str(second.pk), "evidence": str(early.pk)}
    other = a_report(a_call(), EvidenceKind.INTERIM)
    wrong += all_refused(operator, proposing, good, [
        ("evidence", "", "producete il rapporto"), ("evidence", str(early.pk), "non ha ancora approvato"),
        ("evidence", str(other.pk), "non apre questa quota"),
    ])  # fmt: skip
    undoing = button("tranche", tranche, "storna-incasso")
    wrong += all_refused(operator, undoing, {"reason": "Errore."}, each("reason", words_up_to(20_000)))
    # The evidence itself.
    approving, approval = button("evidence", early, "approva"), approval | {"protocol": "RL 9"}
    late = [(day, "segue l’invio del rapporto") for day in (in_days(1), "2020-02-29")]
    wrong += all_refused(operator, approving, approval, [*each("protocol", words_up_to(60)), *each("approved_on", DAYS + late)])
    assert operator.post(approving, approval).status_code == 302
    wrong += refused_at_the_button(operator, approving, approval, "è già registrata")
    assert not wrong, "\n".join(wrong)
    assert (Tranche.objects.get().state, Evidence.objects.filter(approval=None).count()) == ("received", 0)


def test_what_is_taken_back():
    paid, other = application_at(State.PAID), a_chamber("xx")
    payout, director = paid.account.settlement.payout, as_(a_director(paid))
    officer, long = as_(an_officer(paid)), words_up_to(20_000)
    beginning, told = button("payout", payout, "avvia-revoca"), {"amount": "1.000,00", "reason": "Sede chiusa."}
    wrong = all_refused(officer, beginning, told, [
        *each("amount", AMOUNTS), ("amount", "999.999,00", "al massimo quanto è stato pagato"), *each("reason", long),
    ])  # fmt: skip
    notice = begin_revocation(payout, amount="1000.00", at=timezone.now() - timedelta(days=90))
    wrong += refused_at_the_button(officer, beginning, told, "è già avviata")
    act = {"number": "7", "issued_on": in_days(0), "issuer": "Camera", "signer": "Ada Neri", "amount": "500,00"}
    deciding, decision = button("revocationnotice", notice, "decidi"), act | {"pay_by_on": in_days(30), "reason": "Non riapre."}
    wrong += all_refused(director, deciding, decision, [
        *each("amount", AMOUNTS), ("amount", "1.000,01", "al massimo quanto comunicato"), *each("reason", long),
        *each("pay_by_on", DAYS), ("pay_by_on", in_days(0), "segue il giorno della decisione"),
        *each("issued_on", DAYS), ("issued_on", in_days(1), "è nel futuro"), *each("number", words_up_to(40)),
    ])  # fmt: skip
    assert director.post(deciding, decision).status_code == 302
    wrong += refused_at_the_button(director, deciding, decision, "è già stata decisa")
    recovery = notice.recovery
    parting, parts = button("recovery", recovery, "rateizza"), {"count": "5", "first_on": in_days(30)}
    number = [("", MISSING), ("tre", "Inserite un numero intero"), ("-1", "Il valore più basso"), ("61", "Il valore più alto")]
    wrong += all_refused(director, parting, parts, [*each("count", number), *each("first_on", DAYS)])
    receiving = button("recovery", recovery, "incassa")
    came = {"amount": "100,00", "received_on": in_days(0), "reference": "CRO 7"}
    wrong += all_refused(director, receiving, came, [
        *each("amount", AMOUNTS), ("amount", "900.000,00", "dovuti al massimo"), *each("reference", words_up_to(60)),
        *each("received_on", DAYS), ("received_on", in_days(1), "non è nel futuro"),
        ("received_on", "2020-02-29", "segue il pagamento del contributo"),
    ])  # fmt: skip
    returning = above("recovery", "conto")
    account = {"chamber": str(paid.pot.chamber_id), "holder": "Camera", "iban": "IT60X0542811101000000123456", "instructions": ""}
    wrong += all_refused(director, returning, account, [
        ("chamber", str(other.pk), "Scegliete una voce"), ("chamber", "", MISSING), ("holder", "", "Scrivete l’intestatario"),
        ("iban", "IT60X", "IBAN"), ("iban", "", "Scrivete anche l’IBAN"), ("iban", "x" * 43, "Al massimo 42"),
    ])  # fmt: skip
    wrong += all_refused(
        director, returning, account | {"holder": "", "iban": ""}, [("instructions", "", "oppure le istruzioni per pagare")]
    )
    rating, rate = (
        above("interestrate", "aggiungi"),
        {"from_on": "2030-01-01", "percent": "1,6", "year_days": "365", "source": "DM"},
    )
    percent = [
        ("", MISSING),
        ("due", "Scrivete un numero"),
        ("-1", "più basso"),
        ("101", "più alto"),
        ("1,23456", "Al massimo 4"),
    ]
    wrong += all_refused(as_(an_operator()), rating, rate, [
        *each("percent", percent), *each("from_on", DAYS), *each("source", words_up_to(120)),
    ])  # fmt: skip
    assert not wrong, "\n".join(wrong)


def test_who_sends_after_her_session_has_ended_is_told_that_it_was_not_taken():
    tranche = ask_for(a_proposal(tranche_rules(a_call())[0]))
    approving, client = button("tranche", tranche, "approva"), as_(an_operator())
    client.logout()
    answer = client.post(approving, {"protocol": "RL 8", "approved_on": PAID.date().isoformat()}, follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert "quello che avete inviato non è stato registrato" in answer.text
    assert Tranche.objects.get().state == "requested"
    # Who only reads has sent nothing.
    assert "non è stato registrato" not in Client().get(approving, follow=True).text
