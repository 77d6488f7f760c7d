"""How the admin shows what cannot be changed there: terms with their values, panels, columns."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.utils import display_for_field, display_for_value, label_for_field, lookup_field
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst

from core import figures
from core.models import MoneyField, RateField

NOTHING = "–"


@dataclass(frozen=True)
class Fact:
    """A term and its value; `href` leads to the thing it names, `mono` shows it as code."""

    term: str
    value: Any
    href: str = ""
    mono: bool = False


@dataclass(frozen=True)
class Panel:
    """A titled part of an object's page: a template of the app with its context (`panel` in the template is this one)."""

    title: str | Promise
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


def fact(name: str, obj: models.Model, model_admin: Any, link: Callable[[models.Model], str]) -> Fact:
    """The field, method or property `name` of `obj`, in words; `link` gives the address of a related row, if it may be seen."""
    term = capfirst(str(label_for_field(name, type(obj), model_admin)))
    try:
        column, _attribute, value = lookup_field(name, obj, model_admin)
    except ObjectDoesNotExist:
        return Fact(term, NOTHING)
    if value is None or value == "":
        return Fact(term, NOTHING)
    if isinstance(value, models.Model):
        return Fact(_called(term, column, value), str(value), link(value))
    if isinstance(column, models.JSONField):
        return Fact(term, json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True), mono=True)
    return Fact(term, _in_words(value, column))


def _called(term: str, column: Any, row: models.Model) -> str:
    """A relation without words of its own is called what it leads to."""
    # Words of its own are lazy; what Django makes of the field's name is not, and may be the same in English.
    unnamed = isinstance(column, models.ForeignKey) and not isinstance(column.verbose_name, Promise)
    return capfirst(str(row._meta.verbose_name)) if unnamed else term


def _in_words(value: Any, column: Any) -> Any:
    if column is None:
        return value if hasattr(value, "__html__") else display_for_value(value, NOTHING)
    for kind, words in _WORDS.items():
        if isinstance(column, kind):
            return words(value)
    return display_for_field(value, column, NOTHING, avoid_link=True)


# An instant is a day too, for Django: the narrower kinds come first.
_WORDS: dict[type[models.Field], Callable[[Any], str]] = {
    MoneyField: figures.euro,
    RateField: figures.percent,
    models.DateTimeField: figures.instant,
    models.DateField: figures.day,
}


def amount(path: str, label: str | Promise) -> Callable[[Any], str]:
    """A list column with an amount of money, found along `path` («grant__amount»); sorted by it."""
    return _column(path, label, figures.euro)


def moment(path: str, label: str | Promise) -> Callable[[Any], str]:
    """A list column with an instant as people write it; sorted by it."""
    return _column(path, label, figures.instant)


def day(path: str, label: str | Promise) -> Callable[[Any], str]:
    """A list column with a day as people write it; sorted by it."""
    return _column(path, label, figures.day)


def _column(path: str, label: str | Promise, words: Callable[[Any], str]) -> Callable[[Any], str]:
    def column(obj: Any) -> str:
        value = obj
        for part in path.split("__"):
            value = getattr(value, part, None)
        return words(value)

    column.short_description = label  # type: ignore[attr-defined]
    column.admin_order_field = path  # type: ignore[attr-defined]
    return column
