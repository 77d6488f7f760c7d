"""Tables of a report as documents of their own: each row in one of them, and their sums are those of the whole."""

from dataclasses import replace
from decimal import Decimal

from reports.domain.annexes import annexes, on_the_main_paper
from reports.domain.table import Report
from tests.reports.samples import PER_CHAMBER, ranking, report


def annexed(*tables) -> Report:
    return replace(report(*(tables or (PER_CHAMBER, ranking(40)))), annexed=("graduatoria",), is_book=True)


def test_every_row_is_in_one_annex_and_the_sums_agree():
    whole = annexed()
    parts = annexes(whole)
    assert [part.name for part in parts] == ["bergamo", "brescia", "como-lecco", "milano-monza-brianza-lodi"]
    tables = [part.report.table("graduatoria") for part in parts]
    assert sum(len(table.rows) for table in tables) == 40 == sum(part.rows for part in parts)
    assert sum(Decimal(table.total("spend")) for table in tables) == whole.table("graduatoria").total("spend")
    assert {table.names[0] for table in tables} == {"rank"}
    assert len({part.report.digest() for part in parts}) == 4


def test_the_main_paper_keeps_the_other_tables_and_the_data_keep_all():
    whole = annexed()
    assert [table.name for table in on_the_main_paper(whole)] == ["camere"]
    assert whole.digest() == replace(whole, annexed=()).digest()
    assert annexes(replace(whole, annexed=())) == []


def test_two_chambers_that_read_alike_have_two_names():
    table = ranking(2)
    alike = replace(table, rows=(("Como-Lecco", *table.rows[0][1:]), ("Como Lecco", *table.rows[1][1:])))
    assert [part.name for part in annexes(annexed(PER_CHAMBER, alike))] == ["como-lecco-1", "como-lecco-2"]


def test_an_annex_says_what_it_belongs_to():
    whole = annexed()
    facts = dict(annexes(whole)[0].report.facts)
    assert whole.digest() in facts["Allegato a"]
    assert facts["Beneficiari"] == "10"
