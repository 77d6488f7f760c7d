"""The letter of a grant: asked with it, made once by a worker, the same bytes whatever the call becomes, read by who may."""

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO

import pgtrigger
import pikepdf
import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from pypdf import PdfReader

from applications.enums import FormState, State
from applications.models import GrantLetter
from applications.operations import letters
from applications.tasks import sweep_letters
from bando.models import BudgetLine, Publication
from bando.operations import acts
from core.adapters import storage
from core.figures import euro
from core.models import AuditEvent
from tests import factories
from tests.applications.faces.test_desk import browser
from tests.factories import (
    ANSWERED,
    GRANTED,
    a_call,
    a_chamber,
    a_representative,
    a_user,
    an_act,
    an_officer,
    application_at,
    staff,
)
from tests.letters import posted

pytestmark = pytest.mark.django_db
PAGE = "https://www.unioncamerelombardia.example/atti/110"


def text_of(content):
    """Its words, on one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def letter_of(application):
    return GrantLetter.objects.get(grant__application=application)


def drawn(letter):
    """The bytes of a letter that is not made yet; it is left so."""
    return letters._drawn(GrantLetter.objects.get(pk=letter.pk))


def made(application):
    return letters.make(letter_id=letter_of(application).pk, at=ANSWERED)


def test_it_is_asked_with_the_grant_and_made_once():
    application = application_at(State.GRANTED)
    letter = letter_of(application)
    assert (letter.state, letter.asked_at, letter.file.name) == (FormState.REQUESTED, GRANTED, "")
    assert letters.due(at=ANSWERED) == [letter.pk]
    assert sweep_letters() == 1
    letter.refresh_from_db()
    assert (letter.state, letters.due(at=ANSWERED), sweep_letters()) == (FormState.MADE, [], 0)
    with letter.file.open("rb") as stored:
        content = stored.read()
    assert sha256(content).hexdigest() == letter.sha256 == AuditEvent.objects.get(action="letters.make").data["sha256"]
    with pikepdf.open(BytesIO(content)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Lettera di concessione del contributo"
    again = letters.make(letter_id=letter.pk, at=ANSWERED + timedelta(days=1))
    assert (again.file.name, again.made_at) == (letter.file.name, letter.made_at)


def test_it_says_act_sums_by_fund_codes_terms_and_the_page_of_the_act():
    financed = application_at(State.FINANCED, call=a_call(acceptance_days=10))
    act = an_act(financed.call)
    acts.publish(act=act, published_on=GRANTED.date(), address=PAGE, by=staff("director")[0], at=GRANTED)
    granted = factories.grant(financed, act=act)
    shown = text_of(drawn(letter_of(granted)))
    grant = granted.grant
    for text in (
        granted.applicant.name, str(act), "Vendere online in Francia", euro(grant.amount), grant.cor, grant.cup, PAGE,
        "Quota regionale", euro(grant.regional_share), euro(grant.chamber_share), "12 settembre 2020, ore 23:59",
        "31 marzo 2021", "31 maggio 2021", "«de minimis»", "60 %", "4 %", "art. 28 DPR 600/1973",
    ):  # fmt: skip
        assert " ".join(text.split()) in shown, (text, shown)
    parts = letter_of(granted).content["funds"]
    assert sum(Decimal(row["amount"]) for row in parts) == grant.amount
    assert len(parts) == BudgetLine.objects.filter(pot=granted.pot).count() == 2


def test_where_nobody_is_asked_to_accept_it_says_so_and_without_a_publication_names_none():
    granted = application_at(State.FINANCED, call=a_call(acceptance_days=None))
    granted = factories.grant(granted)
    shown = text_of(drawn(letter_of(granted)))
    assert "Il bando non chiede di accettare" in shown
    assert "Pubblicazione dell’atto" not in shown


def test_the_same_bytes_whatever_an_act_changes_afterwards():
    granted = application_at(State.GRANTED)
    before = drawn(letter_of(granted))
    director = staff("director")[0]
    acts.publish(act=granted.grant.act, published_on=GRANTED.date(), address=PAGE, by=director, at=GRANTED)
    factories.amend(granted.call, lambda _version: None, changes={"title": "Altro titolo", "accounts_due_on": "2021-06-30"})
    assert Publication.objects.exists()
    assert drawn(letter_of(granted)) == before
    letter = made(granted)
    assert letter.sha256 == sha256(before).hexdigest()


def test_control_what_is_written_down_is_what_is_drawn():
    granted = application_at(State.GRANTED)
    letter = letter_of(granted)
    before = drawn(letter)
    letter.content = letter.content | {"project": "Un altro progetto"}
    with pytest.raises(DatabaseError, match="a_letter_stays_as_it_was_asked"), transaction.atomic():
        letter.save()
    with pgtrigger.ignore("applications.GrantLetter:a_letter_stays_as_it_was_asked"):
        letter.save()
    assert drawn(letter) != before


def test_whoever_is_overtaken_leaves_no_file(monkeypatch):
    granted = application_at(State.GRANTED)
    letter, thrown, keep = letter_of(granted), [], storage.keep

    def overtaken(folder, content, kind):
        monkeypatch.setattr(storage, "keep", keep)
        letters.make(letter_id=letter.pk, at=ANSWERED)
        return keep(folder, content, kind)

    monkeypatch.setattr(storage, "keep", overtaken)
    monkeypatch.setattr(storage, "discard", thrown.append)
    assert letters.make(letter_id=letter.pk, at=ANSWERED).is_made
    assert len(thrown) == 1


def test_the_firm_and_its_chamber_read_it_when_it_is_made_and_nobody_else():
    granted = application_at(State.GRANTED)
    own = reverse("application_letter", args=[granted.pk])
    desk = reverse("admin:applications_application_letter", args=[granted.pk])
    firm, officer = browser(a_representative(granted.firm)), browser(an_officer(granted))
    for client, address in ((firm, own), (officer, desk)):
        assert client.get(address).status_code == 404
    assert "in preparazione" in firm.get(reverse("application_grant", args=[granted.pk])).content.decode()
    made(granted)
    for client, address in ((firm, own), (officer, desk)):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert "no-store" in answer["Cache-Control"]
    assert own in firm.get(reverse("application_grant", args=[granted.pk])).content.decode()
    assert desk in officer.get(reverse("admin:applications_application_change", args=[granted.pk])).content.decode()
    stranger = browser(a_representative(application_at(State.GRANTED).firm))
    elsewhere = browser(a_user("officer", chamber=a_chamber("bs")))
    assert stranger.get(own).status_code == elsewhere.get(desk).status_code == 404


def test_the_notice_of_the_grant_says_where_the_letter_is():
    application_at(State.GRANTED)
    assert "La lettera di concessione" in posted()[-1].body
