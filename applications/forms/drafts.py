"""The form of a section of a draft: what of it was seen, what of it was touched, and what is shown after a save."""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applications.domain.merging import Clash, Seen, fingerprint
from applications.models import Application, Content
from core.figures import count, day, euro

DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
# What the page brings along of itself, beside the fields of the section.
BAGGAGE = ("version", "seen", "page", "turn")
# A field below which the template puts what somebody else wrote, with the choice.
CLASH = "applications/clash.html"


class DraftForm(forms.Form):
    """Carries what the page has seen of each field, so that a stale tab is told apart field by field.

    `version` is the version of the content that the page was made of; `seen` is JSON: name → [version, fingerprint of the
    value], which the browser keeps up to date as fields are saved; `page` and `turn` let a page know its own writing again.
    A field whose value is still the one that was seen is not touched, and is left as it stands.
    """

    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=10_000, widget=forms.HiddenInput)
    page = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    turn = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        self.application = application
        self.content: Content = application.content
        super().__init__(*args, **kwargs)
        self.complete()
        self.initial = self.saved() | self._baggage()
        self._ask_later()

    def complete(self) -> None:
        """Adds and takes away the fields that depend on the call."""

    def _baggage(self) -> dict[str, Any]:
        version = self.content.version
        seen = {name: [version, fingerprint(self._as_chosen(name, value))] for name, value in self.saved().items()}
        return {"version": version, "seen": _written(seen), "page": secrets.token_hex(8), "turn": 0}

    def _ask_later(self) -> None:
        """Not required here, but not «optional» either: the label does not say so (bootstrap_italia/label.html)."""
        for field in self.fields.values():
            field.asked_later = True  # type: ignore[attr-defined]

    # What is stored, and under which name

    def saved(self) -> dict[str, Any]:
        """What was saved before, by field."""
        return {name: getattr(self.content, name) for name in self.fields if name not in BAGGAGE}

    def key_of(self, name: str) -> str:
        """The name under which the content keeps a field's last change."""
        return name

    def name_of(self, key: str) -> str:
        """The field that shows what is kept under `key`."""
        return next(name for name in self.fields if self.key_of(name) == key)

    # What was seen, and what was touched

    @property
    def by_field(self) -> bool:
        """Whether the browser saves some fields by themselves, and says which; else the whole form was sent."""
        return "field" in self.data

    @property
    def asked(self) -> list[str]:
        """The fields that are to be saved."""
        named = self.data.getlist("field") if self.by_field and isinstance(self.data, QueryDict) else list(self.fields)
        return [name for name in named if name in self.fields and name not in BAGGAGE]

    def _seen(self) -> dict[str, tuple[int, str]]:
        """What the page says that it has seen of each field; what cannot be read was not seen."""
        found = _read(self.cleaned_data.get("seen", ""))
        kept, _separator, version = self.data.get("keep", "").partition(":")
        if kept in self.fields and version.isdecimal() and len(version) < 10:
            # «Tieni la mia»: the other's value was shown, and what was typed here is wanted all the same.
            found[kept] = (int(version), "")
        return found

    def seen_by(self) -> Seen:
        """The same for the operation."""
        fields = {self.key_of(name): version for name, (version, _print) in self._seen().items() if name in self.fields}
        data = self.cleaned_data
        return Seen(data.get("version") or 0, fields, data.get("page") or "", data.get("turn") or 0)

    def touched(self) -> dict[str, Any]:
        """The fields that could be read and do not say what they said when they were seen: those are to be saved."""
        prints = {name: was for name, (_version, was) in self._seen().items()}
        asked = [name for name in self.asked if name != self.data.get("take", "")]
        values = {name: self.cleaned_data[name] for name in asked if name in self.cleaned_data}
        return {name: value for name, value in values.items() if fingerprint(self._as_chosen(name, value)) != prints.get(name)}

    def changes(self) -> dict[str, Any]:
        """What is to be saved, as the operation takes it."""
        return self.touched()

    def _as_chosen(self, name: str, value: Any) -> Any:
        """A row chosen from a list is known by its key."""
        return self.fields[name].prepare_value(value)

    # What is shown then

    def clash(self, clash: Clash, sentence: str) -> None:
        """Somebody else has written there: said at the field, with the choice; what was typed stays."""
        name = self.name_of(clash.name)
        self.add_error(name, sentence)
        field: Any = self.fields[name]
        found = replace(clash, value=self.stands(clash))
        field.below, field.clash, field.other = CLASH, found, self.in_words(name, found.value)

    def stands(self, clash: Clash) -> Any:
        """What the other wrote, as the field holds values."""
        return clash.value

    def seen_of(self, clash: Clash) -> tuple[int, str]:
        """What is seen by who is told of a clash."""
        return (clash.mark.version, fingerprint(self._as_chosen(self.name_of(clash.name), clash.value)))

    def settle(self, application: Application) -> None:
        """After a save: what could not be saved as it was typed, all the rest as it stands, and both seen as they are shown."""
        self.application, self.content = application, application.content
        shown, stored, seen = dict(self.data.items()), self.saved(), self._seen()
        for name in stored:
            if name in self.errors:
                seen.setdefault(name, (self.seen_by().version, ""))
            else:
                shown[name] = stored[name]
                seen[name] = (self.content.version, fingerprint(self._as_chosen(name, stored[name])))
        self.data = {**shown, **self._baggage(), "seen": _written(seen)}

    def now_seen(self, names: Iterable[str], content: Content) -> dict[str, tuple[int, str]]:
        """What the browser has seen of these fields, now that they are saved."""
        return {name: (content.version, fingerprint(self._as_chosen(name, self.cleaned_data[name]))) for name in names}

    def as_typed(self, name: str, value: Any) -> Any:
        """The value as the field would hold it."""
        field = self.fields[name]
        chosen = self._as_chosen(name, value)
        if isinstance(field, forms.BooleanField):
            return bool(chosen)
        written = field.widget.format_value(chosen)
        return written[0] if isinstance(written, list) else written or ""

    def in_words(self, name: str, value: Any) -> str:
        """The value as people read it; "" for an empty one."""
        choices: Any = getattr(self.fields[name], "choices", None)
        if choices is not None and not hasattr(choices, "queryset"):
            return str(dict(choices).get(value, value) or "") if value else ""
        if isinstance(value, bool):
            return _now("sì") if value else _now("no")
        if isinstance(value, Decimal):
            return euro(value)
        return day(value) if isinstance(value, (date, datetime)) else "" if value is None else str(value)


def _written(seen: Mapping[str, Iterable[Any]]) -> str:
    return json.dumps({name: list(each) for name, each in seen.items()}, separators=(",", ":"))


def _read(text: str) -> dict[str, tuple[int, str]]:
    try:
        found = json.loads(text)
        return {str(name): (int(version), str(was)) for name, (version, was) in found.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}


class DayInput(forms.DateInput):
    """The browser's own calendar; the value travels as 2020-07-24 whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Words(forms.CharField):
    """A text that the browser does not cut; where it is `counted`, its longest length is said below its label, and a browser
    with scripts counts what is left.

    The browser is not told to stop at the limit: it would cut what is pasted without a word. A line ends with one
    character, as the reader counts it, whatever the browser sends.
    """

    def __init__(self, *, limit: int, counted: bool = False, rows: int = 0, **kwargs: Any) -> None:
        widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput()
        super().__init__(**{"max_length": limit, "widget": widget, "required": False, **kwargs})
        if counted:
            self.widget.attrs["data-limit"] = limit
            self.help_text = _with_limit(self.help_text, limit)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


def _said(help_text: Any, limit: int) -> str:
    return f"{help_text} {_('Al massimo %(n)s caratteri.') % {'n': count(limit)}}".strip()


_with_limit: Any = lazy(_said, str)
