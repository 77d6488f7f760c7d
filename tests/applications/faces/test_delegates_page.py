"""A delegate for one application; the figures of last time; who did what."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Invitation
from accounts.operations.empowering import deposit
from accounts.operations.inviting import accept, invite
from applications.models import Mandate
from applications.operations.delegating import delegate
from applications.operations.resuming import resume
from tests.factories import NOON, a_call, a_draft, a_firm, a_pdf, a_representative, a_user, confirm, fill, fresh, send

pytestmark = pytest.mark.django_db
NEXT_MONTH = (timezone.now() + timedelta(days=30)).date().isoformat()


def entered(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_representative_delegates_for_one_application_from_its_page():
    draft = a_draft()
    page = f"/domande/{draft.pk}/persone/"
    client = entered(a_representative(draft.firm))
    answer = client.post(page, {"email": "lei@example.org", "until_on": NEXT_MONTH}, follow=True)
    assert "Invito inviato a lei@example.org" in answer.text
    assert "non ha ancora risposto" in answer.text
    assert Mandate.objects.get().application == draft
    assert "ha invitato un delegato per la domanda" in answer.text


def test_who_may_not_invite_reads_why_and_strangers_find_nothing():
    draft = a_draft()
    page, typed = f"/domande/{draft.pk}/persone/", {"email": "lei@example.org", "until_on": NEXT_MONTH}
    colleague = entered(a_user("colleague", firm=draft.firm))
    assert "non permette di: invitare" in colleague.get(page).text
    assert "non permette di: invitare" in colleague.post(page, typed).text
    assert entered(a_representative(a_firm())).post(page, typed).status_code == 404
    assert not Invitation.objects.exists()


def test_the_figures_of_last_time_fill_what_is_empty_at_a_word_and_nothing_else():
    firm = a_firm()
    send(confirm(fill(a_draft(firm=firm), staff=33)))
    draft = a_draft(firm=firm, call=a_call())
    client = entered(a_representative(firm))
    assert "Riprendete i dati dell’ultima domanda" in client.get(f"/domande/{draft.pk}/requisiti/").text
    assert fresh(draft).content.staff is None
    content = draft.content
    content.turnover, content.version = 1, 2
    content.save()
    client.post(f"/domande/{draft.pk}/requisiti/riprendi/")
    content = fresh(draft).content
    assert (content.staff, content.turnover, content.title) == (33, 1, "")
    assert resume(application=draft, by=a_representative(firm), at=NOON) is False
    assert "Riprendete" not in client.get(f"/domande/{draft.pk}/requisiti/").text


def test_the_figures_of_another_firm_are_not_offered():
    send(confirm(fill(a_draft())))
    draft = a_draft(call=a_call(), firm=a_firm())
    assert resume(application=draft, by=a_representative(draft.firm), at=NOON) is False


def test_the_representative_reads_who_did_what_in_her_firm_and_not_elsewhere():
    draft = fill(a_draft())
    stranger = a_user("representative", firm=a_firm(), name="Elsa Estranea")
    fill(a_draft(call=a_call(), firm=stranger.memberships.get().firm))
    page = entered(a_representative(draft.firm)).get(f"/imprese/{draft.firm_id}/attivita/").text
    assert "ha caricato un documento" in page
    assert stranger.name not in page
    assert "@" not in "".join(line for line in page.splitlines() if "ha caricato" in line)


def test_after_the_last_day_the_delegate_reads_a_sentence_and_strangers_find_nothing():
    draft, now = a_draft(), timezone.now()
    begun, last_day = now - timedelta(days=10), (now - timedelta(days=1)).date()
    whole, narrow, stranger = (a_user() for _each in range(3))
    by = a_representative(draft.firm)
    first = invite(firm=draft.firm, email=whole.email, role="delegate", until_on=last_day, by=by, at=begun)
    second = delegate(application=draft, email=narrow.email, until_on=last_day, by=by, at=begun).invitation
    for person, invitation in ((whole, first), (narrow, second)):
        membership = accept(invitation=invitation, by=person, at=begun)
        deposit(membership=membership, name="P.pdf", content=a_pdf(), until_on=last_day, by=person, at=begun)
        answer = entered(person).get(f"/domande/{draft.pk}/progetto/")
        assert answer.status_code == 409
        assert "La vostra delega è scaduta" in answer.text
        assert entered(person).post(f"/domande/{draft.pk}/progetto/", {"title": "x", "version": 1}).status_code == 409
    assert fresh(draft).content.title == ""
    assert entered(stranger).get(f"/domande/{draft.pk}/progetto/").status_code == 404
    other = a_draft(firm=draft.firm, call=a_call())
    assert entered(narrow).get(f"/domande/{other.pk}/").status_code == 404
