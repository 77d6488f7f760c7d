"""A pot that takes nobody any more says so wherever somebody could count on it: on the call, on the draft, at the sending."""

from datetime import timedelta
from decimal import Decimal
from itertools import count
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from applications.enums import State
from applications.models import Application
from applications.operations import withdrawing
from bando.enums import Procedure
from bando.models import Call
from tests.factories import NOON, a_call, a_draft, a_representative, confirm, fill, fresh, notice_rejection, publish, send

pytestmark = pytest.mark.django_db
FULL = "Bergamo: i fondi per questo bando sono esauriti, lista d’attesa compresa."
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def call() -> Call:
    """Ten grants in full and one in part, which waits for its rest: more is not taken."""
    made = a_call(published=False, procedure=Procedure.FIRST_COME, minimum_score=0, partial_last_grant=True)
    made.scoringcriterions.all().delete()
    publish(made)
    return made


def arrive(call: Call, count: int, province: str = "BG") -> list[Application]:
    return [send(ready(call, province)) for _number in range(count)]


def ready(call: Call, province: str = "BG") -> Application:
    return confirm(fill(a_draft(call=call), spend="20000.00", province=province))


def page(name: str, application: Application, data: dict | None = None) -> str:
    address, client = reverse(name, args=[application.pk]), Client()
    with time_machine.travel(LATER, tick=False):
        client.force_login(a_representative(application.firm))
        if data is None:
            return client.get(address).content.decode()
        return client.post(address, data, follow=True, headers={"referer": f"http://testserver{address}"}).content.decode()


# Each look at the public page is later than the one before: it shows what is some seconds old at most.
minutes = count(1)


def public(call: Call) -> str:
    with time_machine.travel(LATER + timedelta(minutes=next(minutes)), tick=False):
        return Client().get(reverse("call", args=[call.slug])).content.decode()


def pressed(application: Application) -> str:
    return page("application_send", application, {"key": str(uuid4()), "version": application.content.version})


def test_a_full_pot_says_so_on_every_page_and_another_goes_on(call):
    late, elsewhere = ready(call), ready(call, "BS")
    assert "fondi esauriti" not in public(call)
    for name in ("application", "application_seat", "application_send"):
        assert FULL not in page(name, late)
    leaving = arrive(call, 11)[0]
    text = public(call)
    assert text.count("fondi esauriti") == 1
    assert "Presentate la domanda" in text
    assert "Prenotato" in text
    for name in ("application", "application_seat", "application_send"):
        assert FULL in page(name, late)
        assert FULL not in page(name, elsewhere)
    assert FULL in pressed(late)
    assert fresh(late).state == State.DRAFT
    assert "La domanda è arrivata" in pressed(elsewhere)
    # Somebody leaves: there is room again, behind who waits.
    withdrawing.withdraw(application=leaving, by=a_representative(leaving.firm), at=NOON)
    assert FULL not in page("application_send", late)
    told = pressed(late)
    assert "La domanda è arrivata" in told
    assert fresh(late).arrival.reserved == Decimal("0.00")


def test_when_every_pot_is_full_the_call_itself_says_so(call):
    late = ready(call)
    arrive(call, 11)
    arrive(call, 11, "BS")
    text = public(call)
    assert "Le risorse sono esaurite" in text
    assert "lista d’attesa compresa, è impegnata dalle domande già arrivate" in text
    assert "I fondi del bando sono esauriti" in page("application_send", late)
    assert "I fondi del bando sono esauriti" in pressed(late)
    # Who has not begun cannot begin.
    firm = late.firm
    with time_machine.travel(LATER, tick=False):
        client = Client()
        client.force_login(a_representative(firm))
        start = client.get(reverse("application_start", args=[call.slug])).content.decode()
    assert "esauriti" in start


def test_a_withdrawal_with_a_notice_of_rejection_open_through_the_pages(call):
    application = notice_rejection(arrive(call, 1)[0], at=NOON)
    assert reverse("application_withdraw", args=[application.pk]) in page("application", application)
    assert "Domanda ritirata" in page("application_withdraw", application, {})
    assert fresh(application).state == State.WITHDRAWN
    dossier = page("application", application)
    assert "Preavviso di rigetto" in dossier
    assert "Osservazioni entro" not in dossier
