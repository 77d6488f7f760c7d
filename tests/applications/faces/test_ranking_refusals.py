"""Every «no» of a ranking, read on the page where it is proposed or signed."""

from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from applications.enums import State
from applications.models import Ranking
from bando.enums import Procedure
from bando.models import Call
from tests.applications.faces.test_desk import ACT, browser
from tests.factories import a_call, admit, application_at, fresh, publish, staff

pytestmark = pytest.mark.django_db


def proposed(call: Call) -> Ranking:
    """As the operator does it, in the page of the preview."""
    answer = browser(staff("operator")[0]).post(reverse("admin:applications_ranking_preview", args=[call.pk]), follow=True)
    assert "Graduatoria proposta" in answer.text
    return Ranking.objects.latest("pk")


def signing(proposal: Ranking, **changes: str):
    """What the director is answered."""
    address = reverse("admin:applications_ranking_action", args=[proposal.pk, "firma"])
    return browser(staff("director")[0]).post(address, ACT | changes)


def page_of(proposal: Ranking) -> str:
    return browser(staff("director")[0]).get(f"/admin/applications/ranking/{proposal.pk}/change/").text


def test_an_older_proposal_says_that_there_is_a_newer_one_beside_the_button_and_when_it_is_pressed():
    application = application_at(State.SCORED)
    old, new = proposed(application.call), proposed(application.call)
    sentence = "C’è una proposta più recente per questo bando: firmate quella."
    assert sentence in page_of(old)
    assert sentence not in page_of(new)
    answer = signing(old)
    assert (answer.status_code, answer.context["reason"]) == (409, sentence)
    assert fresh(application).state == State.SCORED


def test_a_signed_ranking_has_no_button_and_says_by_which_act_when_it_is_signed_again():
    application = application_at(State.SCORED)
    proposal = proposed(application.call)
    assert signing(proposal).status_code == 302
    assert "azione/firma" not in page_of(proposal)
    answer = signing(proposal, number="13")
    assert answer.status_code == 409
    assert answer.context["reason"] == ("La graduatoria è già approvata: approvazione della graduatoria n. 12 del 01/09/2020.")
    assert application.call.acts.filter(kind="ranking").count() == 1


def test_rows_that_are_no_longer_those_of_the_proposal_are_refused_in_the_page():
    application = application_at(State.SCORED)
    proposal = proposed(application.call)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        proposal.entries.update(admitted_spend=Decimal("12000.01"))
        cursor.execute("SET session_replication_role = origin")
    answer = signing(proposal)
    assert answer.status_code == 409
    assert answer.context["reason"].startswith(
        "Le righe della proposta non corrispondono alla sua impronta: preparatene un’altra"
    )
    assert fresh(application).state == State.SCORED


def test_lots_are_not_drawn_without_the_seed_which_the_page_asks_for():
    call = a_call(
        published=False, procedure=Procedure.LOTS, minimum_score=0, tie_breaks=["lots", "arrival"],
        lots_seed_source="Estrazione del lotto del 1° settembre",
    )  # fmt: skip
    call.scoringcriterions.all().delete()
    publish(call)
    application = admit(application_at(State.SUBMITTED, call=call))
    client, address = browser(staff("operator")[0]), reverse("admin:applications_ranking_preview", args=[call.pk])
    answer = client.post(address, {"seed": " "})
    sentence = (
        "Il bando sorteggia: scrivete il seme del sorteggio, in una riga, come risulta dal verbale "
        "(Estrazione del lotto del 1° settembre)."
    )
    assert sentence in answer.text
    assert not Ranking.objects.exists()
    assert "Graduatoria proposta" in client.post(address, {"seed": "Ruota di Milano: 90"}, follow=True).text
    assert signing(Ranking.objects.get()).status_code == 302
    assert fresh(application).state == State.FINANCED
