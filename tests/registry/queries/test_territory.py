"""Chambers and municipalities as they are on a day."""

from datetime import date

import pytest

from registry.domain.naming import search_key
from registry.models import Municipality
from registry.queries import territory

pytestmark = pytest.mark.django_db
TODAY, IN_2020 = date(2026, 11, 23), date(2020, 7, 1)


@pytest.fixture(autouse=True)
def municipalities():
    rows = [
        ("A794", "Bergamo", "BG", None), ("B618", "Canonica d'Adda", "BG", None), ("A216", "Almenno San Bartolomeo", "BG", None),
        ("B639", "Cantù", "CO", None), ("A645", "Bardello", "VA", date(2022, 12, 31)),
    ]  # fmt: skip
    for code, name, province, until in rows:
        Municipality.objects.create(
            cadastral_code=code,
            name=name,
            search_key=search_key(name),
            province_id=province,
            since_on=date(1900, 1, 1),
            until_on=until,
        )


def test_the_chambers_are_nine_in_2020_and_seven_today():
    before, today = territory.chambers_on(IN_2020), territory.chambers_on(TODAY)
    assert (len(before), len(today)) == (9, 7)
    assert "cr-mn-pv" in {chamber.code for chamber in today} - {chamber.code for chamber in before}
    assert all(chamber.exists_on(TODAY) for chamber in today)
    assert not any(chamber.exists_on(TODAY) for chamber in before if chamber.code in {"cr", "mn", "pv"})


def test_the_municipalities_of_a_province_come_by_name_and_as_of_a_day(django_assert_num_queries):
    with django_assert_num_queries(1):
        found = [str(place.province) for place in territory.municipalities_of("BG", TODAY)]
    assert found == ["Bergamo (BG)"] * 3
    assert next(place.name for place in territory.municipalities_of("BG", TODAY)) == "Almenno San Bartolomeo"
    assert [place.name for place in territory.municipalities_of("VA", IN_2020)] == ["Bardello"]
    assert not territory.municipalities_of("VA", TODAY)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("cantu'", ["Cantù"]),
        ("CAN", ["Canonica d'Adda", "Cantù"]),
        ("canonica d’a", ["Canonica d'Adda"]),
        ("Bard", []),
        ("'", []),
        ("", []),
    ],
)
def test_a_name_is_found_by_how_it_begins(typed, found):
    assert [place.name for place in territory.municipalities_starting(typed, TODAY)] == found


def test_a_municipality_is_found_by_its_name_in_its_province_and_by_its_code():
    assert territory.municipality_named("CANTU", "CO", TODAY).cadastral_code == "B639"
    assert territory.municipality_named("Cantù", "BG", TODAY) is None
    assert territory.municipality_named("Cant", "CO", TODAY) is None
    assert territory.municipality_at("a645").name == "Bardello"
    assert territory.municipality_at("Z999") is None
