"""The territory is complete and in its tables wherever the tables are."""

import pytest

from registry.domain.territory import CHAMBERS, LOMBARDY, PROVINCES, SEATS
from registry.models import Chamber, Province


def test_italy_has_its_107_provinces_and_lombardy_its_12():
    assert len(PROVINCES) == 107
    assert len(LOMBARDY) == 12
    assert len(set(PROVINCES.values())) == 107


def test_each_lombard_province_has_one_of_the_nine_chambers():
    assert len(CHAMBERS) == 9
    assert SEATS.keys() == LOMBARDY.keys()
    assert set(SEATS.values()) == CHAMBERS.keys()


@pytest.mark.django_db
def test_the_tables_hold_the_territory():
    assert set(Chamber.objects.values_list("code", flat=True)) == CHAMBERS.keys()
    assert Province.objects.count() == 107
    assert set(Province.objects.filter(in_lombardy=True).values_list("code", flat=True)) == LOMBARDY.keys()


@pytest.mark.django_db(transaction=True)
def test_a_test_that_empties_the_tables_begins():
    assert Province.objects.count() == 107


@pytest.mark.django_db(transaction=True)
def test_and_the_next_one_finds_the_territory_again():
    assert Province.objects.count() == 107
