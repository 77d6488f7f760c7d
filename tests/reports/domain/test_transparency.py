"""What the published list says of a beneficiary, and how long."""

from datetime import date

import pytest

from reports.domain.transparency import OMITTED, earliest_year, shown_name, shown_tax_code


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Officine Bianchi S.r.l.", "Officine Bianchi S.r.l."),
        ("Rossi Mario - RSSMRA80A41F205B", "Rossi Mario - RSS**********05B"),
        ("ditta rssmra80a41f205b", "ditta rss**********05b"),
        # Written with letters for digits, as two persons with one code have it.
        ("Rossi RSSMRA8LA41F205X", "Rossi RSS**********05X"),
        ("ABCDEFGHILMNOPQR S.p.A.", "ABCDEFGHILMNOPQR S.p.A."),
    ],
)
def test_the_tax_code_of_a_person_is_masked_in_a_name_too(name, shown):
    assert shown_name(name, omitted=False) == shown


def test_who_is_omitted_has_neither_name_nor_code():
    assert shown_name("Rossi Mario", omitted=True) == OMITTED
    assert shown_tax_code("RSSMRA80A41F205B", of_a_person=True, omitted=True) == ""


@pytest.mark.parametrize(("today", "year"), [(date(2026, 12, 31), 2021), (date(2027, 1, 1), 2022)])
def test_what_was_published_is_shown_to_the_end_of_the_fifth_year_after(today, year):
    assert earliest_year(today) == year
