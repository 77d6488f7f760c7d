"""What visitors type about a call: the facts of the pre-check, and the spending of the grant calculator."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bando.domain.caps import Line
from bando.domain.rules.facts import Value, declaration
from bando.forms.questions import Asked, Words, questions_for
from bando.queries.limits import Limits
from bando.queries.pages import bonus_of
from bando.queries.prechecking import Answers
from bando.queries.promises import Promise
from core.forms import Amount

__all__ = ["Amount", "PrecheckForm", "SpendForm"]

Section = tuple[Words, list[forms.BoundField]]


class SpendForm(forms.Form):
    """What is to be spent, item by item; the measure, where there are several; the bonuses that rest on a declaration."""

    by_item = True

    def __init__(self, *args: Any, promise: Promise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.promise = promise
        if len(promise.measures) > 1:
            self.fields["measure"] = self.measure_field()
        for code, part in promise.bonuses.items():
            bonus = bonus_of(part, {})
            self.fields[f"declaration-{code}"] = forms.BooleanField(label=part.label, help_text=bonus.adds, required=False)
        self.money = self._by_item() if self.by_item else self._in_all()
        self.fields |= self.money

    def measure_field(self) -> forms.ChoiceField:
        """Which measure is worked out."""
        choices = [(measure.code, measure.label) for measure in self.promise.measures]
        return forms.ChoiceField(label=_("Misura"), choices=choices)

    def _in_all(self) -> dict[str, forms.Field]:
        return {"spend": Amount(label=_("Spesa prevista, al netto dell’IVA (€)"), help_text=_("Solo le voci ammesse dal bando."))}

    def _by_item(self) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {}
        for row in Limits(self.promise.items, self.promise.caps).by_item():
            item = row.item
            found[f"item-{item.code}"] = Amount(label=f"{item.label} (€)", help_text=" ".join(row.limits), required=False)
            if item.unit:
                label = _("%(item)s: quante unità (%(unit)s)") % {"item": item.label, "unit": item.unit}
                found[f"units-{item.code}"] = Amount(label=label, required=False, max_digits=10)
        return found

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        typed = [name for name in self.money if data.get(name) or name in self.errors]
        if not typed and "spend" not in self.money:
            first = next(iter(self.money), None)
            self.add_error(first, _("Indicate quanto pensate di spendere, per una voce almeno."))
        return data

    def answers(self) -> Answers:
        """What was typed. Only after `is_valid()`."""
        data = self.cleaned_data
        held = frozenset(code for code in self.promise.bonuses if data.get(f"declaration-{code}"))
        return Answers({}, tuple(self._lines()), held, data.get("measure", ""))

    def _lines(self) -> Iterable[Line]:
        if not self.by_item:
            return [Line("", self.cleaned_data["spend"])]
        rows = [(item.code, self.cleaned_data.get(f"item-{item.code}")) for item in self.promise.items]
        return [Line(code, amount, self.cleaned_data.get(f"units-{code}")) for code, amount in rows if amount]

    def section(self, title: Words, names: Iterable[str]) -> list[Section]:
        """The fields of those names that are there, under a title; nothing where none is."""
        fields = [self[name] for name in names if name in self.fields]
        return [(title, fields)] if fields else []

    @property
    def bonus_names(self) -> list[str]:
        return [f"declaration-{code}" for code in self.promise.bonuses]

    @property
    def sections(self) -> list[Section]:
        """The fields in groups, as the page shows them."""
        return [
            *self.section(_("La misura"), ["measure", *self.bonus_names]),
            *self.section(_("Le spese, al netto dell’IVA"), self.money),
        ]


class PrecheckForm(SpendForm):
    """The facts that the rules of this call ask for before log-in, and the spend: by item where the call limits items."""

    def __init__(self, *args: Any, promise: Promise, today: date, **kwargs: Any) -> None:
        self.by_item = bool(promise.caps)
        super().__init__(*args, promise=promise, **kwargs)
        self.asked: list[Asked] = questions_for(promise, today)
        facts = {name: field for each in self.asked for name, field in each.fields.items()}
        self.fields = facts | {name: field for name, field in self.fields.items() if name not in facts}

    def measure_field(self) -> forms.ChoiceField:
        """The measure may be left to what the size allows."""
        choices = [("", _("Quella adatta alla nostra impresa")), *((each.code, each.label) for each in self.promise.measures)]
        return forms.ChoiceField(label=_("Misura"), choices=choices, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for each in self.asked:
            for name, error in each.defects(data):
                self.add_error(name, error)
        return data

    def answers(self) -> Answers:
        """What was typed, as facts by name. Only after `is_valid()`."""
        found = super().answers()
        facts: dict[str, Value] = {declaration(code): code in found.held for code in self.promise.bonuses}
        for each in self.asked:
            facts |= each.facts(self.cleaned_data)
        return Answers(facts, found.lines, found.held, found.measure)

    @property
    def sections(self) -> list[Section]:
        """Seat, firm, aids, declarations; then measure and spending."""
        groups: dict[str, list[str]] = {}
        for each in self.asked:
            groups.setdefault(str(each.group), []).extend(each.fields)
        shown = [part for title, names in groups.items() for part in self.section(title, names)]
        rest = [
            (title, [field for field in fields if field.name not in self._shown(shown)]) for title, fields in super().sections
        ]
        return shown + [(title, fields) for title, fields in rest if fields]

    @staticmethod
    def _shown(sections: list[Section]) -> set[str]:
        return {field.name for _title, fields in sections for field in fields}
