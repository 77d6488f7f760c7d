"""How a parameter is asked for and read: strictly, from the JSON of a row; what does not fit is refused in words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bando.domain.wording import Count, Listing, Phrase, Sentence, Text, say, texts
from core.domain.wording import gettext_noop as _
from registry.domain.ateco import normal

PLAIN = re.compile(r"-?[0-9]{1,14}(\.[0-9]{1,8})?")
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}", re.IGNORECASE)


class Input(StrEnum):
    """What an editor types, and how JSON keeps it: amounts and shares as texts, never as numbers; days as ISO texts."""

    AMOUNT = "amount"
    SHARE = "share"
    COUNT = "count"
    FLAG = "flag"
    CODE = "code"
    DAY = "day"
    CHOICE = "choice"
    CHOICES = "choices"
    CODES = "codes"
    ATECO = "ateco"


JSON_TYPES: dict[Input, str] = {
    Input.COUNT: "number",
    Input.FLAG: "boolean",
    Input.CHOICES: "array",
    Input.CODES: "array",
    Input.ATECO: "array",
}


class BadParameters(ValueError):
    """The JSON of a rule does not say what its kind needs: the sentence says so; `name` is the parameter, "" for several."""

    def __init__(self, sentence: Sentence, name: str = "") -> None:
        super().__init__(sentence.italian())
        self.sentence = sentence
        self.name = name


@dataclass(frozen=True)
class Asked:
    """What the editor is asked: label, help and labels of the choices are Italian msgids."""

    input: Input
    label: str
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    # Of a count: the least and the most; of a list: how many entries at least.
    least: int = 0
    most: int = 1000


@dataclass(frozen=True)
class ParameterField:
    """One parameter of a kind, for a form and for the database."""

    name: str
    asked: Asked
    python_type: Any
    required: bool
    default: Any

    @property
    def label(self) -> str:
        return self.asked.label

    @property
    def help(self) -> str:
        return self.asked.help

    @property
    def input(self) -> Input:
        return self.asked.input

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        return self.asked.choices

    @property
    def nullable(self) -> bool:
        """Whether nothing may be said: JSON null."""
        return not self.required and self.default is None

    @property
    def json_type(self) -> str:
        """As `jsonb_typeof` of PostgreSQL names it."""
        return JSON_TYPES.get(self.input, "string")


@dataclass(frozen=True)
class Asks:
    """What every set of parameters says about itself."""

    @property
    def declares(self) -> str:
        """The code of the declaration that the firm makes for this rule; "" for none."""
        return ""

    @property
    def confirms(self) -> str:
        """The code of what an officer confirms for this rule; "" for nothing."""
        return ""


def typed(name: str, asked: Asked, value: Any) -> Any:
    """The value as the dataclass wants it. Raises BadParameters."""
    try:
        return READERS[asked.input](asked, value)
    except Misfit as why:
        words = {"label": Phrase(asked.label), "why": why.sentence}
        raise BadParameters(say("«%(label)s»: %(why)s", **words), name) from None


class Misfit(Exception):
    """Why a value is not what is asked."""

    def __init__(self, template: str, **values: Any) -> None:
        super().__init__(template)
        self.sentence = say(template, **values)


def _amount(asked: Asked, value: Any) -> Decimal:
    found = _number(value, _("scrivete un importo in euro come testo, per esempio 4000.00."))
    if found < 0:
        raise Misfit(_("l’importo non può essere negativo."))
    if found != found.quantize(Decimal("0.01")) or found >= Decimal("1000000000000"):
        raise Misfit(_("l’importo ha al più due decimali e dodici cifre intere."))
    return found


def _share(asked: Asked, value: Any) -> Decimal:
    found = _number(value, _("scrivete una quota come testo fra 0 e 1, per esempio 0.5."))
    if not 0 <= found <= 1:
        raise Misfit(_("la quota sta fra 0 e 1: 0.5 è la metà."))
    return found


def _number(value: Any, otherwise: str) -> Decimal:
    if not isinstance(value, str) or not PLAIN.fullmatch(value):
        raise Misfit(otherwise)
    return Decimal(value)


def _count(asked: Asked, value: Any) -> int:
    if type(value) is not int or not asked.least <= value <= asked.most:
        limits = {"least": Count(asked.least), "most": Count(asked.most)}
        raise Misfit(_("scrivete un numero intero da %(least)s a %(most)s."), **limits)
    return value


def _flag(asked: Asked, value: Any) -> bool:
    if type(value) is not bool:
        raise Misfit(_("rispondete sì o no."))
    return value


def _code(asked: Asked, value: Any) -> str:
    if not isinstance(value, str) or not CODE.fullmatch(value):
        raise Misfit(_("scrivete un codice di lettere, cifre e trattini, per esempio e-commerce-2020."))
    return value


def _day(asked: Asked, value: Any) -> date:
    try:
        found = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year < 2100:
        raise Misfit(_("scrivete un giorno che esiste, per esempio 2019-12-31."))
    return found


def _choice(asked: Asked, value: Any) -> str:
    known = dict(asked.choices)
    if not isinstance(value, str) or value not in known:
        raise Misfit(_("si può scegliere fra: %(known)s."), known=Listing(tuple(Phrase(label) for label in known.values())))
    return value


def _several(read: Callable[[Asked, Any], str]) -> Callable[[Asked, Any], tuple[str, ...]]:
    def entries(asked: Asked, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list | tuple) or len(value) > asked.most:
            raise Misfit(_("scrivete un elenco."))
        found = tuple(read(asked, one) for one in value)
        if len(found) < asked.least:
            raise Misfit(_("indicate almeno una voce."))
        twice = sorted({one for one in found if found.count(one) > 1})
        if twice:
            raise Misfit(_("%(twice)s c’è due volte."), twice=texts(twice))
        return found

    return entries


def _ateco(asked: Asked, value: Any) -> str:
    try:
        return normal(value if isinstance(value, str) else "")
    except ValueError:
        text = _("«%(code)s» non è un codice ATECO: scrivete una lettera o da due a sei cifre, per esempio G, 47 o 47.91.10.")
        raise Misfit(text, code=Text(str(value)[:20])) from None


READERS: dict[Input, Callable[[Asked, Any], Any]] = {
    Input.AMOUNT: _amount,
    Input.SHARE: _share,
    Input.COUNT: _count,
    Input.FLAG: _flag,
    Input.CODE: _code,
    Input.DAY: _day,
    Input.CHOICE: _choice,
    Input.CHOICES: _several(_choice),
    Input.CODES: _several(_code),
    Input.ATECO: _several(_ateco),
}
