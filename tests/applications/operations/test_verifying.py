"""What an officer finds about a requirement is kept, asked by the rules, and decides whether a file goes on."""

import pytest
from django.db import InternalError, transaction

from applications.enums import State
from applications.models import Application, Confirmation, Finding
from applications.operations import verifying
from applications.queries.findings import findings_of
from bando.enums import Outcome, Phase
from core.refusals import Refused
from tests.factories import REVIEWED, a_chamber, a_draft, admit, an_officer, application_at, fill, fresh, staff

pytestmark = pytest.mark.django_db


def confirm(application: Application, rule: str = "annual-fee", *, holds: bool = True, note: str = "Visura.", by=None):
    by = by or an_officer(application)
    return verifying.confirm_facts(application=application, words={rule: holds}, note=note, by=by, at=REVIEWED)


def outcome(application: Application, rule: str = "annual-fee") -> Outcome:
    found = findings_of(fresh(application), Phase.REVIEW, at=REVIEWED)
    return next(one.outcome for one in found if one.code == rule)


def test_what_the_chamber_finds_decides_what_was_to_be_verified():
    application = application_at(State.SUBMITTED)
    assert outcome(application) == Outcome.TO_VERIFY
    confirm(application)
    assert outcome(application) == Outcome.MET
    confirm(application, holds=False)
    assert outcome(application) == Outcome.NOT_MET, "the latest word counts"


def test_the_rules_are_asked_again_at_once_and_name_their_source():
    application = application_at(State.SUBMITTED)
    confirm(application)
    finding = Finding.objects.filter(evaluation__application=application, rule__code="annual-fee").latest("pk")
    assert finding.evaluation.phase == Phase.REVIEW
    assert finding.outcome == Outcome.MET
    assert '"confirmation:annual-fee":{"at":"2020-07-31T10:00:00.000000+00:00","source":"Camera"' in finding.used


def test_a_requirement_found_missing_stops_the_admission():
    application = application_at(State.SUBMITTED)
    confirm(application, holds=False)
    with pytest.raises(Refused, match=r"Requisito non soddisfatto\. Requisito annual-fee"):
        admit(application)
    confirm(application)
    assert admit(application).state == State.ADMISSIBLE


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"note": " "}, "come l’avete verificato"), ({"rule": "nessuno"}, "requisito di questo bando")],
)
def test_a_finding_without_words_or_rule_is_refused(changes, sentence):
    with pytest.raises(Refused, match=sentence):
        confirm(application_at(State.SUBMITTED), **changes)


def test_only_the_officer_of_the_chamber_finds():
    application = application_at(State.SUBMITTED)
    with pytest.raises(Refused):
        confirm(application, by=staff("officer", chamber=a_chamber("bs"))[0])


def test_a_draft_and_a_file_that_is_over_take_no_finding():
    draft = fill(a_draft())
    with pytest.raises(Refused, match="non è ancora stata inviata"):
        confirm(draft, by=an_officer(draft))
    over = application_at(State.INADMISSIBLE)
    with pytest.raises(Refused, match="non c’è più nulla da verificare"):
        confirm(over)


def test_what_was_found_is_never_changed():
    confirm(application_at(State.SUBMITTED))
    with pytest.raises(InternalError, match="a_confirmation_is_never_changed"), transaction.atomic():
        Confirmation.objects.update(holds=False)
