"""Shapes of input that several apps share: what a button of the admin asks before it acts, numbers, several files at once."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

# Of what a form acts on: the reason why what was typed (and nothing else) cannot be, as of an instant.
WhyNot = Callable[[Any, Any, datetime], str | None]


class ManyFiles(forms.FileInput):
    """A file control that takes several at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """A list of uploaded files, each judged like a single one."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in files or [None]]


class Number(forms.DecimalField):
    """A number as people write it in the language of the page: 12.345,67 or 12345,67, in English 12,345.67.

    What could be read in two ways is asked again, never guessed: a thousand times too much is an amount as well.
    """

    default_error_messages = {
        "invalid": _("Scrivete un numero, per esempio 70 o 12,5."),
        "grouped": _("Non è chiaro dove sono i decimali: scrivete per esempio 12345,67."),
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"})
        super().__init__(**{"localize": True, "widget": widget, **kwargs})

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, Decimal):
            return value
        typed = str(value).replace("€", "").strip()
        if typed and not re.fullmatch(r"[-+]?[0-9][0-9.,\s]*", typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if typed and (read := _read(typed)) is None:
            raise ValidationError(self.error_messages["grouped"], code="grouped")
        return read if typed else None


def _read(typed: str) -> Decimal | None:
    """Digits that are grouped by three or not at all; one point before other than three digits is one of decimals everywhere."""
    thousands, decimals = (re.escape(get_format(name)) for name in ("THOUSAND_SEPARATOR", "DECIMAL_SEPARATOR"))
    whole = rf"[1-9]\d{{0,2}}(?P<by>{thousands}|\s)\d{{3}}(?:(?P=by)\d{{3}})*|\d+"
    for way in (rf"(?P<whole>{whole})(?:{decimals}(?P<part>\d+))?", r"(?P<whole>\d+)\.(?P<part>\d{1,2}|\d{4,})"):
        if found := re.fullmatch(rf"(?P<sign>[-+]?){way}", typed):
            digits = re.sub(r"\D", "", found["whole"])
            return Decimal(f"{found['sign']}{digits}.{found['part'] or 0}")
    return None


class Amount(Number):
    """Euro and cents, zero or more."""

    default_error_messages = {"invalid": _("Scrivete un importo in euro, per esempio 12.345,67.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 14, "decimal_places": 2, "min_value": 0, **kwargs})


def ask_again(form: forms.BaseForm, *, refused: bool = False) -> None:
    """A file that came with something wrong beside it is not kept: the form says so where it is chosen."""
    for name, field in form.fields.items():
        if (
            isinstance(field, forms.FileField)
            and (refused or form.errors)
            and name not in form.errors
            and form.files.get(form.add_prefix(name))
        ):
            form.add_error(name, _("Scegliete di nuovo il file: finché c’è qualcosa da correggere non viene conservato."))


class ActionForm(forms.Form):
    """A form that knows what it acts on: `subject` (None on a list), `user` and the instant `at` of the request.

    Limit choices in `__init__` to what `user` may see: the same querysets check what is posted. What the operation would
    refuse because of one field stands in `judged`, under its name, so that it is said there.
    """

    judged: ClassVar[Mapping[str, WhyNot]] = {}
    # The button cannot be pressed at all: what was typed is not the matter.
    refused = False

    def __init__(self, *args: Any, subject: Any = None, user: Any = None, at: datetime | None = None, **kwargs: Any) -> None:
        self.subject, self.user, self.at = subject, user, at
        super().__init__(*args, **kwargs)

    def _post_clean(self) -> None:
        """Ask what remains to be asked once every field could be read for itself."""
        if self.refused or self.at is None:
            return
        for name, why_not in self.judged.items():
            value = self.cleaned_data.get(name)
            if value is not None and (reason := why_not(self.subject, value, self.at)):
                self.add_error(name, reason)
        ask_again(self)
