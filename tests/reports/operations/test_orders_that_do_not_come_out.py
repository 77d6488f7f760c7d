"""An order whose file or paper cannot be made says so on its page, waits ever longer, leaves the others alone, and is tried on
request."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications.enums import State
from core.adapters import bounded
from core.domain.retrying import FIRST_WAIT, LONGEST_WAIT
from core.models import AuditEvent
from core.refusals import Refused
from disbursement import tasks as payments
from disbursement.models import PaymentOrder
from disbursement.operations import banking
from reports import tasks
from reports.operations import papering
from tests.factories import a_chamber, a_user
from tests.factories_disbursement import PAID, adopted, an_order, application_at, make_public

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]
MINUTE = timedelta(minutes=1)
PAPER, FILE = "Il PDF del mandato non è riuscito", "Il file per la banca non è riuscito"


@pytest.fixture
def orders() -> tuple[PaymentOrder, PaymentOrder]:
    """Two, adopted; the first is the one that will not come out."""
    first, second = (adopted(an_order(make_public(application_at(State.SETTLED)).account.settlement)) for _each in range(2))
    return first, second


def broken_for(monkeypatch, module, name, order, trouble=None):
    """What draws fails on this order and no other."""
    draw = getattr(module, name)

    def drawn(subject, *more):
        if subject.pk == order.pk:
            raise trouble or ZeroDivisionError("secret detail")
        return draw(subject, *more)

    monkeypatch.setattr(module, name, drawn)


def page_of(order, person=None) -> str:
    client = Client()
    client.force_login(person or a_user("officer", chamber=order.pot.chamber))
    return " ".join(client.get(reverse("admin:disbursement_paymentorder_change", args=[order.pk])).text.split())


def pressed(order, button, person=None) -> int:
    client = Client()
    client.force_login(person or a_user("officer", chamber=order.pot.chamber))
    return client.post(reverse("admin:disbursement_paymentorder_action", args=[order.pk, button])).status_code


def test_a_paper_that_does_not_come_out_is_told_waits_and_is_tried_on_request(
    orders, monkeypatch, django_capture_on_commit_callbacks
):
    bad, good = orders
    for order in orders:
        banking.make(order_id=order.pk, at=PAID)
    with monkeypatch.context() as patched:
        broken_for(patched, papering, "_drawn", bad)
        assert papering.due(at=PAID) == [bad.pk, good.pk]
        papering.make(order_id=bad.pk, at=PAID)
        papering.make(order_id=good.pk, at=PAID)
        assert (good.papers.exclude(made_at=None).count(), bad.papers.exclude(made_at=None).count()) == (2, 0)
        # Handed out again too early, nothing is drawn and nothing counted.
        papering.make(order_id=bad.pk, at=PAID + MINUTE)
        assert set(bad.papers.values_list("attempts", "tried_at")) == {(1, PAID)}
        assert papering.due(at=PAID + FIRST_WAIT - MINUTE) == []
        assert papering.due(at=PAID + FIRST_WAIT) == [bad.pk]
        papering.make(order_id=bad.pk, at=PAID + FIRST_WAIT)
        assert papering.due(at=PAID + 2 * FIRST_WAIT) == []
        page = page_of(bad)
        assert f"{PAPER}: avvisate l’assistenza. Tentativi non riusciti: 2, l’ultimo il 15 giugno 2021" in page
        assert "secret detail" not in page
        assert PAPER not in page_of(good)
        assert "rifai-pdf" not in page_of(good)
        missed = AuditEvent.objects.filter(action="papering.miss").order_by("pk")
        assert [event.data["attempt"] for event in missed] == [1, 1, 2, 2]
        bad.papers.update(attempts=200)
        assert papering.due(at=PAID + FIRST_WAIT + LONGEST_WAIT) == [bad.pk]
    assert "rifai-pdf" in page_of(bad)
    assert pressed(bad, "rifai-pdf", a_user("auditor")) == 403
    with django_capture_on_commit_callbacks() as handed:
        assert pressed(bad, "rifai-pdf") == 302
    assert len(handed) == 1
    assert "Si ritenta adesso" in page_of(bad)
    assert papering.due(at=PAID + FIRST_WAIT) == [bad.pk]
    tasks.put_on_paper(bad.pk)
    page = page_of(bad)
    assert (PAPER in page, reverse("order_paper", args=[bad.pk]) in page, "rifai-pdf" in page) == (False, True, False)
    assert papering.due(at=PAID + FIRST_WAIT) == []
    assert pressed(bad, "rifai-pdf") == 409


def test_a_part_that_is_too_long_says_which_limit_it_met(orders, monkeypatch):
    bad, _good = orders
    banking.make(order_id=bad.pk, at=PAID)
    broken_for(monkeypatch, papering, "_drawn", bad, bounded.OverLimit("time", 60))
    papering.make(order_id=bad.pk, at=PAID)
    assert "ha superato il tempo concesso (60 secondi)" in page_of(bad)


def test_a_file_for_the_bank_that_does_not_come_out_leaves_the_others_alone(orders, monkeypatch):
    bad, good = orders
    with monkeypatch.context() as patched:
        broken_for(patched, banking, "message_of", bad)
        assert banking.due(at=PAID) == [bad.pk, good.pk]
        assert payments.sweep_bank_files() == 2
        bad.refresh_from_db()
        good.refresh_from_db()
        assert (bad.made_at, bad.attempts, good.made_at is None, good.attempts) == (None, 1, False, 0)
        assert banking.due(at=bad.tried_at + MINUTE) == []
        assert banking.due(at=bad.tried_at + FIRST_WAIT) == [bad.pk]
        page = page_of(bad)
        assert f"{FILE}: avvisate l’assistenza. Tentativi non riusciti: 1, l’ultimo il" in page
        assert FILE not in page_of(good)
    with pytest.raises(Refused, match="c’è già"):
        banking.again(order=good, by=a_user("officer", chamber=good.pot.chamber), at=PAID)
    with pytest.raises(Refused):
        banking.again(order=bad, by=a_user("officer", chamber=a_chamber("XY")), at=PAID)
    assert pressed(bad, "rifai-file") == 302
    assert banking.due(at=bad.tried_at + MINUTE) == [bad.pk]
    made = banking.make(order_id=bad.pk, at=bad.tried_at + MINUTE)
    assert (bool(made.sha256), made.error, FILE in page_of(bad)) == (True, "", False)
    assert AuditEvent.objects.filter(action="banking.again", subject_id=bad.pk).count() == 1


def test_control_without_the_wait_it_is_drawn_every_minute(orders, monkeypatch):
    bad, _good = orders
    broken_for(monkeypatch, banking, "message_of", bad)
    monkeypatch.setattr(PaymentOrder, "is_due", lambda self, at: True)
    for minute in range(3):
        assert bad.pk in banking.due(at=PAID + minute * MINUTE)
        banking.make(order_id=bad.pk, at=PAID + minute * MINUTE)
    bad.refresh_from_db()
    assert bad.attempts == 3
