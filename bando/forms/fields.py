"""How people type what a call is made of: percentages as percentages, instants on the clock of Rome, lists as check boxes."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from core import figures
from core.forms import Amount, Number

EARLIEST, LATEST = 2000, 2100
LIMITS = (
    (MinValueValidator, _("Il valore è almeno %(limit_value)s.")),
    (MaxValueValidator, _("Il valore è al più %(limit_value)s.")),
)
HUNDRED = Decimal(100)


def in_this_age(value: date | datetime | None) -> None:
    """A year typed badly (0020, 20200) is noticed here. Raises ValidationError."""
    if value is not None and not EARLIEST <= value.year < LATEST:
        raise ValidationError(_("Controllate l’anno: sta fra 2000 e 2099."))


class Euro(Amount):
    """Euro as people write them, and shown again as they are written."""

    default_error_messages = {"min_value": _("Un importo non è negativo: correggetelo.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"help_text": _("In euro, per esempio 12.345,67."), **kwargs})
        say(self, "min_value", _("Un importo non è negativo: correggetelo."))


class Percent(Number):
    """A share of one, typed as a percentage: 70 is 0.70."""

    def __init__(self, *, most: int = 100, **kwargs: Any) -> None:
        known = {"min_value": 0, "max_value": most, "max_digits": 7, "decimal_places": 4}
        super().__init__(**{**known, "help_text": _("In percentuale, per esempio 70."), **kwargs})
        say(self, "min_value", _("Una percentuale non è negativa."))
        say(self, "max_value", _("La percentuale è al più %(limit_value)s."))
        say(self, "invalid", _("Scrivete una percentuale, per esempio 70 o 12,5."))

    def prepare_value(self, value: Any) -> Any:
        return figures.points(value * HUNDRED) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        typed = super().clean(value)
        return None if typed is None else typed / HUNDRED


class Points(Number):
    """A score: 50 or 72,5."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_digits": 5, "decimal_places": 2, **kwargs})
        say(self, "min_value", _("Un punteggio non è negativo."))

    def prepare_value(self, value: Any) -> Any:
        return figures.points(value) if isinstance(value, Decimal) else value


class Moment(forms.DateTimeField):
    """An instant on the clock of Rome, picked in the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(**{"widget": widget, "help_text": _("Giorno e ora di Roma."), **kwargs})
        self.validators.append(in_this_age)


class CalendarDay(forms.DateField):
    """A day, picked in the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs})
        self.validators.append(in_this_age)


class Words(forms.CharField):
    """Text of several lines, at most so long."""

    def __init__(self, *, most: int, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(**{"max_length": most, "widget": forms.Textarea(attrs={"rows": rows}), **kwargs})


class Boxes(forms.MultipleChoiceField):
    """Some of a list, as check boxes; a plain list when it is clean."""

    widget = forms.CheckboxSelectMultiple


class Lines(forms.CharField):
    """A list, one entry a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 20_000, "widget": forms.Textarea(attrs={"rows": 4}), **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(one) for one in value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        typed = super().clean(value)
        return [line.strip() for line in typed.replace(",", "\n").splitlines() if line.strip()]


class Anchors(forms.CharField):
    """What some of the points mean, one line each: «10 – testo»."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 20_000, "widget": forms.Textarea(attrs={"rows": 5}), **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{points} – {text}" for points, text in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[list[str]]:
        return [_anchor(line) for line in super().clean(value).splitlines() if line.strip()]


def _anchor(line: str) -> list[str]:
    points, dash, text = line.replace("—", "–").replace(" - ", " – ").partition("–")
    digits = points.strip().replace(",", ".")
    if not dash or not text.strip() or not digits.replace(".", "", 1).isdecimal():
        raise ValidationError(
            _("Scrivete ogni riferimento su una riga: i punti, un trattino, il testo. Per esempio: 10 – testo.")
        )
    return [digits, text.strip()]


def in_house_words(fields: Iterable[forms.Field]) -> None:
    """Say what is missing or too long the way the rest of the portal does."""
    for field in fields:
        say(field, "required", _("Compilate questo campo."))
        for validator in field.validators:
            for kind, sentence in LIMITS:
                if isinstance(validator, kind) and validator.message == kind.message:
                    validator.message = sentence
            if isinstance(validator, MaxLengthValidator):
                validator.message = _("Accorciate il testo: al più %(limit_value)s caratteri, ne avete scritti %(show_value)s.")


def say(field: forms.Field, code: str, sentence: Any) -> None:
    """Say `sentence` at the field whenever it, or a validator of it, finds `code`."""
    field.error_messages[code] = sentence
    for validator in field.validators:
        if getattr(validator, "code", None) == code and hasattr(validator, "message"):
            validator.message = sentence
