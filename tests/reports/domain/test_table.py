"""A table keeps exact values, refuses the others, and has one digest."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.domain.columns import Cell, Column, Kind
from reports.domain.table import Report, Table
from reports.domain.wording import amount, read
from tests.reports.samples import AS_OF, PER_CHAMBER, ranking, report

MONEY = st.decimals(min_value=Decimal("-999999999999.99"), max_value=Decimal("999999999999.99"), places=2)


def one_column(kind: Kind, *cells: Cell) -> Table:
    return Table("t", "T", (Column("name", "Nome"), Column("x", "X", kind)), tuple(("riga", cell) for cell in cells))


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        (Kind.MONEY, 1.5),
        (Kind.MONEY, 1),
        (Kind.PERCENT, 70.0),
        (Kind.NUMBER, 70.0),
        (Kind.INTEGER, True),
        (Kind.INTEGER, 2.0),
        (Kind.INTEGER, Decimal(2)),
        (Kind.TEXT, 3),
        (Kind.DAY, datetime(2026, 1, 1, tzinfo=UTC)),
        (Kind.INSTANT, date(2026, 1, 1)),
    ],
)
def test_a_cell_of_another_type_is_refused(kind: Kind, cell: Cell) -> None:
    with pytest.raises(TypeError, match="Column x holds"):
        one_column(kind, cell)


@pytest.mark.parametrize("cell", [Decimal("0.001"), Decimal("NaN"), Decimal("Infinity"), datetime(2026, 1, 1)])  # noqa: DTZ001
def test_a_wrong_value_is_refused(cell: Cell) -> None:
    with pytest.raises(ValueError, match="Column x"):
        one_column(Kind.INSTANT if isinstance(cell, datetime) else Kind.MONEY, cell)


ANY = st.sampled_from(
    [None, "a", "\x07b", 3, True, Decimal("-0.00"), Decimal("1.10"), Decimal("1.1"), Decimal("0.001"), Decimal("NaN")]
)
IN_CENTS = st.sampled_from([None, Decimal("-0.00"), Decimal("0.00"), Decimal("1.10")])


@given(st.sampled_from(list(Kind)), st.one_of(st.lists(ANY, max_size=4), st.lists(IN_CENTS, max_size=4)))
def test_a_column_accepts_what_each_of_its_cells_would_be(kind: Kind, cells: list[Cell]) -> None:
    def told(accept: Callable[[], Sequence[Cell]]) -> list[str] | str:
        try:
            return [repr(cell) for cell in accept()]
        except (TypeError, ValueError) as refusal:
            return str(refusal)

    column = Column("x", "X", kind)
    assert told(lambda: column.accepted_all(cells)) == told(lambda: [column.accepted(cell) for cell in cells])


def test_the_shape_is_checked() -> None:
    with pytest.raises(ValueError, match="cells under"):
        Table("t", "T", (Column("a", "A"),), (("x", "y"),))
    with pytest.raises(ValueError, match="distinct"):
        Table("t", "T", (Column("a", "A"), Column("a", "B")), ())
    with pytest.raises(ValueError, match="no column z"):
        Table("t", "T", (Column("a", "A"),), (), grouped_by="z")
    with pytest.raises(ValueError, match="first column"):
        Table("t", "T", (Column("a", "A", Kind.MONEY),), ())
    with pytest.raises(TypeError, match="can be summed"):
        Column("a", "A", Kind.PERCENT, summed=True)


def test_control_characters_leave_texts() -> None:
    assert one_column(Kind.TEXT, "a\x00\x0b\x1fb\tc\n").rows[0][1] == "ab\tc\n"


@given(st.lists(MONEY))
def test_the_total_is_the_exact_sum(amounts: list[Decimal]) -> None:
    assert one_column(Kind.MONEY, *amounts).total("x") == sum(amounts, Decimal(0))


@given(st.integers(1, 60))
def test_the_subtotals_add_up_to_the_total(size: int) -> None:
    table = ranking(size)
    at = table.names.index("spend")
    assert sum(section.totals[at] for section in table.sections()) == table.total("spend")
    assert [row for section in table.sections() for row in section.rows] == list(table.rows)


def test_only_money_is_summed_unless_told() -> None:
    assert PER_CHAMBER.totals == (None, 1661, Decimal("1930000.35"), None, None, None)
    with pytest.raises(KeyError):
        PER_CHAMBER.total("rate")


def test_equal_values_have_equal_digests_and_any_change_shows() -> None:
    same = one_column(Kind.MONEY, Decimal("1"), Decimal("0"))
    assert same.digest() == one_column(Kind.MONEY, Decimal("1.00"), Decimal("-0.0")).digest()
    assert same.digest() != one_column(Kind.MONEY, Decimal("1.01"), Decimal("0")).digest()
    assert same.digest() != replace(same, title="U").digest()


def test_an_instant_is_the_same_in_any_zone() -> None:
    elsewhere = AS_OF.astimezone(timezone(timedelta(hours=5)))
    assert one_column(Kind.INSTANT, AS_OF).digest() == one_column(Kind.INSTANT, elsewhere).digest()
    assert replace(report(), as_of=elsewhere).digest() == report().digest()


def test_a_report_needs_an_aware_instant_and_distinct_tables() -> None:
    with pytest.raises(ValueError, match="aware"):
        Report("r", "R", datetime(2026, 1, 1), (PER_CHAMBER,))  # noqa: DTZ001
    with pytest.raises(ValueError, match="distinct"):
        Report("r", "R", AS_OF, (PER_CHAMBER, PER_CHAMBER))


def test_cells_read_in_italian() -> None:
    assert amount(Decimal("-1234567.80")) == "-1.234.567,80"
    assert read(Decimal("70.00"), percent=True) == "70,00 %"
    assert read(date(2020, 7, 24)) == "24/07/2020"
    assert read(datetime(2020, 7, 24, 10, 0, tzinfo=UTC)) == "24/07/2020 12:00:00"
    assert (read(1649), read(None), read("x")) == ("1.649", "", "x")
