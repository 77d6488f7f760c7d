"""Every state of an application is reached by walking the operations."""

import pytest

from applications.enums import State
from core.models import Transition
from tests.factories import PATHS, application_at

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", list(PATHS), ids=[str(state) for state in PATHS])
def test_a_walk_leads_to(state):
    application = application_at(state)
    steps = Transition.objects.filter(subject_type="applications.application", subject_id=application.pk)
    assert [step.target for step in steps][-1:] == ([] if state == State.DRAFT else [state])
