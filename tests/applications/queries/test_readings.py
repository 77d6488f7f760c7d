"""Many applications read at once say of each what a reading of its own says, in as many queries whatever their number."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.enums import State
from applications.models import Application
from applications.operations import verifying
from applications.queries.facts import PLANNED, facts_of
from applications.queries.readings import WITH, readings_of
from bando.domain.rules.facts import Name
from bando.enums import RuleKind
from core.money import ZERO
from registry.operations import editing
from tests import factories
from tests.applications.test_own_copy_of_the_firm import related
from tests.factories import GRANTED, NOON, a_call, a_draft, a_firm, an_officer, fresh

pytestmark = pytest.mark.django_db
LATER = GRANTED + timedelta(days=9)
MORE = dict.fromkeys(PLANNED - {Name.ITEM_CUTS, Name.ITEM_SHORTFALLS}, ZERO) | {Name.ITEM_CUTS: (), Name.ITEM_SHORTFALLS: ()}


def sent(call, firm):
    return factories.send(factories.confirm(factories.fill(a_draft(call=call, firm=firm))))


@pytest.fixture
def applications():
    """Of firms that name each other, have one representative, stand alone, say nothing, have a grant elsewhere; two calls."""
    call = a_call()
    people = [
        "RSSMRA80A41F205B",
        "VRDLGU80A01F205X",
        "VRDLGU80A01F205X",
        "BNCLRA80A41F205Q",
        "NREGNN80A01F205Y",
        "GLLMRC80A01F205Z",
    ]
    named, namer, same, alone, silent, rich = (a_firm(representative_tax_code=code) for code in people)
    related(namer, named)
    editing.stand_alone(firm=alone, by=None, at=NOON)
    found = [sent(call, firm) for firm in (named, namer, same, alone, silent, rich)]
    granted = factories.application_at(State.GRANTED, firm=rich)
    verifying.confirm_facts(application=found[0], words={"annual-fee": True}, note="Visura.", by=an_officer(found[0]), at=NOON)
    return [fresh(one) for one in (*found, granted)]


def written(application, reading=None):
    return facts_of(application, at=LATER, more=MORE, found_since=NOON, reading=reading).to_json()


def test_all_together_say_what_each_says_alone(applications):
    alone = [written(one) for one in applications]
    held = list(Application.objects.filter(pk__in=[one.pk for one in applications]).select_related(*WITH).order_by("pk"))
    together = [written(one.application, one) for one in readings_of(held, at=LATER, kinds=set(RuleKind))]
    assert together == alone
    # What tells them apart is there to be missed: ties either way, a grant elsewhere, nothing known, a word of the Chamber.
    linked = [facts_of(one, at=LATER, more=MORE).count(Name.LINKED_APPLICATIONS) for one in applications]
    assert linked == [1, 2, 1, 0, None, None, None]
    assert [len(facts_of(one, at=LATER, more=MORE).texts(Name.BENEFICIARY_OF)) for one in applications] == [0, 0, 0, 0, 0, 1, 0]
    assert ["confirmation:" in one for one in alone] == [True, *[False] * 5, True]


def test_as_many_queries_for_two_as_for_seven(applications):
    counts = []
    for some in (applications[:2], applications):
        held = list(Application.objects.filter(pk__in=[one.pk for one in some]).select_related(*WITH).order_by("pk"))
        with CaptureQueriesContext(connection) as asked:
            for one in readings_of(held, at=LATER, kinds=set(RuleKind)):
                written(one.application, one)
        counts.append(len(asked))
    assert counts == [5, 5]
