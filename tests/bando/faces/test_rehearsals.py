"""The buttons of rehearsals in the admin."""

import pytest
from django.urls import reverse

from applications.enums import State
from bando.models import Call
from tests.factories import a_call, a_user, application_at

pytestmark = pytest.mark.django_db


def _page(call: Call, name: str = "") -> str:
    return (
        reverse("admin:bando_call_action", args=[call.pk, name]) if name else reverse("admin:bando_call_change", args=[call.pk])
    )


@pytest.fixture
def operator(client):
    client.force_login(a_user("operator"))
    return client


def test_a_call_offers_a_rehearsal_and_a_rehearsal_its_end(operator):
    real, rehearsal = a_call(), a_call(rehearsal=True)
    on_the_call = operator.get(_page(real)).content.decode()
    assert "Prepara una prova" in on_the_call
    assert "Cancella la prova" not in on_the_call
    on_the_rehearsal = operator.get(_page(rehearsal)).content.decode()
    assert "Cancella la prova" in on_the_rehearsal
    assert "Prepara una prova" not in on_the_rehearsal


def test_one_button_wipes_a_rehearsal(operator):
    call = application_at(State.SUBMITTED, call=a_call(rehearsal=True)).call
    asked = operator.get(_page(call, "cancella-prova"))
    assert "Non si torna indietro" in asked.content.decode()
    assert Call.objects.filter(pk=call.pk).exists()
    done = operator.post(_page(call, "cancella-prova"), follow=True)
    assert "Prova cancellata" in done.content.decode()
    assert not Call.objects.filter(pk=call.pk).exists()
    assert operator.post(_page(call, "cancella-prova")).status_code == 404


def test_a_real_call_is_not_wiped_by_its_address(operator):
    call = a_call()
    refused = operator.post(_page(call, "cancella-prova"))
    assert refused.status_code == 409
    assert "Solo una prova si cancella" in refused.content.decode()
    assert Call.objects.filter(pk=call.pk).exists()


def test_who_does_not_configure_neither_makes_nor_wipes_one(client):
    client.force_login(a_user("auditor"))
    call = a_call(rehearsal=True)
    assert client.post(_page(call, "cancella-prova")).status_code == 403
    assert client.post(_page(a_call(), "prova")).status_code == 403
    assert Call.objects.filter(pk=call.pk).exists()


def test_the_button_makes_a_marked_draft(operator):
    call = a_call()
    done = operator.post(_page(call, "prova"), follow=True)
    assert "Prova preparata" in done.content.decode()
    assert Call.objects.get(rehearsal=True).title.startswith("PROVA")
