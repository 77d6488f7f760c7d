"""Who sees which applications: the set of rows and the refusal say the same, for every role and every state."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, transaction

from accounts.domain.roles import ROLES
from accounts.enums import Scope
from accounts.models import User
from accounts.operations import empowering, inviting
from applications.enums import State
from applications.models import Application, Arrival, Mandate
from applications.operations import confirming, delegating, drafting, submitting, withdrawing
from applications.permissions import own_applications, visible_applications, why_not_act, why_not_prepare, why_not_view
from applications.queries.audience import readers_of
from core.refusals import Refused
from tests.factories import (
    NOON,
    PATHS,
    a_call,
    a_chamber,
    a_draft,
    a_firm,
    a_mandate,
    a_pdf,
    a_representative,
    a_user,
    application_at,
    confirm,
    fill,
    fresh,
)

pytestmark = pytest.mark.django_db
# 2 July 2020 begins in Rome.
MIDNIGHT = datetime(2020, 7, 1, 22, tzinfo=UTC)
NOT_ADMITTED = {State.DRAFT, State.SUBMITTED, State.WITHDRAWN, State.INTEGRATION, State.REJECTION_NOTICED, State.INADMISSIBLE}
EVERY_STATE = [state for state in State if state in PATHS]


@pytest.fixture
def applications() -> list[Application]:
    """One in each state, each in a call of its own so that rankings do not meet."""
    return [application_at(state, firm=a_firm()) for state in EVERY_STATE]


def people(applications: list[Application]):
    """Every role, at home and away."""
    for code, role in ROLES.items():
        if role.scope == Scope.FIRM:
            yield code, a_user(code, firm=applications[1].firm)
            yield f"{code} of another firm", a_user(code, firm=a_firm())
        elif role.scope == Scope.APPLICATION:
            yield code, a_mandate(applications[1])
            yield f"{code} whose day has passed", a_mandate(applications[2]).asking(datetime(2100, 1, 1, tzinfo=UTC))
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
        own = set(own_applications(person))
        assert own == {each for each in applications if why_not_prepare(person, each) is None}, label
        assert {each for each in applications if why_not_act(person, each) is None} <= own, label


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("operator", set(EVERY_STATE) - {State.DRAFT}),
        ("director", set(EVERY_STATE) - {State.DRAFT}),
        ("auditor", set(EVERY_STATE) - {State.DRAFT}),
        ("evaluator", set(EVERY_STATE) - NOT_ADMITTED),
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
    person = a_user("colleague", firm=applications[0].firm)
    assert visible_applications(person).exists()
    person.asking(NOON).memberships.update(ended_at=applications[0].started_at)
    person.asking(NOON)
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


def test_a_delegate_for_one_application_sees_it_and_no_other_of_the_firm():
    firm = a_firm()
    hers, other = a_draft(firm=firm), a_draft(firm=firm, call=a_call())
    person = a_mandate(hers)
    assert set(own_applications(person)) == set(visible_applications(person)) == {hers}
    assert why_not_act(person, hers) is None
    assert why_not_act(person, other)
    assert [person.email] == [one.email for one in readers_of(hers, at=NOON) if one == person]
    assert person not in readers_of(other, at=NOON)


def test_a_delegation_gives_nothing_from_the_end_of_its_last_day_on_to_the_microsecond():
    draft = a_draft()
    for person in (a_mandate(draft, until_on=NOON.date()), until(draft.firm, NOON.date())):
        person.asking(MIDNIGHT - timedelta(microseconds=1))
        assert why_not_act(person, draft) is None
        assert set(own_applications(person)) == {draft}
        person.asking(MIDNIGHT)
        assert "scaduta il 1 luglio 2020" in why_not_act(person, draft)
        assert not own_applications(person).exists()
        assert not visible_applications(person).exists()
        assert person not in readers_of(draft, at=MIDNIGHT)


def test_whose_instant_is_not_known_acts_on_no_delegation():
    draft = a_draft()
    person = User.objects.get(pk=a_mandate(draft).pk)
    assert person.asked_at is None
    assert why_not_act(person, draft)
    assert not own_applications(person).exists()


def test_a_colleague_fills_in_and_does_not_send():
    draft = fill(a_draft())
    person = a_user("colleague", firm=draft.firm)
    drafting.save(application=draft, changes={"title": "Altro"}, expected_version=draft.content.version, by=person, at=NOON)
    with pytest.raises(Refused, match="non permette di: presentare domande"):
        confirming.confirm(application=draft, by=person, at=NOON)
    sent = confirm(fresh(draft))
    with pytest.raises(Refused, match="non permette di"):
        submitting.submit(application=sent, key=uuid4(), by=person, at=NOON)
    assert not Arrival.objects.exists()


def test_a_mandate_is_for_an_application_of_the_firm_that_invites():
    draft, foreign = a_draft(), a_draft(call=a_call(), firm=a_firm())
    with pytest.raises(Refused, match="Non agite per questa impresa"):
        delegating.delegate(
            application=foreign, email="lei@example.it", until_on=NOON.date(), by=a_representative(draft.firm), at=NOON
        )
    invitation = inviting.invite(
        firm=draft.firm, email="lei@example.it", role="application_delegate", until_on=NOON.date(),
        by=a_representative(draft.firm), at=NOON,
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="a_mandate_is_for_the_firm_that_invites"), transaction.atomic():
        Mandate.objects.create(invitation=invitation, application=foreign)
    assert Mandate.objects.create(invitation=invitation, application=draft).application == draft


def test_who_acts_in_one_application_sends_it_but_does_not_withdraw_it():
    draft, person = confirm(fill(a_draft())), a_user()
    by = a_representative(draft.firm)
    mandate = delegating.delegate(application=draft, email=person.email, until_on=NOON.date(), by=by, at=NOON)
    membership = inviting.accept(invitation=mandate.invitation, by=person, at=NOON)
    empowering.deposit(membership=membership, name="P.pdf", content=a_pdf(), until_on=NOON.date(), by=person, at=NOON)
    submitting.submit(application=draft, key=uuid4(), by=person.asking(NOON), at=NOON, plays_at=NOON)
    with pytest.raises(Refused, match="vale per questa domanda sola"):
        withdrawing.withdraw(application=draft, by=person.asking(NOON), at=NOON)
    assert fresh(draft).state == State.SUBMITTED
    assert withdrawing.withdraw(application=draft, by=by, at=NOON).state == State.DRAFT


def until(firm, last_day):
    """A delegate of the whole firm up to a day."""
    person = a_user()
    invitation = inviting.invite(
        firm=firm, email=person.email, role="delegate", until_on=last_day, by=a_representative(firm), at=NOON
    )
    membership = inviting.accept(invitation=invitation, by=person, at=NOON)
    empowering.deposit(membership=membership, name="P.pdf", content=a_pdf(), until_on=last_day, by=person, at=NOON)
    return person
