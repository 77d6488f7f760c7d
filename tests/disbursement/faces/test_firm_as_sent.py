"""Accounts are of the firm as it applied; who pays sees what it has changed since."""

import pytest

from accounts.models import User
from applications.enums import State
from disbursement.models import Settlement
from registry.operations import editing
from tests import factories_disbursement as spent
from tests.factories import NOON, a_firm, a_representative, fresh

pytestmark = pytest.mark.django_db
BEFORE, AFTER, ACCOUNT = "Vecchio Nome S.r.l.", "Nuovo Nome S.p.A.", "DE89370400440532013000"


@pytest.fixture(scope="module", params=[State.ACCOUNTED, State.SETTLED, State.PAID], ids=str)
def state(request):
    return request.param


def moved(state, **changes):
    application = spent.application_at(state, firm=a_firm(name=BEFORE))
    firm = application.firm
    editing.edit(firm=firm, changes=changes, expected_version=firm.version, by=None, at=NOON)
    return fresh(application)


def text_of(client, user, address):
    client.force_login(User.objects.get(pk=user.pk))
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.text


def test_the_page_of_the_accounts_keeps_the_name_that_was_sent(client, state):
    application = moved(state, name=AFTER)
    text = text_of(client, a_representative(application.firm), f"/domande/{application.pk}/rendiconto/")
    assert BEFORE in text
    assert AFTER not in text


@pytest.mark.parametrize("what", ["account", "settlement", "payout"])
def test_the_lists_of_accounts_and_payments_name_the_firm_as_sent(client, what):
    application = moved(State.PAID, name=AFTER)
    reader = spent.a_director(application)
    for asked in ("", "?q=Vecchio", "?q=Nuovo"):
        text = text_of(client, reader, f"/admin/disbursement/{what}/{asked}")
        assert BEFORE in text
        assert AFTER not in text


def test_who_pays_sees_the_name_and_the_account_of_today_beside_those_of_the_accounts(client):
    application = moved(State.SETTLED, name=AFTER, iban=ACCOUNT)
    settlement = Settlement.objects.get(account__application=application)
    page = f"/admin/disbursement/settlement/{settlement.pk}/change/"
    text = text_of(client, spent.a_director(application), page)
    assert f"<dd>{BEFORE}<small>Oggi: {AFTER}</small>" in text
    assert settlement.account.iban in text
    assert f"oggi c’è un altro conto, {ACCOUNT}" in text


def test_of_a_firm_that_has_not_changed_nothing_is_said_twice(client):
    application = moved(State.SETTLED)
    settlement = Settlement.objects.get(account__application=application)
    text = text_of(client, spent.a_director(application), f"/admin/disbursement/settlement/{settlement.pk}/change/")
    assert "Oggi: " not in text
    assert "altro conto" not in text
