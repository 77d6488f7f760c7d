"""Fields that several of these forms share."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.drafts import Words
from bando.forms.fields import in_this_age
from core.forms import Amount

LONGEST_WORDS = 20_000


class DayInput(forms.DateInput):
    """The browser's own calendar; the value travels as 2020-07-24 whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    """A day, written or picked, of this age."""
    known: dict[str, Any] = {"widget": DayInput(), "input_formats": ["%Y-%m-%d", "%d/%m/%Y"], "validators": [in_this_age]}
    return forms.DateField(label=label, help_text=help_text, **known)


def words_field(label: Any, help_text: Any = "") -> Words:
    """A text that somebody will read as it is written: some pages, not a book."""
    return Words(limit=LONGEST_WORDS, label=label, help_text=help_text, rows=4, required=True)


def amount_field(label: Any, help_text: Any = "", *, required: bool = True) -> Amount:
    """An amount in euro and cents, above zero, no larger than an invoice may be."""
    return Amount(label=label, help_text=help_text, min_value=Decimal("0.01"), max_digits=12, required=required)


class SecureURLField(forms.URLField):
    """An address; one without its beginning is taken for https."""

    default_error_messages = {"invalid": _("Scrivete l’indirizzo come lo mostra il browser, per esempio https://www.negozio.it.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"assume_scheme": "https"})
