"""A representative delegates somebody who has never seen the portal; she acts on her paper, up to its last day."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.domain.terms import end_of
from accounts.models import Invitation, User
from applications.models import Application
from applications.permissions import own_applications, why_not_act
from core.operations import mailing
from tests.applications.faces.test_desk_in_browser import enter
from tests.applications.faces.test_firm_pages import open_call
from tests.factories import a_draft, a_pdf, a_representative, fresh
from tests.journeys.steps_browser import NARROW, Visitor, staged
from tests.journeys.steps_cast import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "delegata@journey.example"


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests() -> None:
    cache.clear()


@pytest.fixture
def draft() -> Application:
    return a_draft(call=open_call(), at=timezone.now())


def post_waiting() -> None:
    """The worker's round: what is queued leaves."""
    for message_id in mailing.due(at=timezone.now()):
        mailing.send(message_id=message_id, at=timezone.now())


def link_in_mail(pattern: str) -> str:
    message = next(message for message in reversed(mail.outbox) if message.to == [EMAIL] and re.search(pattern, message.body))
    return re.search(rf"https?://[^/\s]+({pattern}\S*)", str(message.body))[1]


def invites(representative: Visitor, draft: Application) -> None:
    representative.open(f"/imprese/{draft.firm_id}/")
    representative.inspect("firm")
    representative.open("/imprese/")
    representative.inspect("my firms")
    representative.follow("Persone e inviti", inside="main")
    representative.inspect("people")
    representative.follow("Invita una persona", inside="main")
    representative.fill(email=EMAIL)
    representative.tick(representative.page.locator("[name=role][value=delegate]"))
    representative.press("Invia l’invito")
    representative.sees("Indicate fino a quando vale la delega")
    representative.inspect("invitation, without its last day")
    representative.fill(until_on=LAST_DAY.isoformat())
    representative.press("Invia l’invito")
    representative.sees(f"Invito inviato a {EMAIL}", "In attesa")
    representative.inspect("people, one invited")


def registers(delegate: Visitor) -> None:
    """From the link in the mail through an account of her own back to the invitation."""
    delegate.open(link_in_mail(r"/inviti/"))
    delegate.sees("Delegato dell’impresa")
    delegate.inspect("invitation, a stranger")
    delegate.follow("Crea un’utenza", inside="main")
    delegate.fill(name="Dora Delegata", email=EMAIL, password1=PASSWORD, password2=PASSWORD)
    delegate.press("Crea l'utenza")
    delegate.open(link_in_mail(r"/account/confirm-email/"))
    delegate.press("Conferma l'indirizzo")
    delegate.open("/account/login/")
    delegate.fill(login=EMAIL, password=PASSWORD)
    delegate.press("Accedi")
    delegate.sees("Inviti per voi")
    delegate.inspect("my firms, invited")


def accepts(delegate: Visitor) -> None:
    delegate.follow("Leggi l’invito", inside="main")
    delegate.inspect("invitation")
    delegate.press("Accetta l’invito")
    delegate.sees("Invito accettato", "Procura per")
    delegate.inspect("power of attorney")
    delegate.attach("file", "Procura.pdf", b"<html>", "application/pdf")
    delegate.press("Carica la procura")
    delegate.inspect("power of attorney, refused")
    delegate.attach("file", "Procura.pdf", a_pdf(), "application/pdf")
    delegate.fill(until_on=LAST_DAY.isoformat())
    delegate.press("Carica la procura")
    delegate.sees("Procura caricata")
    delegate.inspect("my firms, delegate")


LAST_DAY = timezone.localdate() + timedelta(days=30)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_delegate_comes_by_invitation_and_goes_with_her_last_day(
    live_server: Any, new_context: Any, draft: Application, tmp_path: Any, scripts: bool
) -> None:
    with staged(live_server, new_context, tmp_path) as stage:
        representative = stage.enters("representative", scripts=scripts)
        delegate = stage.enters("delegate", screen=NARROW, scripts=scripts)
        enter(representative.page, live_server, a_representative(draft.firm))
        invites(representative, draft)
        post_waiting()
        registers(delegate)
        accepts(delegate)
        delegate.open(f"/domande/{draft.pk}/progetto/")
        delegate.fill(title="Scritto dalla delegata")
        delegate.press("Salva e torna alla domanda")
        assert fresh(draft).content.title == "Scritto dalla delegata"
        delegate.open(f"/domande/{draft.pk}/persone/")
        delegate.sees("Dora Delegata ha modificato la bozza")
        delegate.inspect("who works on it")
        assert stage.found == {}
    her_last_moment_passes(draft)


def her_last_moment_passes(draft: Application) -> None:
    """To the microsecond: the instant of the request decides."""
    person, over = User.objects.get(email=EMAIL), end_of(LAST_DAY)
    assert why_not_act(person.asking(over - timedelta(microseconds=1)), draft) is None
    assert "La vostra delega è scaduta" in why_not_act(person.asking(over), draft)
    assert not own_applications(person).exists()
    assert Invitation.objects.get().accepted_by == person
    assert Client().get(link_in_mail(r"/inviti/")).status_code == 410
