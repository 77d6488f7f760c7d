"""After the sending every page, letter and act tells the firm as it was sent; the desk says beside it what has changed."""

import pytest
from django.utils.html import escape

from accounts.models import User
from applications.enums import State
from applications.notifications.wording import words
from applications.operations import revoking
from bando.enums import ActKind
from core.models import Channel
from registry.operations import editing
from tests.factories import NOON, a_draft, a_firm, a_representative, act_details, an_officer, application_at, fresh, staff
from tests.letters import posted

pytestmark = pytest.mark.django_db
BEFORE, AFTER = "Vecchio Nome S.r.l.", "Nuovo Nome S.p.A."
MOVED = {
    "name": AFTER, "municipality": "Brescia", "province": None, "address": "via Nuova 2",
    "certified_email": "nuova@pec.example.org", "representative_name": "Luigi Verdi", "iban": "IT60X0542811101000000123456",
}  # fmt: skip


def a_firm_that_moves(**fields):
    return a_firm(name=BEFORE, certified_email="vecchia@pec.example.org", **fields)


def move(firm):
    """Everything that a firm may change."""
    firm.refresh_from_db()
    changes = MOVED | {"province": firm.province}
    return editing.edit(firm=firm, changes=changes, expected_version=firm.version, by=None, at=NOON)


def moved(state=State.GRANTED):
    application = application_at(state, firm=a_firm_that_moves())
    move(application.firm)
    return fresh(application)


def text_of(client, user, address):
    client.force_login(User.objects.get(pk=user.pk))
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.text


def test_the_desk_shows_what_was_sent_and_what_it_is_today(client):
    application = moved()
    page = text_of(client, an_officer(application), f"/admin/applications/application/{application.pk}/change/")
    for sent, today in (
        (BEFORE, AFTER),
        ("vecchia@pec.example.org", "nuova@pec.example.org"),
        (application.firm_version.representative_name, f"Luigi Verdi, {application.firm.representative_tax_code}"),
        ("–", "IT •••• 3456"),
    ):
        assert f"<dd>{escape(sent)}" in page
        assert f"Oggi: {escape(today)}" in page
    assert page.count("Oggi: ") == 5


def test_of_a_firm_that_has_not_changed_the_desk_says_it_once(client):
    application = application_at(State.SUBMITTED, firm=a_firm_that_moves())
    page = text_of(client, an_officer(application), f"/admin/applications/application/{application.pk}/change/")
    assert BEFORE in page
    assert "Oggi: " not in page


@pytest.mark.parametrize("what", ["application", "grant", "arrival", "ranking"])
def test_the_lists_of_the_desk_name_the_firm_as_sent_and_find_it_under_either_name(client, what):
    application = moved()
    reader, address = an_officer(application), f"/admin/applications/{what}/"
    if what == "ranking":
        address += f"{application.ranking_entries.get().ranking_id}/change/"
        reader = staff("operator")[0]
    page = text_of(client, reader, address)
    assert BEFORE in page
    assert AFTER not in page
    if what != "ranking":
        for asked in ("Vecchio", "Nuovo"):
            assert BEFORE in text_of(client, reader, f"{address}?q={asked}")


@pytest.mark.parametrize("part", ["", "ricevuta/", "messaggi/", "persone/", "contributo/"])
def test_the_pages_of_the_firm_keep_the_name_that_was_sent(client, part):
    application = moved()
    text = text_of(client, a_representative(application.firm), f"/domande/{application.pk}/{part}")
    assert BEFORE in text
    assert text.count(AFTER) == (1 if part == "" else 0)


def test_the_list_and_the_draft(client):
    sent = moved(State.SUBMITTED)
    draft = a_draft(firm=sent.firm)
    person = a_representative(sent.firm)
    mine = text_of(client, person, "/domande/")
    assert BEFORE in mine
    assert AFTER in mine
    page = text_of(client, person, f"/domande/{draft.pk}/")
    assert AFTER in page
    assert BEFORE not in page


def test_letters_tell_the_firm_as_sent_and_leave_for_its_address_of_today(settings):
    settings.PORTAL_PEC_EMAIL_HOST = "pec.example.org"
    application = moved()
    for notice in application.notices.all():
        assert AFTER not in words(notice).body
        assert BEFORE in words(notice).body
    letters = [letter for letter in posted() if letter.channel == Channel.CERTIFIED]
    assert {letter.recipient for letter in letters} == {"nuova@pec.example.org"}
    assert not any(AFTER in letter.body for letter in letters)


def test_an_act_names_the_firm_as_sent():
    application = moved()
    director = staff("director")[0]
    revoking.adopt_and_revoke(application=application, reason="Motivo", **act_details(NOON), by=director, at=NOON)
    act = application.call.acts.get(kind=ActKind.REVOCATION)
    assert BEFORE in act.subject
    assert AFTER not in act.subject
