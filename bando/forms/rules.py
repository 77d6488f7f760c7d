"""The form of a rule, made from the dataclass of its kind: no parameter is ever typed as JSON."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bando.domain.rules.parameters import Input, ParameterField, describe
from bando.enums import Phase
from bando.forms.fields import Boxes, CalendarDay, Euro, Lines, Percent, Words
from bando.forms.terms import TermForm
from bando.models import EligibilityRule
from bando.models.terms import LONGEST_TEXT
from bando.policies.editing import PARAMETER


class RuleForm(TermForm):
    """Kind (chosen before), parameters, and what people read: message, remedy, legal basis, phases."""

    message = Words(label=_("Che cosa si chiede"), most=LONGEST_TEXT, rows=3, help_text=_("Come lo legge l’impresa."))
    remedy = Words(label=_("Che cosa fare se manca"), most=LONGEST_TEXT, rows=2, required=False)
    phases = Boxes(label=_("Quando si chiede"), choices=Phase)

    class Meta:
        model = EligibilityRule
        fields = ("label", "code", "message", "remedy", "legal_basis", "phases", "blocking")

    def arrange(self) -> None:
        self.asked = describe(self.variant)
        self.instance.kind = self.variant
        self.kept = dict(self.instance.parameters) if self.instance.pk else {}
        for one in self.asked:
            self.fields[f"{PARAMETER}{one.name}"] = _field(one, self.kept.get(one.name, _plain(one.default)))

    @property
    def groups(self) -> Any:  # type: ignore[override]
        """What is verified, then what is said about it."""
        parameters = tuple(f"{PARAMETER}{one.name}" for one in self.asked)
        said = (_("Che cosa si dice all’impresa"), ("label", "code", "message", "remedy", "legal_basis"))
        when = (_("Quando, e con che effetto"), ("phases", "blocking"))
        return (said, *(((_("Che cosa si verifica"), parameters),) if parameters else ()), when)

    def values(self) -> dict[str, Any]:
        return super().values() | {"kind": self.variant, "parameters": self._parameters()}

    def clean(self) -> dict[str, Any]:
        """A declaration is known by the code of its rule, unless another one is typed."""
        data = super().clean()
        name = f"{PARAMETER}declaration"
        if name in self.fields and not data.get(name):
            data[name] = data.get("code", "")
        return data

    def _parameters(self) -> dict[str, Any]:
        """As the row's JSON keeps them: amounts, shares and days as texts; what is left empty, or as usual, is left out."""
        found = {}
        for one in self.asked:
            value = _plain(self.cleaned_data.get(f"{PARAMETER}{one.name}"))
            usual = not one.required and value == _plain(one.default) and one.name not in self.kept
            if value is not None and value != "" and not usual:
                found[one.name] = value
        return found


def _plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple | list) else value


Maker = Callable[..., forms.Field]


def _chosen(one: ParameterField) -> list[tuple[str, str]]:
    return [(code, _now(label)) for code, label in one.choices]


def _count(one: ParameterField, **known: Any) -> forms.Field:
    return forms.IntegerField(min_value=one.asked.least, max_value=one.asked.most, **known)


def _choice(one: ParameterField, **known: Any) -> forms.Field:
    return forms.ChoiceField(choices=_chosen(one), widget=forms.RadioSelect, **known)


def _amount(one: ParameterField, **known: Any) -> forms.Field:
    return Euro(**(known | {"initial": Decimal(known["initial"]) if known["initial"] else None}))


def _share(one: ParameterField, **known: Any) -> forms.Field:
    return Percent(**(known | {"initial": Decimal(known["initial"]) if known["initial"] else None}))


MAKERS: dict[Input, Maker] = {
    Input.AMOUNT: _amount,
    Input.SHARE: _share,
    Input.COUNT: _count,
    Input.FLAG: lambda one, **known: forms.BooleanField(**(known | {"required": False})),
    Input.CODE: lambda one, **known: forms.SlugField(max_length=60, **(known | {"required": False})),
    Input.DAY: lambda one, **known: CalendarDay(**known),
    Input.CHOICE: _choice,
    Input.CHOICES: lambda one, **known: Boxes(choices=_chosen(one), **known),
    Input.CODES: lambda one, **known: Lines(**known),
    Input.ATECO: lambda one, **known: Lines(**known),
}
ONE_A_LINE = _("Uno per riga.")


def _field(one: ParameterField, initial: Any) -> forms.Field:
    known = {"label": _now(one.label), "required": one.required, "initial": initial, "help_text": " ".join(_help(one))}
    return MAKERS[one.input](one, **known)


def _help(one: ParameterField) -> Iterable[str]:
    if one.help:
        yield _now(one.help)
    if one.input in {Input.CODES, Input.ATECO}:
        yield str(ONE_A_LINE)
