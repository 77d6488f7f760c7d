"""Who sees which applications: the set of rows and the refusal say the same, for every role and every state."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.domain.roles import ROLES
from accounts.enums import Scope
from applications.enums import State
from applications.models import Application
from applications.permissions import own_applications, visible_applications, why_not_act, why_not_view
from tests.factories import PATHS, a_call, a_chamber, a_firm, a_representative, a_user, application_at

pytestmark = pytest.mark.django_db
EVERY_STATE = [state for state in State if state in PATHS]


@pytest.fixture
def applications() -> list[Application]:
    """One in each state, each in a call of its own so that rankings do not meet."""
    return [application_at(state, call=a_call(), firm=a_firm()) for state in EVERY_STATE]


def people(applications: list[Application]):
    """Every role, at home and away."""
    for code, role in ROLES.items():
        if role.scope == Scope.FIRM:
            yield code, a_user(code, firm=applications[1].firm)
            yield f"{code} of another firm", a_user(code, firm=a_firm())
        elif role.scope == Scope.CHAMBER:
            yield code, a_user(code, chamber=a_chamber("bg"))
            yield f"{code} of another Chamber", a_user(code, chamber=a_chamber("bs"))
        else:
            yield code, a_user(code)
    yield "nobody", a_user()
    yield "anonymous", AnonymousUser()


def test_the_rows_that_a_person_sees_are_those_that_she_is_not_refused(applications):
    for label, person in people(applications):
        seen = set(visible_applications(person))
        allowed = {each for each in applications if why_not_view(person, each) is None}
        assert seen == allowed, label


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("operator", set(EVERY_STATE) - {State.DRAFT}),
        ("director", set(EVERY_STATE) - {State.DRAFT}),
        ("auditor", set(EVERY_STATE) - {State.DRAFT}),
        ("evaluator", set(EVERY_STATE) - {State.DRAFT, State.SUBMITTED, State.INTEGRATION, State.INADMISSIBLE}),
        ("regione", set()),
        ("administrator", set()),
    ],
)
def test_what_each_role_of_the_whole_portal_sees(applications, role, sees):
    assert {each.state for each in visible_applications(a_user(role))} == sees


def test_a_chamber_sees_its_own_files_only_and_no_drafts(applications):
    at_home, away = a_user("officer", chamber=a_chamber("bg")), a_user("officer", chamber=a_chamber("bs"))
    assert {each.state for each in visible_applications(at_home)} == set(EVERY_STATE) - {State.DRAFT}
    assert not visible_applications(away).exists()


def test_a_role_that_has_ended_shows_nothing(applications):
    person = a_representative(applications[0].firm)
    person.memberships.update(ended_at=applications[0].started_at)
    assert not visible_applications(person).exists()
    assert why_not_act(person, applications[0])


def test_a_person_who_is_not_active_sees_nothing(applications):
    person = a_user("auditor", is_active=False)
    assert not visible_applications(person).exists()
    assert why_not_view(person, applications[1])


def test_a_firm_acts_on_its_own_applications_only(applications):
    person = a_representative(applications[0].firm)
    assert set(own_applications(person)) == {applications[0]}
    assert why_not_act(person, applications[0]) is None
    assert why_not_act(person, applications[1])
