"""Answers in the session: read back as they were typed, and strictly."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bando.domain.rules.facts import Name
from bando.queries.prechecking import Answers, answers_from_session, answers_to_session

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
FACTS: dict[str, Any] = {
    Name.SEAT_PROVINCE: "BG", Name.SEAT_TO_BE_OPENED: False, Name.STAFF: 12, Name.TURNOVER: Decimal("1500000.00"),
    Name.AID_RECEIVED: Decimal("0.00"), Name.FOUNDED_ON: date(2019, 2, 28), Name.ATECO_CODE: "47.91.10",
}  # fmt: skip


def kept(**answers: object) -> dict[str, Any]:
    return {"call": "ec", "answers": answers, "measure": "unica", "at": AT.isoformat()}


def test_what_is_written_is_read_again() -> None:
    unread = {Name.SPEND: Decimal("5000.00"), "declaration:durc": True, Name.BALANCE_SHEET: None}
    written = answers_to_session("ec", Answers(FACTS | unread), "unica", AT)
    read = answers_from_session(written, "ec")
    assert read is not None
    assert read.answers == {name.value: value for name, value in FACTS.items()}
    assert (read.measure, read.at) == ("unica", AT)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("staff", "-1"), ("staff", "1.5"), ("staff", 12), ("staff", "9" * 10), ("turnover", "NaN"), ("turnover", "-0.01"),
        ("turnover", "0.001"), ("turnover", "1E+30"), ("turnover", "tanto"), ("seat_province", "bergamo"),
        ("seat_to_be_opened", "forse"), ("founded_on", "2019-02-30"), ("ateco_code", "<b>"), ("declaration:durc", "true"),
        ("pk", "1"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_or_is_unknown_is_dropped(name: str, text: object) -> None:
    read = answers_from_session(kept(**{name: text, "seat_province": "BG" if name != "seat_province" else text}), "ec")
    assert read is not None
    assert name not in read.answers


@pytest.mark.parametrize(
    "wrong", [None, "x", [], {}, {"call": "ec"}, {"call": "ec", "answers": [], "at": ""}, kept() | {"at": 3}]
)
def test_anything_else_is_no_answer(wrong: object) -> None:
    assert answers_from_session(wrong, "ec") is None
