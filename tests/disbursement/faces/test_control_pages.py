"""Sample controls through their pages: planned, proposed, drawn, gone through, ended, on to a revocation; each by who may."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications.enums import State
from disbursement.admin.day import waiting
from disbursement.models import Control, ControlSample, RevocationNotice
from disbursement.tasks import sweep_sample_minutes
from tests.factories import a_call, a_chamber, a_representative, a_user, staff
from tests.factories_disbursement import (
    PAID,
    a_controller,
    a_director,
    a_plan,
    a_sample,
    an_operator,
    application_at,
    drawn,
    ended,
    looked_through,
)

pytestmark = pytest.mark.django_db


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def page(model, name="changelist", *args):
    return reverse(f"admin:disbursement_{model}_{name}", args=args)


def day_of(user):
    return {str(one.label): one.count for one in waiting(user, PAID) if one.count}


def test_a_control_walks_from_the_plan_to_the_revocation():
    paid = application_at(State.PAID)
    operator, director = as_(an_operator()), as_(a_director(paid))
    proposer = staff("officer", chamber=paid.pot.chamber)[0]
    # Unioncamere says how much and by which list; the ready list is there to be changed.
    planning = page("controlplan", "list_action", "pubblica")
    assert "Le vendite online sono attive" in operator.get(planning).text
    said = {"call": paid.call_id, "percent": "5", "days": "60", "points": "Sede attiva | visura\nPagamenti veri"}
    assert operator.post(planning, said | {"points": ""}).status_code == 200
    plan = operator.post(planning, said, follow=True).text
    assert "Sede attiva" in plan
    assert "(visura)" in plan
    # An officer puts down who may be drawn; the director draws.
    proposing = page("controlsample", "list_action", "proponi")
    assert as_(proposer).post(proposing, {"pot": paid.pot_id, "seed_source": "Lotto"}, follow=True).status_code == 200
    sample = ControlSample.objects.get()
    assert "Controlli a campione da estrarre" in day_of(a_director(paid))
    drawing = page("controlsample", "action", sample.pk, "estrai")
    assert as_(proposer).post(drawing, {"seed": "1"}).status_code == 403
    assert "uguale" in director.post(drawing, {"seed": "12 45 67"}, follow=True).text
    assert director.post(drawing, {"seed": "other"}).status_code == 409
    minutes = reverse("admin:disbursement_controlsample_minutes", args=[sample.pk])
    sweep_sample_minutes()
    assert director.get(minutes).content[:5] == b"%PDF-"
    # Somebody who had no part goes through the list.
    control = Control.objects.get()
    assert "Controlli a campione da concludere" not in day_of(proposer)
    first, second = control.sample.plan.points.order_by("position")
    answering = page("control", "action", control.pk, "rispondi")
    refused = as_(proposer).post(answering, {f"answer_{first.pk}": "met"})
    assert refused.status_code == 409
    assert "lo fa un’altra persona" in refused.text
    other = a_controller(control)
    mine = as_(other)
    firm, account = as_(a_representative(paid.firm)), reverse("account", args=[paid.pk])
    assert "Estratta per un controllo a campione" in firm.get(reverse("application", args=[paid.pk])).text
    assert "è stato estratto a sorte" in firm.get(account).text
    half = {f"answer_{first.pk}": "not_met", f"answer_{second.pk}": ""}
    assert "Scrivete che cosa avete trovato" in mine.post(answering, half).text
    assert "Risposte registrate: 1." in mine.post(answering, half | {f"note_{first.pk}": "Chiusa."}, follow=True).text
    ending = page("control", "action", control.pk, "concludi")
    assert "Restano punti senza risposta: 1" in mine.get(ending).text
    mine.post(answering, {f"answer_{first.pk}": "not_met", f"note_{first.pk}": "Chiusa.", f"answer_{second.pk}": "met"})
    said = {"result": "irregular", "amount": "1.000,00", "reason": "Sede chiusa."}
    page_of = mine.post(ending, said, follow=True).text
    assert "Controllo concluso con esito: irregolare." in page_of
    assert day_of(other)["Controlli irregolari senza avvio di revoca"] == 1
    for shown in (firm.get(account).text, firm.get(reverse("application", args=[paid.pk])).text):
        assert "non regolare per 1.000,00" in shown
        assert "Sede chiusa." in shown
    # The revocation is begun by hand, with what was found.
    beginning = re.search(r'href="([^"]*avvia-revoca[^"]*)"', page_of).group(1)
    shown = mine.get(beginning).text
    assert "Sede chiusa." in shown
    assert re.search(r'name="amount"[^>]*value="1\.000,00', shown)
    mine.post(beginning, {"amount": "1000.00", "reason": "Sede chiusa."})
    assert RevocationNotice.objects.get().amount == 1000
    assert "Controlli irregolari senza avvio di revoca" not in day_of(other)


def test_whose_controls_a_person_sees():
    paid = application_at(State.PAID)
    a_plan(paid.call)
    sample = drawn(a_sample(paid.pot))
    control = sample.controls.get()
    pages = [page("controlsample", "change", sample.pk), page("control", "change", control.pk)]
    for user, status in (
        (a_user("auditor"), 200), (an_operator(), 200), (a_director(paid), 200), (a_controller(control), 200),
        (a_user("evaluator"), 404), (a_user("officer", chamber=a_chamber("bs")), 404), (a_user("regione"), 403),
    ):  # fmt: skip
        assert [as_(user).get(each).status_code for each in pages] == [status] * 2, user
    assert as_(a_user("regione")).get(page("controlplan")).status_code == 200
    # Who has not declared is led to the declaration first.
    stranger = as_(a_user("officer", chamber=paid.pot.chamber))
    assert stranger.get(pages[1]).status_code == 302


def test_my_day_counts_what_the_list_behind_it_shows():
    paid = application_at(State.PAID)
    a_plan(paid.call)
    control = drawn(a_sample(paid.pot)).controls.get()
    before, other = staff("officer", chamber=paid.pot.chamber)[0], a_controller(control)
    assert (behind(before), behind(other)) == ({}, {"Controlli a campione da concludere": (1, [control])})
    # To who only reads, all that is open is open.
    assert rows(a_director(paid), page("control") + "?esito=aperti") == [control]
    ended(control, "irregular", amount="10.00", reason="Sede chiusa.")
    assert behind(other) == {"Controlli irregolari senza avvio di revoca": (1, [control])}


def behind(user):
    """What waits of controls in her day, with the rows of the list that it leads to."""
    mine = [one for one in waiting(user, PAID) if one.count and "/control/" in one.url]
    return {str(one.label): (one.count, rows(user, one.url)) for one in mine}


def rows(user, address):
    return list(as_(user).get(address).context["cl"].result_list)


def test_lists_ask_as_much_for_three_rows_as_for_one(django_assert_max_num_queries):
    call = a_call()
    a_plan(call, share="1")
    client, asked = as_(a_user("auditor")), []
    pot = application_at(State.PAID, call=call).pot
    drawn(a_sample(pot))
    for more in (0, 2):
        for serial in range(more):
            application_at(State.PAID, call=call)
            sample = drawn(a_sample(pot), at=PAID + timedelta(hours=serial))
            if not serial:
                ended(sample.controls.get())
        for model, which in (
            ("control", ""),
            ("control", "?esito=aperti"),
            ("control", "?esito=vostri"),
            ("controlsample", ""),
            ("controlplan", ""),
        ):
            with django_assert_max_num_queries(40) as counted:
                assert client.get(page(model) + which).status_code == 200
            asked.append(len(counted))
    assert asked[:5] == asked[5:]
    assert looked_through(Control.objects.filter(outcome=None).first()).answers.count() == 2
