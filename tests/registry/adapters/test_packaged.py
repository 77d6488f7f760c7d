"""What the packages carry is what we say they carry."""

from collections import Counter
from datetime import date

import pytest

from registry.adapters import activities, municipalities
from registry.adapters.packaged import content, source
from registry.domain.territory import LOMBARDY, PROVINCES
from registry.enums import AtecoLevel, AtecoVersion


def entry(code: str, name: str, province: str, since: str, until: str = "") -> dict:
    """As the archive writes one."""
    last = f"{until}T00:00:00" if until else ""
    return {
        "code": code,
        "name": name,
        "province": province,
        "active": not until,
        "date_created": f"{since}T00:00:00",
        "date_deleted": last,
    }


def test_the_municipalities_of_italy_are_all_there():
    found = municipalities.municipalities()
    living = [fact for fact in found if fact.until_on is None]
    assert 7_850 < len(living) < 7_950
    assert len(found) == len({fact.cadastral_code for fact in found}) > 9_500
    assert {fact.province for fact in living} == PROVINCES.keys()
    assert 1_450 < sum(fact.province in LOMBARDY for fact in living) < 1_520
    assert all(fact.until_on is None or fact.since_on <= fact.until_on for fact in found)


def test_a_municipality_has_its_last_name_and_province_and_its_first_day():
    past, present = entry("L511", "Usmate", "MI", "1930-06-30", "2009-06-29"), entry("L511", "Usmate Velate", "MB", "2009-06-30")
    expected = [municipalities.MunicipalityFact("L511", "Usmate Velate", "MB", date(1930, 6, 30), None)]
    assert list(municipalities.facts([past, present])) == expected
    assert list(municipalities.facts([present, past])) == expected


def test_a_suppressed_one_has_its_last_day_and_one_without_code_or_province_is_left_out():
    rows = [
        entry("C056", "Castegnero", "VI", "1866-11-19", "2026-02-20"),
        entry("ND", "Prova", "VI", "1866-11-19"),
        entry("X000", "Prova", "PL", "1866-11-19", "1947-01-01"),
    ]
    assert [(fact.name, fact.until_on) for fact in municipalities.facts(rows)] == [("Castegnero", date(2026, 2, 20))]


def test_both_versions_have_every_level():
    levels = Counter((fact.version, fact.level) for fact in activities.activities())
    assert levels[AtecoVersion.ATECO_2007, AtecoLevel.SECTION] == 21
    assert levels[AtecoVersion.ATECO_2007, AtecoLevel.DIVISION] == 88
    assert levels[AtecoVersion.ATECO_2007, AtecoLevel.CLASS] == 615
    assert levels[AtecoVersion.ATECO_2025, AtecoLevel.SECTION] == 22
    assert levels[AtecoVersion.ATECO_2025, AtecoLevel.DIVISION] == 87
    assert levels[AtecoVersion.ATECO_2025, AtecoLevel.CLASS] == 651


def test_every_parent_is_there_and_only_sections_have_none():
    found = activities.activities()
    codes = {(fact.version, fact.code) for fact in found}
    assert len(codes) == len(found)
    assert all((fact.version, fact.parent) in codes for fact in found if fact.parent)
    assert {fact.level for fact in found if not fact.parent} == {AtecoLevel.SECTION}


@pytest.mark.parametrize(
    ("version", "code", "since", "until"),
    [
        ("2007", "62.01.00", date(2008, 1, 1), date(2024, 12, 31)),
        ("2007", "97.00.00", date(2008, 1, 1), date(2021, 12, 31)),
        ("2007", "97.00.01", date(2022, 1, 1), date(2024, 12, 31)),
        ("2025", "62.10.00", date(2025, 1, 1), None),
    ],
)
def test_a_code_is_in_force_as_long_as_an_edition_has_it(version, code, since, until):
    fact = next(fact for fact in activities.activities() if (fact.version, fact.code) == (version, code))
    assert (fact.since_on, fact.until_on) == (since, until)


def test_the_source_is_named_with_its_version_and_the_activities_are_of_istat():
    assert source(activities.PACKAGE).startswith("ateco 1.")
    assert "ISTAT" in content(activities.PACKAGE, "ateco/data/provenance.json")["attribution"]
