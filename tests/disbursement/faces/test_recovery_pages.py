"""Rates of interest and sums undone, through their pages."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.enums import State
from disbursement.models import InterestRate
from disbursement.operations import recovering
from disbursement.queries.recoveries import due_on
from tests.factories import a_representative, a_user
from tests.factories_disbursement import a_director, an_operator, application_at, take_back

pytestmark = pytest.mark.django_db


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_rate_is_added_by_who_may():
    adding = reverse("admin:disbursement_interestrate_list_action", args=["aggiungi"])
    said = {"from_on": "2027-01-01", "percent": "1,6", "year_days": "365", "source": "DM 9/12/2026, GU 288"}
    for role, status in (("auditor", 403), ("regione", 403), ("director", 403)):
        assert as_(a_user(role)).post(adding, said).status_code == status
    operator = as_(an_operator())
    assert operator.post(adding, said | {"percent": "101"}).status_code == 200
    listed = operator.post(adding, said | {"percent": "1.6"}, follow=True).text
    assert "Saggio registrato." in listed
    assert "1,6" in listed
    again = operator.post(adding, said | {"percent": "2"})
    assert (again.status_code, "C’è già un saggio" in str(again.context["form"].errors["from_on"])) == (200, True)
    administrator = as_(a_user("administrator"))
    administrator.post(adding, said | {"from_on": "2028-01-01", "percent": "2"})
    assert InterestRate.objects.count() == 10


def test_a_sum_is_undone_on_the_page_and_the_firm_reads_it():
    paid = application_at(State.PAID)
    recovery = take_back(paid.account.settlement.payout)
    director = as_(a_director(paid))
    page = reverse("admin:disbursement_recovery_change", args=[recovery.pk])
    assert "storna-incasso" not in director.get(page).text
    today = timezone.localdate()
    receiving = reverse("admin:disbursement_recovery_action", args=[recovery.pk, "incassa"])
    director.post(receiving, {"amount": "500.00", "received_on": today.isoformat(), "reference": "CRO 7"})
    undoing = reverse("admin:disbursement_recovery_action", args=[recovery.pk, "storna-incasso"])
    assert "CRO 7" in director.get(undoing).text
    shown = director.post(undoing, {"reason": "Di un’altra impresa."}, follow=True).text
    assert "Incasso stornato: 500,00" in shown
    assert "stornato" in shown
    firm = as_(a_representative(paid.firm)).get(reverse("account", args=[paid.pk])).text
    assert "La registrazione di «CRO 7» è stata annullata" in firm
    for model, query in (("recovery", "?rate=scadute"), ("revocationnotice", "?esito=da-decidere")):
        assert director.get(reverse(f"admin:disbursement_{model}_changelist") + query).status_code == 200


def test_both_sides_read_why_it_was_decided_and_which_instalments_are_paid():
    paid = application_at(State.PAID)
    recovery, director = take_back(paid.account.settlement.payout), a_director(paid)
    parts = [(day, Decimal("500.00")) for day in (timezone.localdate(), timezone.localdate() + timedelta(days=30))]
    recovering.agree_instalments(recovery=recovery, parts=parts, by=director, at=timezone.now())
    interest = due_on(recovery, timezone.localdate())[0]
    recovering.receive(
        recovery=recovery, amount=interest + Decimal("600.00"), received_on=timezone.localdate(), reference="CRO", by=director,
        at=timezone.now(),
    )  # fmt: skip
    desk = as_(director).get(reverse("admin:disbursement_recovery_change", args=[recovery.pk])).text
    firm = as_(a_representative(paid.firm)).get(reverse("account", args=[paid.pk])).text
    for page in (desk, firm):
        words = " ".join(page.split())
        assert "Non riapre." in words
        assert [word in words for word in (": restituita", ": mancano 400,00 €")] == [True, True]
    assert ("Sede chiusa." in firm, "Riapre." in firm) == (True, True)
