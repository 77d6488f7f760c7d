"""The dossier says what accounts, payment and recovery ask of the firm: the state of the application does not tell."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from applications.enums import State
from applications.views import next_step
from core.figures import euro
from disbursement.operations import checking, paying, recovering, redirecting
from disbursement.queries.recoveries import due_on
from disbursement.views.waiting import asked_in_short
from tests.factories import a_representative, an_officer
from tests.factories_disbursement import (
    PAID,
    a_director,
    adopted,
    an_order,
    application_at,
    begin_revocation,
    make_public,
    take_back,
)

pytestmark = pytest.mark.django_db


def asked(application):
    """(title, whole sentence of what there is to do, where the button leads)."""
    client = Client()
    client.force_login(a_representative(application.firm))
    page = html.document_fromstring(client.get(reverse("application", args=[application.pk])).content)
    [found] = page.find_class("next-step")
    title = " ".join(found.find("h2").text_content().split())
    return title, " ".join(found.text_content().split()), [link.get("href") for link in found.iter("a")]


def in_list(application):
    """What «Le mie domande» says of it besides its state."""
    client = Client()
    client.force_login(a_representative(application.firm))
    answer = client.get(reverse("my_applications"))
    [card] = answer.context["cards"]
    assert (card["asked"] is None) or card["asked"] in answer.text
    return card["asked"]


def account_page(application):
    return [reverse("account", args=[application.pk])]


def test_accounts_to_be_completed(monkeypatch):
    application = application_at(State.ACCOUNTED)
    title, _said, link = asked(application)
    assert (title, link) == ("Nulla: la Camera controlla il rendiconto", account_page(application))
    text = "Caricate il contratto."
    checking.request_integration(account=application.account, text=text, by=an_officer(application), at=PAID)
    title, _said, link = asked(application)
    assert (title, link) == ("La Camera vi chiede di integrare il rendiconto", account_page(application))
    assert in_list(application) == title
    # The control: nobody else tells.
    monkeypatch.setattr(next_step, "LATER", [])
    assert asked(application)[0] == "Nulla: la Camera controlla il rendiconto"
    assert in_list(application) is None


def test_a_payment_that_the_bank_has_sent_back():
    application = make_public(application_at(State.SETTLED))
    settlement, nothing = application.account.settlement, "Nulla: la Camera prepara il pagamento"
    assert asked(application)[::2] == (nothing, account_page(application))
    line = adopted(an_order(settlement)).lines.get()
    assert asked(application)[0] == nothing
    paying.reject(line=line, reason="AC04", by=an_officer(application), at=PAID)
    title, said, link = asked(application)
    assert (title, link) == ("Indicate un altro conto", account_page(application))
    assert "Il contributo resta vostro" in said
    assert in_list(application) == title
    firm, pays_again = a_representative(application.firm), "DE89370400440532013000"
    redirecting.redirect(account=application.account, iban=pays_again, by=firm, at=PAID)
    assert (asked(application)[0], in_list(application)) == (nothing, None)


def test_the_same_account_is_no_other_one():
    application = make_public(application_at(State.SETTLED))
    line = adopted(an_order(application.account.settlement)).lines.get()
    paying.reject(line=line, reason="AC04", by=an_officer(application), at=PAID)
    client = Client()
    client.force_login(a_representative(application.firm))
    refused = client.post(reverse("account_redirect", args=[application.pk]), {"iban": line.iban})
    assert (refused.status_code, "Su questo conto la banca ha già respinto" in refused.text) == (409, True)
    assert "La banca ha respinto il pagamento di" in client.get(*account_page(application)).text.partition("timeline-list")[2]


def test_a_revocation_that_may_be_answered():
    application, now = application_at(State.PAID), timezone.now()
    assert asked(application)[::2] == ("Nulla: il contributo è stato pagato", account_page(application))
    notice = begin_revocation(application.account.settlement.payout, at=now)
    title, said, link = asked(application)
    assert (title, link) == ("La Camera chiede di restituire 1.000,00 €: potete rispondere", account_page(application))
    assert "Entro:" in said
    assert " ".join(in_list(application).split()) == title
    recovering.observe(notice=notice, text="Riapre.", by=a_representative(application.firm), at=now)
    assert (asked(application)[0], in_list(application)) == ("Nulla: il contributo è stato pagato", None)


def test_what_is_to_be_given_back():
    application, now = application_at(State.PAID), timezone.now()
    recovery = take_back(application.account.settlement.payout, at=now)
    title, said, link = asked(application)
    assert (title, link) == ("Dovete restituire 1.000,00 € con gli interessi", account_page(application))
    assert "Entro:" in said
    assert in_list(application) == "Dovete restituire una somma alla Camera"
    days = [(timezone.localdate() + timedelta(days=each), Decimal("500.00")) for each in (30, 60)]
    recovering.agree_instalments(recovery=recovery, parts=days, by=a_director(application), at=now)
    assert "La prossima rata scade" in asked(application)[1]
    today, director = timezone.localdate(), a_director(application)
    recovering.receive(
        recovery=recovery, amount=sum(due_on(recovery, today)), received_on=today, reference="CRO", by=director, at=now
    )
    assert (asked(application)[0], in_list(application)) == ("Nulla: il contributo è stato pagato", None)


def test_a_list_asks_the_database_the_same_however_many_there_are(django_assert_num_queries):
    several = [application_at(state) for state in (State.ACCOUNTED, State.SETTLED, State.PAID)]
    begin_revocation(several[-1].account.settlement.payout, at=PAID)
    more = [application_at(State.PAID), application_at(State.SETTLED)]
    said = {several[-1].pk: f"La Camera chiede di restituire {euro(Decimal(1000))}: potete rispondere"}
    for applications in (several, [*several, *more]):
        with django_assert_num_queries(6):
            assert asked_in_short(applications, PAID) == said
