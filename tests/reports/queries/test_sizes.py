"""The database sorts firms into the classes that the rule gives, at each limit and a step beyond, relatives included."""

from decimal import Decimal
from itertools import product

import pgtrigger
import pytest
from django.db import transaction
from django.db.models import Count

from applications.models import Application, Content
from applications.queries.firm import size_of
from bando.domain.size import THRESHOLDS, Figures
from bando.enums import SizeClass
from core.money import CENT
from registry.models import FirmVersion
from registry.operations import editing
from reports.queries import sizes
from tests import factories
from tests.reports.walks import arrived

pytestmark = pytest.mark.django_db
MOTHER = {
    "name": "Madre S.p.A.", "country": "DE", "tie": "linked", "share": Decimal("0.6"), "staff": 60,
    "turnover": Decimal("12000000.00"), "balance_sheet": Decimal("11000000.00"),
}  # fmt: skip


def around(limits, step):
    """Nothing known, each limit, and a step beyond it."""
    return [None, *(figure for limit in limits for figure in (limit, limit + step))]


def found_in(**which):
    return sizes.by_size(sizes.grouped(Application.objects.filter(**which), received=Count("pk")), ["received"])


def class_of(application):
    [(size, counts)] = found_in(pk=application.pk).items()
    assert counts == {"received": 1}
    return size


def test_each_class_is_that_of_the_rule_up_to_its_limits(django_assert_num_queries):
    one = arrived(factories.a_call())
    below, turnovers, balances = zip(*THRESHOLDS.values(), strict=True)
    figures = list(product(around([most - 1 for most in below], 1), around(turnovers, CENT), around(balances, CENT)))
    met = set()
    with pgtrigger.ignore(), django_assert_num_queries(2 * len(figures)):
        for staff, turnover, balance in figures:
            Content.objects.filter(application=one).update(staff=staff, turnover=turnover, balance_sheet=balance)
            size = class_of(one)
            assert size == Figures(staff, turnover, balance).size, (staff, turnover, balance)
            met.add(size)
    assert met == {None, *SizeClass}


def test_relatives_make_a_firm_larger():
    call, firm = factories.a_call(), factories.a_firm()
    alone = arrived(call)
    editing.relate(firm=firm, relative=MOTHER, by=None, at=factories.NOON)
    tied = arrived(call, firm=firm)
    found = found_in(call=call)
    assert found == {size_of(alone): {"received": 1}, size_of(tied): {"received": 1}}
    assert (size_of(alone), size_of(tied)) == (SizeClass.MICRO, SizeClass.MEDIUM)
    # The control: its own figures alone would leave it where the other is.
    with transaction.atomic():
        with pgtrigger.ignore():
            FirmVersion.objects.filter(pk=tied.firm_version_id).update(relatives=[])
        assert class_of(tied) == SizeClass.MICRO
        transaction.set_rollback(True)
