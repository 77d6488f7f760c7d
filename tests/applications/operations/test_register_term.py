"""The term of the aid register: in the day of those who work on it, and in their mail five days before, one before, once over."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications.domain.terms import register_due, register_reminder
from applications.enums import State
from applications.operations import reminding
from applications.queries.register import answering_for, awaiting_register
from core.models import OutgoingMessage
from tests.factories import RANKED, a_chamber, a_user, application_at, grant, staff

pytestmark = pytest.mark.django_db
DUE = register_due(RANKED.date())


def told() -> list[tuple[str, str]]:
    rows = OutgoingMessage.objects.filter(key__startswith="register:").order_by("pk")
    return [(row.recipient, row.subject) for row in rows]


@pytest.mark.parametrize(
    ("left", "days"),
    [
        (timedelta(days=5, seconds=1), None),
        (timedelta(days=5), 5),
        (timedelta(days=1, seconds=1), 5),
        (timedelta(days=1), 1),
        (timedelta(0), 1),
        (-timedelta(seconds=1), 0),
    ],
)
def test_which_reminder_is_due(left, days):
    assert register_reminder(DUE, DUE - left) == days


def test_who_answers_for_it_is_told_three_times_and_no_more():
    application_at(State.FINANCED)
    chief, away = (a_user("chamber_director", chamber=a_chamber(code)) for code in ("bg", "bs"))
    directors = [each.email for each in answering_for(None, at=DUE)]
    for left in (
        timedelta(days=6),
        timedelta(days=5),
        timedelta(days=4),
        timedelta(hours=2),
        -timedelta(hours=2),
        -timedelta(days=9),
    ):
        reminding.remind(at=DUE - left)
        reminding.remind(at=DUE - left)
    recipients = [recipient for recipient, _subject in told()]
    assert sorted(recipients) == sorted([*directors, chief.email] * 3)
    assert away.email not in recipients
    assert [subject for recipient, subject in told() if recipient == chief.email] == [
        "Registro aiuti: termine il 12 settembre 2020, ore 23:59",
        "Registro aiuti: termine il 12 settembre 2020, ore 23:59",
        "Registro aiuti: termine passato il 12 settembre 2020, ore 23:59",
    ]


def test_what_is_granted_is_not_spoken_of_any_more():
    application = application_at(State.FINANCED)
    (waits,) = awaiting_register()
    assert (waits.count, waits.chamber_id, waits.financed_on) == (1, application.pot.chamber_id, RANKED.date())
    grant(application)
    assert awaiting_register() == []
    reminding.remind(at=DUE)
    assert told() == []


@pytest.mark.parametrize("role", ["officer", "chamber_director", "operator"])
def test_the_day_of_those_who_get_the_codes_tells_of_them(role):
    application = application_at(State.FINANCED)
    where = {} if role == "operator" else {"chamber": application.pot.chamber}
    client = Client()
    client.force_login(a_user(role, **where))
    rows = [row for row in client.get("/admin/").context["waiting"] if str(row.label) == "Domande che attendono COR e CUP"]
    assert [(row.count, row.due, row.url) for row in rows] == [(1, DUE, reverse("admin:applications_application_codes"))]


def test_the_director_of_the_other_chamber_is_told_of_nothing():
    application_at(State.FINANCED)
    client = Client()
    client.force_login(a_user("chamber_director", chamber=a_chamber("bs")))
    assert list(client.get("/admin/").context["waiting"]) == []
    client.force_login(staff("director")[0])
    assert [row.due for row in client.get("/admin/").context["waiting"]] == [DUE]
