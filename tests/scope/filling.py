"""The forms of a page, filled in by somebody who does not care what she writes, as long as each control takes it.

Read from the page as it was sent, since that is what she has in front of her: each button of a form is a form of its own. What a
page holds back because its button cannot be pressed now is filled in as well: a hand would send it all the same.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.forms import BaseForm, BoundField, ModelChoiceField
from django.forms.formsets import BaseFormSet
from lxml import html
from pypdf import PdfWriter

WORDS = {
    "date": "2021-03-01", "datetime-local": "2021-03-01T10:00", "time": "10:00", "email": "chiunque@example.org",
    "url": "https://example.org/", "tel": "0351234567", "password": "Una-parola-1234",
}  # fmt: skip
BY_LENGTH = {2: "DE", 3: "EUR"}
ANYTHING = "1234567"
# What a page brings along of itself: numbers, but of no row.
BAGGAGE = {"version", "page", "turn"}
PRESSED = {"submit", "image"}
# The rows of a list: a test of their own (`test_what_is_ticked_is_ones_own_alone`).
TICKED = "_selected_action"


@dataclass(frozen=True)
class Filled:
    """What is sent, where to, by which button; for each choice of rows their model, or none where only keys are known."""

    to: str
    button: str
    data: dict[str, Any]
    rows: dict[str, type[Model] | None] = field(default_factory=dict)
    # What each choice offers: a key among these is not another's.
    offers: dict[str, set[str]] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[str, ...]:
        """The same for two forms that ask the same of two rows."""
        return (re.sub(r"\d+", "#", self.button), *sorted({re.sub(r"\d+", "#", name) for name in self.data}))

    def sent(self, **others: Any) -> dict[str, Any]:
        """The values as a browser sends them, with `others` in place of theirs."""
        return {name: _fresh(value) for name, value in (self.data | others).items()}


def forms_in(answer: Any) -> list[BaseForm]:
    """Every form that the page was made with, those of sets and of slots too, and those known by a field alone."""
    contexts = getattr(answer, "context", None) or []
    layers = {id(layer): layer for context in contexts for layer in getattr(context, "dicts", [context])}
    found = {id(form): form for layer in layers.values() for value in list(layer.values()) for form in _forms(value)}
    return list(found.values())


def _forms(value: Any, deep: bool = True) -> Iterator[BaseForm]:
    if isinstance(value, BaseForm):
        yield value
    elif isinstance(value, BoundField):
        yield value.form
    elif isinstance(value, BaseFormSet):
        yield from value.forms
    elif isinstance(value, (list, tuple)):
        if deep:
            yield from (form for one in value for form in _forms(one, deep=False))
    elif isinstance(form := getattr(value, "form", None) if hasattr(value, "__dict__") else None, BaseForm):
        yield form


def choices_of_rows(forms: Iterable[BaseForm]) -> dict[str, ModelChoiceField]:
    """The fields by which a row is chosen, by the names under which they are sent."""
    fields = ((form.add_prefix(name), one) for form in forms for name, one in form.fields.items())
    return {name: one for name, one in fields if isinstance(one, ModelChoiceField)}


def filled_in(answer: Any, address: str) -> Iterator[Filled]:
    """Every form of a page, filled in, once for each of its buttons."""
    if answer.status_code != 200 or answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
        return
    page = html.document_fromstring(answer.content.decode() or "<html></html>")
    there, known = set(page.xpath("//*/@name")), forms_in(answer)
    rows: dict[str, Any] = {name: one.queryset.model for name, one in choices_of_rows(known).items()}
    for form in page.xpath("//form"):
        if form.get("method", "").lower() == "post":
            yield from _filled(form, _controls(page, form), address, rows)
    for held in known:
        names = {held.add_prefix(name) for name in held.fields}
        if names and not names & there:
            shown = html.fragment_fromstring(f"<form>{''.join(str(one) for one in held)}</form>")
            yield from _filled(shown, shown.xpath(CONTROLS), address, rows)


CONTROLS = ".//*[self::input or self::select or self::textarea or self::button][not(@disabled)]"


def _controls(page: Any, form: Any) -> list[Any]:
    """Those inside the form, and those elsewhere that say they are its own."""
    own = [one for one in form.xpath(CONTROLS) if not one.get("form")]
    return own + (page.xpath(f"{CONTROLS}[@form=$key]", key=form.get("id")) if form.get("id") else [])


def _filled(form: Any, controls: list[Any], address: str, rows: dict[str, Any]) -> Iterator[Filled]:
    data: dict[str, Any] = {}
    offers: dict[str, set[str]] = {}
    for one in controls:
        if one.get("name") and not _is_button(one):
            _put(one, data, offers)
    data.pop("csrfmiddlewaretoken", None)
    asked = {name: rows.get(name) for name, keys in offers.items() if name in rows or (_are_keys(keys) and name != TICKED)}
    asked |= {name: model for name, model in rows.items() if name in data}
    for button in [one for one in controls if _is_button(one)] or [None]:
        name, to = ("", "") if button is None else (button.get("name") or "", button.get("formaction") or "")
        pressed = {name: button.get("value") or ""} if button is not None and name else {}
        yield Filled((to or form.get("action") or address).partition("#")[0], name, data | pressed, asked, offers)
    # A part of the page that a script sends the form to: it may know its row by what is hidden.
    hidden = {one.get("name") for one in controls if one.get("type") == "hidden" and _are_keys({one.get("value", "")})}
    for to in {*form.xpath(".//@hx-post | ./@hx-post")} - {form.get("action")}:
        yield Filled(to, "", data, asked | dict.fromkeys(hidden - BAGGAGE), offers)


def _is_button(control: Any) -> bool:
    kind = control.get("type", "submit" if control.tag == "button" else "text")
    return (control.tag == "button" and kind == "submit") or (control.tag == "input" and kind in PRESSED)


def _put(control: Any, data: dict[str, Any], offers: dict[str, set[str]]) -> None:
    """Give the control its value among `data`; what could be chosen goes to `offers`."""
    name, kind = control.get("name"), control.tag if control.tag != "input" else control.get("type", "text")
    if kind == "select":
        values = [one.get("value", one.text_content()) for one in control.xpath(".//option[not(@disabled)]")]
        chosen = [one.get("value", one.text_content()) for one in control.xpath(".//option[@selected]")]
        offers[name] = {value for value in values if value}
        taken = [value for value in chosen if value] or [value for value in values if value][-1:]
        data |= {name: taken if control.get("multiple") is not None else taken[0]} if taken else {}
    elif kind in {"radio", "checkbox"}:
        value = control.get("value", "on")
        offers.setdefault(name, set()).update({value} - {""})
        if kind == "checkbox":
            data[name] = [*data.get(name, []), value]
        elif control.get("checked") is not None or (value and name not in data):
            data[name] = value
    elif kind == "file":
        data[name] = _Sheet(control.get("accept", ""))
    elif kind == "hidden":
        data[name] = control.get("value", "")
    else:
        data[name] = _there(control) or _word(control, kind)


def _there(control: Any) -> str:
    return (control.text or "").strip() if control.tag == "textarea" else control.get("value", "")


def _word(control: Any, kind: str) -> str:
    if kind == "number" or control.get("inputmode") in {"decimal", "numeric"}:
        return control.get("min") or "1"
    longest = control.get("maxlength", "")
    return WORDS.get(kind) or BY_LENGTH.get(int(longest) if longest.isdecimal() else 0) or ANYTHING


def _are_keys(values: set[str]) -> bool:
    """Whether rows may be meant, of whatever model."""
    return bool(values) and all(value.isdecimal() for value in values)


@dataclass(frozen=True)
class _Sheet:
    """A file of the kind that the control takes."""

    accept: str

    def new(self) -> SimpleUploadedFile:
        if ".pdf" in self.accept or not self.accept:
            return SimpleUploadedFile("carta.pdf", _paper(), "application/pdf")
        if ".csv" in self.accept:
            return SimpleUploadedFile("foglio.csv", b"a;b\n1;2\n", "text/csv")
        return SimpleUploadedFile("dati.xml", b"<dati/>", "application/xml")


def _paper() -> bytes:
    page, kept = PdfWriter(), BytesIO()
    page.add_blank_page(100, 100)
    page.write(kept)
    return kept.getvalue()


def _fresh(value: Any) -> Any:
    return value.new() if isinstance(value, _Sheet) else value
