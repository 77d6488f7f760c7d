"""The territory is complete and in its tables wherever the tables are."""

from datetime import date

import pytest

from registry.domain.territory import CHAMBERS, LOMBARDY, PROVINCES, chambers_on, in_being, seats_on
from registry.models import Chamber, Province


def test_italy_has_its_107_provinces_and_lombardy_its_12():
    assert len(PROVINCES) == 107
    assert len(LOMBARDY) == 12
    assert len(set(PROVINCES.values())) == 107


@pytest.mark.parametrize(("day", "count"), [(date(2020, 7, 1), 9), (date(2024, 11, 17), 9), (date(2024, 11, 18), 7)])
def test_each_lombard_province_has_one_chamber_on_each_day(day, count):
    assert len(chambers_on(day)) == count
    assert seats_on(day).keys() == LOMBARDY.keys()
    assert set(seats_on(day).values()) == chambers_on(day).keys()
    assert sum(len(chamber.provinces) for chamber in chambers_on(day).values()) == 12


def test_three_chambers_became_one_on_18_november_2024():
    before, after = seats_on(date(2024, 11, 17)), seats_on(date(2024, 11, 18))
    changed = {province for province in LOMBARDY if before[province] != after[province]}
    assert changed == {"CR", "MN", "PV"}
    assert {after[province] for province in changed} == {"cr-mn-pv"}


def test_a_missing_end_is_open_and_both_days_are_included():
    first, last = date(2020, 1, 1), date(2020, 1, 2)
    assert in_being(first, None, None)
    assert in_being(first, first, last)
    assert in_being(last, first, last)
    assert not in_being(date(2019, 12, 31), first, None)
    assert not in_being(date(2020, 1, 3), None, last)


@pytest.mark.django_db
def test_the_tables_hold_the_territory():
    held = Chamber.objects.values_list("code", "name", "since_on", "until_on")
    assert set(held) == {(code, fact.name, fact.since_on, fact.until_on) for code, fact in CHAMBERS.items()}
    assert Province.objects.count() == 107
    assert set(Province.objects.filter(in_lombardy=True).values_list("code", flat=True)) == LOMBARDY.keys()


@pytest.mark.django_db(transaction=True)
def test_a_test_that_empties_the_tables_begins():
    assert Province.objects.count() == 107


@pytest.mark.django_db(transaction=True)
def test_and_the_next_one_finds_the_territory_again():
    assert Province.objects.count() == 107
