"""An integration request asks things one by one, from ready texts and own words; the texts come and go, never rewritten."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from applications.domain.asking import as_text, paragraphs
from applications.enums import State
from applications.models import IntegrationItem, IntegrationTemplate
from applications.operations import reviewing, texting
from core.refusals import Refused
from tests.factories import NOON, REVIEWED, a_text, a_user, an_officer, application_at, ask
from tests.letters import posted

pytestmark = pytest.mark.django_db


def request(application, *templates, text=""):
    return reviewing.request_integration(
        application=application, templates=templates, text=text, by=an_officer(application), at=REVIEWED
    )


def test_paragraphs_are_things_and_several_things_are_numbered():
    assert paragraphs("Uno,\nsu due righe.\n\n \n\r\nDue.\r\n\r\nTre.") == ["Uno,\nsu due righe.", "Due.", "Tre."]
    assert as_text(["Uno."]) == "Uno."
    assert as_text(["Uno.", "Due."]) == "1. Uno.\n\n2. Due."


def test_each_ready_text_and_each_paragraph_is_an_item_and_the_firm_reads_them_all():
    application = application_at(State.SUBMITTED)
    asked = request(application, a_text("quote"), a_text("seat"), text="La procura.\n\nIl piano firmato.")
    items = list(asked.items.values_list("order", "text", "template__code"))
    assert [(order, code) for order, _text, code in items] == [(1, "quote"), (2, "seat"), (3, None), (4, None)]
    assert [text for _order, text, _code in items][2:] == ["La procura.", "Il piano firmato."]
    assert "4. Il piano firmato." in asked.text
    assert "4. Il piano firmato." in posted()[-1].body


def test_nothing_is_asked_with_a_text_that_was_retired_nor_with_none():
    application = application_at(State.SUBMITTED)
    with pytest.raises(Refused, match="Scrivete che cosa"):
        request(application)
    text = a_text("quote")
    retired = texting.retire(template=text, by=a_user("operator"), at=REVIEWED)
    with pytest.raises(Refused, match="«Preventivi mancanti» è stato ritirato"):
        request(application, retired)
    with pytest.raises(Refused, match="già stato ritirato"):
        texting.retire(template=text, by=a_user("operator"), at=REVIEWED)


def test_whoever_configures_the_calls_adds_texts_with_titles_of_their_own():
    operator = a_user("operator")
    row = texting.add(label="Visura vecchia", text="Caricate una visura recente.", by=operator, at=REVIEWED)
    assert (row.code, row.retired_at) == ("visura-vecchia", None)
    with pytest.raises(Refused, match="già un testo con questo titolo"):
        texting.add(label="Visura vecchia", text="–", by=operator, at=REVIEWED)
    with pytest.raises(Refused, match="Scrivete il testo"):
        texting.add(label="Altro titolo", text=" ", by=operator, at=REVIEWED)
    officer = an_officer(application_at(State.SUBMITTED))
    with pytest.raises(Refused, match="ruolo non permette"):
        texting.add(label="Mio", text="–", by=officer, at=REVIEWED)
    with pytest.raises(Refused, match="ruolo non permette"):
        texting.retire(template=row, by=officer, at=REVIEWED)


def test_items_and_texts_hold_against_a_shell():
    asked = ask(application_at(State.SUBMITTED)).integration_requests.get()
    text = a_text("quote")
    with pytest.raises(DatabaseError, match="an_item_of_a_request_is_never_changed"), transaction.atomic():
        IntegrationItem.objects.update(text="Altro.")
    with pytest.raises(IntegrityError, match="the_items_of_a_request_stand_in_order"), transaction.atomic():
        IntegrationItem.objects.create(request=asked, order=1, text="Altro.")
    with pytest.raises(IntegrityError, match="an_item_of_a_request_asks_something"), transaction.atomic():
        IntegrationItem.objects.create(request=asked, order=2, text="")
    with pytest.raises(DatabaseError, match="a_ready_text_is_retired_never_rewritten"), transaction.atomic():
        IntegrationTemplate.objects.filter(pk=text.pk).update(text="Altro.")
    with pytest.raises(DatabaseError, match="a_ready_text_is_never_deleted"), transaction.atomic():
        text.delete()
    assert IntegrationTemplate.objects.filter(pk=text.pk).update(retired_at=NOON) == 1
