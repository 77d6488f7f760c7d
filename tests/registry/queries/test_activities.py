"""Activities are found by code however it is written, and a section by its version."""

from datetime import date

import pytest

from registry.domain import ateco
from registry.models import Activity
from registry.queries import activities

pytestmark = pytest.mark.django_db
PARENTS = {"J": "", "K": "", "62": "J", "62.0": "62", "62.01": "62.0", "62.01.0": "62.01", "62.01.00": "62.01.0", "64": "K"}


@pytest.fixture(autouse=True)
def rows():
    for code, parent in PARENTS.items():
        Activity.objects.create(
            version="2007",
            code=code,
            title=f"Produzione {code}",
            level=ateco.level(code),
            parent=parent,
            since_on=date(2008, 1, 1),
        )


def test_a_code_is_known_in_its_version_only():
    assert activities.activity_known("2007", "620100")
    assert activities.activity_known("2007", "62.01")
    assert activities.activity_known("2007", "j")
    assert not activities.activity_known("2025", "62.01.00")
    assert not activities.activity_known("2007", "62.02")
    assert not activities.activity_known("2007", "prova")


def test_unknown_codes_are_told_as_they_were_written(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert activities.unknown_codes("2007", ["6201", "99.99", "62", "x1", ""]) == ["99.99", "x1", ""]


@pytest.mark.parametrize(
    ("prefix", "codes"),
    [
        ("J", {"J", "62", "62.0", "62.01", "62.01.0", "62.01.00"}),
        ("K", {"K", "64"}),
        ("V", set()),
        ("62.01", {"62.01", "62.01.0", "62.01.00"}),
        ("620", {"62.0", "62.01", "62.01.0", "62.01.00"}),
    ],
)
def test_what_stands_under_a_code_is_what_it_covers(prefix, codes):
    found = {row.code for row in activities.activities_under("2007", prefix)}
    assert found == codes
    assert found == {code for code in PARENTS if ateco.covers(prefix, code, "2007")}


def test_an_activity_is_found_by_code_or_words():
    assert [row.code for row in activities.activities_like("2007", "62.01.0")] == ["62.01.0", "62.01.00"]
    assert activities.activities_like("2007", " produzione ").count() == len(PARENTS)
    assert not activities.activities_like("2025", "produzione")
