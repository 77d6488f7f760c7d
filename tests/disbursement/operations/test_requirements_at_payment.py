"""Before it pays, the Chamber asks the rules of the payment: what is not met, or not looked up, stops the money."""

from datetime import date

import pytest

from applications.operations import verifying
from bando.enums import Phase, RuleKind
from core.refusals import Refused
from disbursement.models import Payout
from tests import factories_disbursement as walk
from tests.disbursement.asking import a_call_that_asks, ready
from tests.factories import a_call, an_officer, publish

pytestmark = pytest.mark.django_db


def test_what_the_chamber_has_to_look_up_stops_the_payment_until_it_has():
    application = ready(a_call_that_asks(RuleKind.SEAT, {"may_be_opened_later": False, "officer_confirms": True}, "seat-open"))
    settlement = application.account.settlement
    with pytest.raises(Refused, match="Resta da verificare «Requisito seat-open»"):
        walk.pay_out(settlement)
    assert not application.evaluations.filter(phase=Phase.PAYMENT).exists()
    walk.verify(application)
    assert walk.pay_out(settlement)
    assert application.evaluations.filter(phase=Phase.PAYMENT).get().findings.get().outcome == "met"


def test_what_was_found_at_the_admission_is_looked_up_again():
    call = a_call(published=False)
    fee = call.eligibilityrules.get(code="annual-fee")
    fee.phases = [Phase.REVIEW, Phase.PAYMENT]
    fee.save()
    publish(call)
    application = ready(call)
    assert application.confirmations.get(code="annual-fee").holds, "found before the admission"
    with pytest.raises(Refused, match="Resta da verificare «Requisito annual-fee»"):
        walk.pay_out(application.account.settlement)
    walk.verify(application)
    assert walk.pay_out(application.account.settlement)


def test_what_the_chamber_finds_missing_stops_the_payment():
    application = ready(a_call_that_asks(RuleKind.SEAT, {"may_be_opened_later": False, "officer_confirms": True}, "seat-open"))
    verifying.confirm_facts(
        application=application, words={"seat-open": False}, note="Visura.", by=an_officer(application), at=walk.PAID
    )
    with pytest.raises(Refused, match="Requisito non soddisfatto"):
        walk.pay_out(application.account.settlement)
    assert not Payout.objects.exists()


def test_a_durc_that_has_run_out_on_the_day_of_payment_stops_it():
    call = a_call_that_asks(RuleKind.DURC, {}, "durc")
    application = ready(call, durc_issued_on=date(2020, 6, 1), durc_expires_on=date(2020, 9, 29))
    with pytest.raises(Refused, match="Il DURC è scaduto il 29 settembre 2020"):
        walk.pay_out(application.account.settlement)


def test_the_spend_that_counts_is_the_accounts_own():
    application = ready(a_call_that_asks(RuleKind.MAXIMUM_SPEND, {"amount": "11999.99"}, "most"))
    with pytest.raises(Refused, match=r"La spesa di 12\.000,00.€ supera il massimo"):
        walk.pay_out(application.account.settlement)
