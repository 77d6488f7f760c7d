"""Whose accounts a person sees: the set of rows and the refusal say the same for every role."""

import pytest

from accounts.domain.roles import ROLES
from accounts.enums import Scope
from applications.enums import State
from disbursement.models import Account
from disbursement.permissions import visible_accounts, why_not_view
from tests.factories import a_chamber, a_mandate, a_user
from tests.factories_disbursement import application_at, open_account

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", sorted(ROLES))
def test_the_set_and_the_refusal_agree(role):
    mine, other = (open_account(application_at(State.ACCEPTED)) for _ in range(2))
    scope = ROLES[role].scope
    places = {
        Scope.FIRM: [{"firm": mine.application.firm}],
        Scope.APPLICATION: [],
        Scope.CHAMBER: [{"chamber": mine.application.pot.chamber}, {"chamber": a_chamber("bs")}],
        Scope.EVERYWHERE: [{}],
    }
    people = [a_user(role, **place) for place in places[scope]]
    if scope == Scope.APPLICATION:
        people = [a_mandate(mine.application)]
    for person in people:
        seen = set(visible_accounts(person))
        assert seen == {account for account in Account.objects.all() if why_not_view(person, account) is None}
        if scope in {Scope.FIRM, Scope.APPLICATION}:
            assert seen == {mine}
            assert other not in seen
