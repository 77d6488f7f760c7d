"""An eligibility decision can be computed again years later, and a changed one is seen."""

from io import StringIO

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db.models import Value
from django.db.models.functions import Replace

from applications.enums import State
from applications.models import Evaluation
from tests import factories

pytestmark = pytest.mark.django_db


def test_every_stored_evaluation_gives_the_same_bytes_again() -> None:
    factories.application_at(State.SUBMITTED)
    out = StringIO()
    call_command("recompute_evaluations", stdout=out)
    assert "1, tutte uguali" in out.getvalue()


def test_a_fact_changed_behind_the_back_of_the_portal_is_seen() -> None:
    factories.application_at(State.SUBMITTED)
    evaluation = Evaluation.objects.get()
    with pgtrigger.ignore("applications.Evaluation:an_evaluation_is_never_changed"):
        Evaluation.objects.update(facts=Replace("facts", Value("12000.00"), Value("3999.99")))
    evaluation.refresh_from_db()
    assert "3999.99" in evaluation.facts
    with pytest.raises(CommandError, match="1"):
        call_command("recompute_evaluations", stderr=StringIO())
