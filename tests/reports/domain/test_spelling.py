"""Equal data have one spelling, whole or in pieces."""

from datetime import UTC, datetime
from decimal import Decimal
from json import dumps

import pytest

from reports.domain import spelling
from reports.domain.columns import Column, Kind
from reports.domain.spelling import BLOCK, Long
from reports.domain.table import Table


@pytest.mark.parametrize("count", [0, 1, BLOCK, BLOCK + 1, 2 * BLOCK + 3])
def test_a_long_list_in_pieces_is_spelled_as_a_whole(count: int) -> None:
    rows = [["è «x»\n", at, None, {"b": 1, "a": [2]}] for at in range(count)]
    whole = {"z": [1, "due"], "a": "", "rows": rows, "in": [{"rows": rows}, {"rows": []}], "none": {}}
    parted = whole | {"rows": Long(iter(rows)), "in": ({"rows": Long(iter(rows))}, {"rows": Long(())})}
    said = dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    found = list(spelling.pieces(parted))
    assert b"".join(found) == said
    # Not held as a whole.
    assert max(map(len, found)) * max(count // BLOCK, 1) < 2 * len(said) + 100


def test_what_is_not_exact_has_no_spelling() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        list(spelling.pieces({"a": Long([float("nan")])}))


def test_money_is_kept_as_it_is_and_spelled_one_way() -> None:
    cents, nothing = Decimal("12.30"), Decimal("-0.00")
    columns = (Column("a", "A"), Column("b", "B", Kind.MONEY))
    table = Table("t", "T", columns, tuple(("x", one) for one in (cents, nothing, Decimal(5), Decimal("1.5"))))
    assert table.rows[0][1] is cents
    assert [row[1] for row in table.as_rows()] == ["12.30", "0.00", "5.00", "1.50"]
    assert spelling.plain(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02T00:00:00.000000+00:00"
    with pytest.raises(ValueError, match="more than two places"):
        Table("t", "T", columns, (("x", Decimal("1.005")),))
