"""What is typed wrong of chapters, of what was sent, of a name that is left out: said at its field, and nothing is lost."""

import pytest
from django.test import Client
from django.urls import reverse

from applications.enums import State
from applications.models import Grant
from reports.domain.texts import LONGEST_TEXT, LONGEST_TITLE
from reports.models import ChapterVersion, Omission
from tests import factories_disbursement as disbursed
from tests.factories import a_call, a_firm, application_at
from tests.reports.walks import a_chapter, browser, produced
from tests.typed import MISSING, all_refused, each, refused_at_the_button, words_up_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]
CHAPTER = {"place": "10", "title": "Premessa", "text": "Si legge."}
PLACES = [("", MISSING), ("primo", "Inserite un numero intero"), ("0", "più basso"), ("1000", "più alto"), ("1,5", "intero")]
WRITTEN = [*each("place", PLACES), *each("title", words_up_to(LONGEST_TITLE)), *each("text", words_up_to(LONGEST_TEXT))]


def test_a_chapter_is_begun_and_written_again():
    call, rehearsal = a_call(), a_call(rehearsal=True)
    operator, beginning = browser("operator"), reverse("admin:reports_chapter_list_action", args=["scrivi"])
    first = CHAPTER | {"call": str(call.pk), "kind": "interim"}
    wrong = all_refused(operator, beginning, first, [
        *WRITTEN, *[("call", typed, "Scegliete una voce") for typed in ("999999999", "1'x", str(rehearsal.pk))],
        ("call", "", MISSING), ("kind", "ranking", "Scegliete una voce"), ("kind", "", MISSING),
    ])  # fmt: skip
    chapter = a_chapter(call)
    again = reverse("admin:reports_chapter_action", args=[chapter.pk, "riscrivi"])
    wrong += all_refused(operator, again, CHAPTER | {"read": "1"}, WRITTEN)
    assert operator.post(again, CHAPTER | {"read": "1", "text": "Più lungo."}).status_code == 302
    # From a tab that was opened before, and from one that does not say what was read: what was written there stays there.
    for read in ("1", "", "x", "-1"):
        answer = operator.post(again, CHAPTER | {"read": read, "text": "Da un’altra scheda."})
        assert (answer.status_code in {200, 409}, "Da un’altra scheda." in answer.text) == (True, True), read
    assert not wrong, "\n".join(wrong)
    assert ChapterVersion.objects.count() == 2


def test_a_report_is_sent_under_its_protocol():
    run, operator = produced(a_call()), browser("operator")
    sending, good = reverse("admin:reports_reportrun_action", args=[run.pk, "invia"]), {"protocol": "U-2021-1"}
    wrong = all_refused(operator, sending, good, each("protocol", words_up_to(60)))
    assert operator.post(sending, good).status_code == 302
    wrong += refused_at_the_button(operator, sending, good, "è già registrato")
    assert not wrong, "\n".join(wrong)


def test_a_name_is_left_out_for_a_reason():
    one = application_at(State.GRANTED, call=a_call(), firm=a_firm(tax_code="RSSMRA80A41F205B", legal_form="sole_trader"))
    grant, director = Grant.objects.get(application=one), Client()
    director.force_login(disbursed.a_director(one))
    omitting, good = reverse("admin:applications_grant_action", args=[grant.pk, "ometti-dati"]), {"reason": "Salute."}
    wrong = all_refused(director, omitting, good, each("reason", words_up_to(250)))
    assert not Omission.objects.exists()
    assert director.post(omitting, good).status_code == 302
    wrong += refused_at_the_button(director, omitting, good, "già omessi")
    assert not wrong, "\n".join(wrong)
    assert Omission.objects.count() == 1
