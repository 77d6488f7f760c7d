"""Money, rates and time are written one way, in both languages, and never from a float."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from core import figures

NOON = datetime(2020, 7, 24, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "italian", "english"),
    [
        (Decimal("12345.67"), "12.345,67\u00a0€", "€12,345.67"),
        (Decimal("2618000"), "2.618.000,00\u00a0€", "€2,618,000.00"),
        (Decimal("-0.50"), "−0,50\u00a0€", "−€0.50"),
        (0, "0,00\u00a0€", "€0.00"),
        (None, "–", "–"),
    ],
)
def test_an_amount_is_written_with_its_cents(amount: Decimal | int | None, italian: str, english: str) -> None:
    with translation.override("it"):
        assert figures.euro(amount) == italian
    with translation.override("en-gb"):
        assert figures.euro(amount) == english


@pytest.mark.parametrize("wrong", [12.5, "12.50", True])
def test_an_amount_is_never_a_float_or_a_text(wrong: object) -> None:
    with pytest.raises(TypeError):
        figures.euro(wrong)  # type: ignore[arg-type]


def test_a_rate_is_never_a_float() -> None:
    with pytest.raises(TypeError):
        figures.percent(0.7)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rate", "text"), [("0.700000", "70\u00a0%"), ("0.125", "12,5\u00a0%"), ("1", "100\u00a0%"), ("0", "0\u00a0%")]
)
def test_a_rate_is_written_without_idle_zeros(rate: str, text: str) -> None:
    with translation.override("it"):
        assert figures.percent(Decimal(rate)) == text


def test_an_instant_is_told_on_the_clock_of_rome() -> None:
    with translation.override("it"):
        assert figures.instant(NOON) == "24 luglio 2020, ore 12:00"
    with translation.override("en-gb"):
        assert figures.instant(NOON) == "24 July 2020, 12:00 (CEST, Rome)"


def test_the_hour_that_comes_twice_names_its_zone() -> None:
    first, second = datetime(2020, 10, 25, 0, 30, tzinfo=UTC), datetime(2020, 10, 25, 1, 30, tzinfo=UTC)
    with translation.override("it"):
        assert figures.instant(first) == "25 ottobre 2020, ore 02:30 (ora legale)"
        assert figures.instant(second) == "25 ottobre 2020, ore 02:30 (ora solare)"


def test_an_instant_for_a_receipt_keeps_its_microseconds_and_its_offset() -> None:
    assert figures.instant_exact(NOON.replace(microsecond=42)) == "2020-07-24 12:00:00.000042+02:00"


def test_a_day_is_the_day_in_rome() -> None:
    with translation.override("it"):
        assert figures.day(date(2020, 7, 24)) == "24 luglio 2020"
        assert figures.day(datetime(2020, 7, 24, 22, 30, tzinfo=UTC)) == "25 luglio 2020"


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(days=3, hours=5), "mancano 3 giorni"),
        (timedelta(days=1), "manca 1 giorno"),
        (timedelta(hours=5), "mancano 5 ore"),
        (timedelta(minutes=1, seconds=59), "manca 1 minuto"),
        (timedelta(seconds=5), "manca 1 minuto"),
        (timedelta(0), "termine scaduto"),
    ],
)
def test_the_time_left_is_rounded_down(left: timedelta, text: str) -> None:
    with translation.override("it"):
        assert figures.remaining(NOON + left, NOON) == text


def test_an_amount_in_another_currency_has_its_cents_and_no_sign() -> None:
    assert figures.amount(Decimal("12345.6")) == "12.345,60"
    with translation.override("en-gb"):
        assert figures.amount(Decimal("12345.6")) == "12,345.60"


def test_points_lose_idle_zeros_and_are_never_floats() -> None:
    assert figures.points(Decimal("50.00")) == "50"
    assert figures.points(Decimal("72.50")) == "72,5"
    assert figures.points(Decimal("0.00")) == "0"
    with pytest.raises(TypeError):
        figures.points(72.5)  # type: ignore[arg-type]
