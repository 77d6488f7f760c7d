"""Revocation gives back, line by line, what was committed; closing ends what was paid."""

from datetime import timedelta

import pytest
from django.db.models import Sum

from applications.enums import State
from applications.operations import closing, revoking
from bando.enums import MovementKind
from bando.models import BudgetLine, Movement
from bando.queries.balance import differences
from core.refusals import Refused
from tests import factories

pytestmark = pytest.mark.django_db
LATER = factories.ANSWERED + timedelta(days=10)


def _revoke(application, by):
    return revoking.adopt_and_revoke(
        application=application,
        number="R1",
        issued_on=LATER.date(),
        issuer="Unioncamere Lombardia",
        signer="Anna Sala",
        reason="La sede non è stata aperta.",
        by=by,
        at=LATER,
    )


def test_what_was_committed_is_available_again_on_the_lines_it_came_from() -> None:
    application = factories.application_at(State.ACCEPTED)
    lines = BudgetLine.objects.filter(movements__reference=f"application:{application.pk}").distinct()
    act = _revoke(application, factories.staff("director")[0])
    application.refresh_from_db()
    assert application.state == State.REVOKED
    moved = Movement.objects.filter(reference=f"application:{application.pk}", kind=MovementKind.REVOKE)
    assert moved.aggregate(sum=Sum("amount"))["sum"] == application.grant.amount
    assert set(moved.values_list("act", flat=True)) == {act.pk}
    assert not any(line.committed for line in lines.all())
    assert not list(differences())


def test_a_revocation_needs_a_grant_and_a_reason() -> None:
    director = factories.staff("director")[0]
    with pytest.raises(Refused):
        _revoke(factories.application_at(State.ADMISSIBLE), director)
    application = factories.application_at(State.GRANTED)
    act = factories.an_act(application.call)
    with pytest.raises(Refused, match="atto di revoca"):
        revoking.revoke(application=application, act=act, reason="x", by=director, at=LATER)


def test_only_a_paid_file_is_closed() -> None:
    application = factories.application_at(State.ACCEPTED)
    with pytest.raises(Refused):
        closing.close(application=application, by=factories.an_officer(application), at=LATER)
