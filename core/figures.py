"""How amounts, rates, days and instants are written for people, in the language of the page; floats are refused."""

import functools
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import cents

NARROW = "\u00a0"
ROME = ZoneInfo("Europe/Rome")
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def in_italian(write: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """`write` in Italian, whatever the language of the page: so is written what is kept, and what is sent to others."""

    @functools.wraps(write)
    def written(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        with translation.override(settings.LANGUAGE_CODE):
            return write(*args, **kwargs)

    return written


def _italian() -> bool:
    return (translation.get_language() or settings.LANGUAGE_CODE).startswith("it")


def euro(amount: Decimal | int | None) -> str:
    """Euro: "12.345,67 €" in Italian, "€12,345.67" in English, "–" for nothing known; raises TypeError for a float or a text."""
    if amount is None or amount == "":
        return "–"
    if isinstance(amount, bool) or not isinstance(amount, (Decimal, int)):
        raise TypeError(f"an amount of money is a Decimal, not {type(amount).__name__}")
    sign, digits = ("−" if amount < 0 else ""), f"{abs(cents(amount)):,.2f}"
    if not _italian():
        return f"{sign}€{digits}"
    return f"{sign}{digits.translate(str.maketrans(',.', '.,'))}{NARROW}€"


def amount(value: Decimal) -> str:
    """An amount in a currency that is said beside it: "12.345,67" in Italian, "12,345.67" in English."""
    digits = f"{cents(value):,.2f}"
    return digits.translate(str.maketrans(",.", ".,")) if _italian() else digits


def percent(rate: Decimal | None) -> str:
    """A share of one as a percentage: 0.7 is "70 %", 0.125 is "12,5 %"; raises TypeError for a float."""
    if rate is None:
        return "–"
    if not isinstance(rate, (Decimal, int)):
        raise TypeError(f"a rate is a Decimal, not {type(rate).__name__}")
    digits = f"{(Decimal(rate) * 100).normalize():f}"
    return f"{digits.replace('.', ',')}{NARROW}%" if _italian() else f"{digits}%"


def count(number: Decimal | int) -> str:
    """A number of things: "1.250" in Italian, "1,250" in English; of things that may be in parts, "249,75"."""
    whole = number == int(number)
    digits = f"{int(number):,}" if whole else f"{Decimal(number).normalize():,f}"
    return digits.translate(str.maketrans(",.", ".,")) if _italian() else digits


def points(score: Decimal | int | None) -> str:
    """A score without idle zeros: "50", "72,5"; raises TypeError for a float."""
    if score is None:
        return "–"
    if not isinstance(score, (Decimal, int)):
        raise TypeError(f"a score is a Decimal, not {type(score).__name__}")
    digits = f"{Decimal(score).normalize():f}"
    return digits.replace(".", ",") if _italian() else digits


def instant(moment: datetime | None) -> str:
    """On the clock of Rome: "24 luglio 2020, ore 12:00"; the zone is named in English, and where the hour is ambiguous."""
    if moment is None:
        return "–"
    local = timezone.localtime(moment, ROME)
    day_part, clock = _written(local), local.strftime("%H:%M")
    if not _italian():
        return f"{day_part}, {clock} ({local.tzname()}, Rome)"
    zone = f" ({_zone(local)})" if _repeated(local) else ""
    return f"{day_part}, ore {clock}{zone}"


def _written(value: date) -> str:
    return _in_words(date(value.year, value.month, value.day), _italian(), translation.get_language())


@functools.lru_cache(maxsize=4096)
def _in_words(value: date, italian: bool, _language: str | None) -> str:
    """The same few days stand on every page. Django writes the Italian months with a capital; Italian does not."""
    text = formats.date_format(value, "j F Y")
    return text.lower() if italian else text


def _zone(local: datetime) -> str:
    return "ora legale" if local.dst() else "ora solare"


def _repeated(local: datetime) -> bool:
    """True in the hours that the clock of Rome shows twice, at the end of summer time."""
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


def instant_exact(moment: datetime) -> str:
    """The instant to the microsecond with its offset, for receipts: "2020-07-24 11:59:59.123456 +02:00"."""
    return timezone.localtime(moment, ROME).isoformat(" ", "microseconds")


def day(value: date | None) -> str:
    """The day: "24 luglio 2020"; of an instant, its day in Rome."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        value = timezone.localtime(value, ROME)
    return _written(value)


def remaining(moment: datetime, now: datetime) -> str:
    """The time left in words, rounded down: days, else hours, else minutes; "termine scaduto" once it is past."""
    left = moment - now
    if left <= timedelta(0):
        return _("termine scaduto")
    hours, minutes = int(left.total_seconds() // 3600), int(left.total_seconds() // 60)
    if left.days:
        return ngettext("manca %(n)s giorno", "mancano %(n)s giorni", left.days) % {"n": left.days}
    if hours:
        return ngettext("manca %(n)s ora", "mancano %(n)s ore", hours) % {"n": hours}
    return ngettext("manca %(n)s minuto", "mancano %(n)s minuti", max(minutes, 1)) % {"n": max(minutes, 1)}
